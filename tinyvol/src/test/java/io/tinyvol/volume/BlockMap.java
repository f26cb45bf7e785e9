package io.tinyvol.volume;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.TestContent;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** The plain model of a volume: what each block that is not zeros has, block by block. */
public final class BlockMap {
  private final VolumeGeometry geometry;
  private final SortedMap<Long, Part> blocks = new TreeMap<>();

  /** A chunk with its bytes. */
  public static final class Chunk {
    private final Digest digest;
    private final byte[] bytes;

    /** A chunk that a store has. */
    public Chunk(Digest digest, byte[] bytes) {
      this.digest = digest;
      this.bytes = bytes;
    }

    public Digest digest() {
      return digest;
    }

    public byte[] bytes() {
      return bytes;
    }
  }

  /** One block of a chunk. */
  public record Part(Chunk chunk, int offsetBlocks) {}

  /** A volume of zeros. */
  public BlockMap(VolumeGeometry geometry) {
    this.geometry = geometry;
  }

  /** A copy, perhaps for another size: what is after its end is left out. */
  public BlockMap(BlockMap other, long virtualBytes) {
    this(new VolumeGeometry(virtualBytes, other.geometry.blockBytes()));
    blocks.putAll(other.blocks.headMap(geometry.blocks()));
    long wholeBlocks = virtualBytes / geometry.blockBytes();
    if (geometry.virtualBytes() != other.geometry.virtualBytes()) {
      blocks.tailMap(wholeBlocks).clear();
    }
  }

  /** Puts chunks of 1 to 16 times 4 KiB into a store; some differ from others in one block only. */
  public static List<Chunk> putChunks(ContentStore store, Random random, int count)
      throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    try (IngestSession session = store.newSession("a test")) {
      try (ContentWriter writer = session.newWriter()) {
        for (int i = 0; i < count; i++) {
          byte[] bytes =
              i == 0 || random.nextBoolean()
                  ? TestContent.random(random, 4096 * (1 + random.nextInt(16)))
                  : chunks.get(random.nextInt(i)).bytes().clone();
          bytes[random.nextInt(bytes.length)] ^= 1;
          chunks.add(new Chunk(writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes)), bytes));
        }
      }
      session.commit();
    }
    return chunks;
  }

  public VolumeGeometry geometry() {
    return geometry;
  }

  public SortedMap<Long, Part> blocks() {
    return blocks;
  }

  /** Maps as many whole blocks from {@code startBlock} on as the chunk has and there are. */
  public void map(long startBlock, Chunk chunk) {
    int count = chunk.bytes().length / geometry.blockBytes();
    long end = Math.min(startBlock + count, geometry.virtualBytes() / geometry.blockBytes());
    for (long block = startBlock; block < end; block++) {
      blocks.put(block, new Part(chunk, (int) (block - startBlock)));
    }
  }

  /** Maps or unmaps random runs, most of them near the edges of leaves. */
  public void edit(Random random, List<Chunk> chunks, int edits) {
    for (int i = 0; i < edits && geometry.blocks() > 0; i++) {
      long block = randomBlock(random);
      if (random.nextInt(4) == 0) {
        blocks.subMap(block, block + 1 + random.nextInt(20)).clear();
      } else {
        map(block, chunks.get(random.nextInt(chunks.size())));
      }
    }
  }

  private long randomBlock(Random random) {
    long leaves = Math.ceilDiv(geometry.virtualBytes(), VolumeGeometry.LEAF_BYTES);
    long leaf =
        random.nextBoolean() ? Math.min(leaves - 1, random.nextInt(3)) : random.nextLong(leaves);
    long block = leaf * geometry.leafBlocks() + random.nextInt(80) - 40;
    return Math.clamp(block, 0, geometry.blocks() - 1);
  }

  /** One extent for each block. */
  public List<Extent> singleBlocks() {
    List<Extent> extents = new ArrayList<>();
    blocks.forEach(
        (block, part) ->
            extents.add(
                new Extent(
                    block,
                    1,
                    part.chunk().digest(),
                    part.offsetBlocks(),
                    part.chunk().bytes().length)));
    return extents;
  }

  /** As few extents as can be, but in one piece within a leaf. */
  public List<Extent> extents() {
    List<Extent> extents = new ArrayList<>();
    for (Extent next : singleBlocks()) {
      Extent last = extents.isEmpty() ? null : extents.getLast();
      if (last != null
          && last.endBlock() == next.startBlock()
          && next.startBlock() % geometry.leafBlocks() != 0
          && last.chunk().equals(next.chunk())
          && last.chunkOffsetBlocks() + last.blockCount() == next.chunkOffsetBlocks()) {
        extents.removeLast();
        next =
            new Extent(
                last.startBlock(),
                last.blockCount() + 1,
                last.chunk(),
                last.chunkOffsetBlocks(),
                last.chunkBytes());
      }
      extents.add(next);
    }
    return extents;
  }

  /** Writes the manifest of this volume. */
  public Digest write(ContentStore store) throws IOException {
    return write(store, geometry, extents());
  }

  /** Writes a manifest. */
  public static Digest write(ContentStore store, VolumeGeometry geometry, List<Extent> extents)
      throws IOException {
    try (IngestSession session = store.newSession("a test")) {
      Digest root;
      try (ContentWriter nodes = session.newWriter()) {
        ManifestWriter writer = new ManifestWriter(geometry, nodes);
        for (Extent extent : extents) {
          writer.add(extent);
        }
        root = writer.finish();
      }
      session.commit();
      return root;
    }
  }
}
