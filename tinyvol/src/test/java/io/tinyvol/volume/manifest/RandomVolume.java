package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A volume of some leaves with runs of chunks in odd places, and the bytes that it must have. */
final class RandomVolume {
  private static final int UNIT_BYTES = 4096;
  private static final int MAX_UNITS = 16;

  private final VolumeGeometry geometry;
  private final byte[] bytes;
  private final List<Run> runs = new ArrayList<>();

  /** A part of a chunk, and the block where it lies. */
  private static final class Run {
    final long block;
    final int blocks;
    final byte[] chunk;
    final int chunkBlock;

    Run(long block, int blocks, byte[] chunk, int chunkBlock) {
      this.block = block;
      this.blocks = blocks;
      this.chunk = chunk;
      this.chunkBlock = chunkBlock;
    }
  }

  private RandomVolume(VolumeGeometry geometry) {
    this.geometry = geometry;
    // The last block is mapped as a whole, though the volume may end inside it.
    this.bytes = new byte[(int) geometry.blocks() * geometry.blockBytes()];
  }

  static RandomVolume make(Random random) {
    int blockBytes = 1024 << random.nextInt(3);
    long size = 2 * VolumeGeometry.LEAF_BYTES + random.nextInt((int) VolumeGeometry.LEAF_BYTES);
    RandomVolume volume = new RandomVolume(new VolumeGeometry(size, blockBytes));
    byte[] chunk = chunk(random);
    long block = 0;
    while (true) {
      block += random.nextInt(3) == 0 ? random.nextInt(8_000) : random.nextInt(3);
      if (random.nextInt(12) == 0) {
        // Runs over the edge of a leaf are what goes wrong most easily.
        long leafBlocks = volume.geometry.leafBlocks();
        block = Math.max(block, (block / leafBlocks + 1) * leafBlocks - 1 - random.nextInt(9));
      }
      if (random.nextInt(3) != 0) {
        chunk = chunk(random);
      }
      int chunkBlocks = chunk.length / blockBytes;
      int from = random.nextInt(chunkBlocks);
      int count = 1 + random.nextInt(chunkBlocks - from);
      if (block + count > volume.geometry.blocks()) {
        return volume;
      }
      volume.put(new Run(block, count, chunk, from));
      block += count;
    }
  }

  /** A copy in which some chunks are others, which may differ in few bytes only. */
  RandomVolume changed(Random random) {
    RandomVolume copy = new RandomVolume(geometry);
    for (Run run : runs) {
      byte[] chunk = run.chunk;
      switch (random.nextInt(8)) {
        case 0 -> chunk = chunk(random, chunk.length);
        case 1, 2, 3 -> {
          chunk = chunk.clone();
          chunk[random.nextInt(chunk.length)]++;
        }
        default -> {}
      }
      if (random.nextInt(20) != 0) {
        copy.put(new Run(run.block, run.blocks, chunk, run.chunkBlock));
      }
    }
    return copy;
  }

  private void put(Run run) {
    runs.add(run);
    int blockBytes = geometry.blockBytes();
    System.arraycopy(
        run.chunk,
        run.chunkBlock * blockBytes,
        bytes,
        (int) run.block * blockBytes,
        run.blocks * blockBytes);
  }

  private static byte[] chunk(Random random) {
    return chunk(random, UNIT_BYTES * (1 + random.nextInt(MAX_UNITS)));
  }

  private static byte[] chunk(Random random, int length) {
    byte[] chunk = new byte[length];
    random.nextBytes(chunk);
    // Some compress, and so come from another buffer of the reader.
    Arrays.fill(chunk, 0, random.nextInt(length), (byte) 7);
    Arrays.fill(chunk, length - random.nextInt(UNIT_BYTES), length, (byte) 0);
    return chunk;
  }

  int blockBytes() {
    return geometry.blockBytes();
  }

  /** What the volume holds. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, (int) geometry.virtualBytes());
  }

  /** Whether a chunk lies where this byte does. */
  boolean isMapped(long offsetBytes) {
    long block = offsetBytes / geometry.blockBytes();
    return runs.stream().anyMatch(r -> r.block <= block && block < r.block + r.blocks);
  }

  /** Stores it and gives its root. */
  Digest store(ContentStore store) throws IOException {
    try (IngestSession session = store.newSession("a test")) {
      Digest root;
      try (ContentWriter content = session.newWriter()) {
        ManifestWriter manifest = new ManifestWriter(geometry, content);
        for (Run run : runs) {
          Digest digest = content.put(ContentKind.CHUNK, withoutZeros(run.chunk));
          manifest.add(new Extent(run.block, run.blocks, digest, run.chunkBlock, run.chunk.length));
        }
        root = manifest.finish();
      }
      session.commit();
      return root;
    }
  }

  /** Chunks are kept without the zeros at the end of their last unit. */
  static ByteBuffer withoutZeros(byte[] chunk) {
    int end = chunk.length;
    while (end > chunk.length - UNIT_BYTES + 1 && chunk[end - 1] == 0) {
      end--;
    }
    return ByteBuffer.allocateDirect(end).put(chunk, 0, end).flip();
  }
}
