package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The root of a manifest; its digest is the identity of a volume's content, size included.
 * Little-endian (see docs/volume-format.md):
 *
 * <pre>
 *  0   1  'R'
 *  1   1  format version: 1
 *  2   1  base-2 logarithm of the block size
 *  3   1  level of the top node
 *  4   4  zero
 *  8   8  size of the volume in bytes
 * 16   8  mapped blocks
 * 24   8  extents
 * 32  32  digest of the top node, zero where nothing is mapped
 * </pre>
 *
 * @param geometry the volume's sizes
 * @param mappedBlocks the blocks that extents cover
 * @param extents the number of extents
 * @param top the node that covers the volume, absent where it is all zeros
 */
public record RootNode(
    VolumeGeometry geometry, long mappedBlocks, long extents, Optional<Digest> top) {
  /** The length of a root node. */
  public static final int BYTES = 64;

  private static final Digest NONE = new Digest(0, 0, 0, 0);

  /** The bytes that extents cover, in whole blocks. */
  public long mappedBytes() {
    return mappedBlocks * geometry.blockBytes();
  }

  /** The node's bytes. */
  public ByteBuffer encode() {
    ByteBuffer node = NodeHeader.start(BYTES, NodeHeader.ROOT);
    node.put((byte) Integer.numberOfTrailingZeros(geometry.blockBytes()));
    node.put((byte) geometry.topLevel()).putInt(0);
    node.putLong(geometry.virtualBytes()).putLong(mappedBlocks).putLong(extents);
    top.orElse(NONE).putTo(node);
    return node.flip();
  }

  /**
   * Reads a root node.
   *
   * @throws CorruptDataException if it is not one
   */
  public static RootNode decode(ByteBuffer bytes, Digest digest) throws CorruptDataException {
    ByteBuffer node = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    NodeHeader.check(node, NodeHeader.ROOT, digest);
    if (node.remaining() != BYTES) {
      throw NodeHeader.malformed(digest, "root of " + node.remaining() + " bytes");
    }
    VolumeGeometry geometry;
    try {
      geometry = new VolumeGeometry(node.getLong(8), 1 << node.get(2));
    } catch (IllegalArgumentException e) {
      throw NodeHeader.malformed(digest, String.valueOf(e.getMessage()));
    }
    Digest top = Digest.at(node, 32);
    RootNode root =
        new RootNode(
            geometry,
            node.getLong(16),
            node.getLong(24),
            top.equals(NONE) ? Optional.empty() : Optional.of(top));
    root.check(digest);
    // The digest is the content's identity, so a root has one form only.
    if (!root.encode().equals(node)) {
      throw NodeHeader.malformed(digest, "not the root of a volume of " + geometry);
    }
    return root;
  }

  private void check(Digest digest) throws CorruptDataException {
    boolean empty = top.isEmpty();
    if (mappedBlocks > geometry.blocks()
        || extents > mappedBlocks
        || extents < (empty ? 0 : 1)
        || (empty && mappedBlocks != 0)) {
      throw NodeHeader.malformed(digest, extents + " extents of " + mappedBlocks + " blocks");
    }
  }
}
