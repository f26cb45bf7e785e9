package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A leaf of the manifest: the extents in its span. What they leave out is zeros. Little-endian (see
 * docs/volume-format.md):
 *
 * <pre>
 *  0   1  'L'
 *  1   1  format version: 1
 *  2   1  base-2 logarithm of the block size
 *  3   1  zero
 *  4   4  number n of extents
 *  8  40  for each extent, ascending:
 *           0   2  first block, counted from the leaf's start
 *           2   2  number of blocks
 *           4   2  offset in the chunk, in blocks
 *           6   2  length of the chunk, in units of 4 KiB
 *           8  32  digest of the chunk
 * </pre>
 */
public final class LeafNode implements ManifestNode {
  private static final int HEADER_BYTES = 8;
  private static final int EXTENT_BYTES = 40;
  private static final int CHUNK_UNIT_BYTES = 4096;

  private final ByteBuffer node;

  private LeafNode(ByteBuffer node) {
    this.node = node;
  }

  /**
   * The bytes of a leaf that starts at {@code baseBlock}; the extents ascend and lie in its span.
   */
  public static ByteBuffer encode(int blockBytes, long baseBlock, List<Extent> extents) {
    ByteBuffer node =
        NodeHeader.start(HEADER_BYTES + EXTENT_BYTES * extents.size(), NodeHeader.LEAF);
    node.put((byte) Integer.numberOfTrailingZeros(blockBytes)).put((byte) 0);
    node.putInt(extents.size());
    for (Extent extent : extents) {
      node.putShort((short) (extent.startBlock() - baseBlock));
      node.putShort((short) extent.blockCount());
      node.putShort((short) extent.chunkOffsetBlocks());
      node.putShort((short) (extent.chunkBytes() / CHUNK_UNIT_BYTES));
      extent.chunk().putTo(node);
    }
    return node.flip();
  }

  /**
   * A view of a copy of {@code bytes}.
   *
   * @throws CorruptDataException if it is not a leaf for this geometry
   */
  public static LeafNode decode(ByteBuffer bytes, VolumeGeometry geometry, Digest digest)
      throws CorruptDataException {
    NodeHeader.check(bytes.slice(), NodeHeader.LEAF, digest);
    LeafNode view = new LeafNode(InteriorNode.copy(bytes));
    int count = view.node.getInt(4);
    if (view.node.get(2) != Integer.numberOfTrailingZeros(geometry.blockBytes())
        || view.node.get(3) != 0
        || count < 1
        || count > geometry.leafBlocks()
        || view.node.capacity() != HEADER_BYTES + EXTENT_BYTES * count) {
      throw NodeHeader.malformed(digest, "leaf with " + count + " extents");
    }
    view.checkExtents(geometry, digest);
    return view;
  }

  private void checkExtents(VolumeGeometry geometry, Digest digest) throws CorruptDataException {
    long end = 0;
    for (int i = 0; i < count(); i++) {
      Extent extent = extent(i, 0);
      if (extent.startBlock() < end
          || extent.endBlock() > geometry.leafBlocks()
          || !canHold(extent, geometry)) {
        throw NodeHeader.malformed(digest, "extent " + extent);
      }
      end = extent.endBlock();
    }
  }

  /** Whether an extent is a part of a chunk that a store may have. */
  public static boolean canHold(Extent extent, VolumeGeometry geometry) {
    long chunkEndBlock = (long) extent.chunkOffsetBlocks() + extent.blockCount();
    return extent.blockCount() >= 1
        && extent.chunkOffsetBlocks() >= 0
        && extent.chunkBytes() <= StoreConfig.LONGEST_CHUNK_BYTES
        && extent.chunkBytes() % CHUNK_UNIT_BYTES == 0
        && chunkEndBlock * geometry.blockBytes() <= extent.chunkBytes();
  }

  @Override
  public int sizeBytes() {
    return node.capacity();
  }

  /** The block size that it counts in. */
  public int blockBytes() {
    return 1 << node.get(2);
  }

  /** The number of extents. */
  public int count() {
    return node.getInt(4);
  }

  /** The {@code i}-th extent of a leaf that starts at {@code baseBlock}. */
  public Extent extent(int i, long baseBlock) {
    int at = HEADER_BYTES + EXTENT_BYTES * i;
    return new Extent(
        baseBlock + unsigned(at),
        unsigned(at + 2),
        Digest.at(node, at + 8),
        unsigned(at + 4),
        unsigned(at + 6) * CHUNK_UNIT_BYTES);
  }

  /** Which extent holds this block, counted from the leaf's start, or -1 if it is zeros. */
  public int find(int leafBlock) {
    int i = firstEndingAfter(leafBlock);
    return i < count() && unsigned(HEADER_BYTES + EXTENT_BYTES * i) <= leafBlock ? i : -1;
  }

  /**
   * The first extent that holds this block, counted from the leaf's start, or one after it; {@link
   * #count} if there is none.
   */
  public int firstEndingAfter(int leafBlock) {
    int low = 0;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int at = HEADER_BYTES + EXTENT_BYTES * middle;
      if (unsigned(at) + unsigned(at + 2) <= leafBlock) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int unsigned(int at) {
    return Short.toUnsignedInt(node.getShort(at));
  }
}
