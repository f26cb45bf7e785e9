package io.tinyvol.benchmarks;

import io.tinyvol.builder.cut.ChunkRuns;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import io.tinyvol.cas.store.StoreConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Collects chunks as a build would find them: runs of blocks that are not zeros, cut from each
 * file's start, each distinct one once, so that every stage has all of the sample's bytes to do.
 *
 * <p>Takes a part of each file in turn, then the next part of each: one large file does not make
 * the sample.
 */
final class SampleLoader {
  private static final int WINDOW_BYTES = StoreConfig.DEFAULT_MAX_CHUNK_BYTES;
  private static final int PART_WINDOWS = 128;

  private final ByteBuffer bytes;
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final Set<Digest> seen = new HashSet<>();
  private final Hasher hasher = new Hasher(HashAlgorithm.SHA256);
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);

  SampleLoader(int sampleBytes) {
    this.bytes = ByteBuffer.allocateDirect(sampleBytes);
  }

  /** Fills the sample from {@code source}, a file or a folder. */
  void load(Path source) throws IOException {
    List<Path> files = filesBelow(source);
    for (int part = 0; bytes.hasRemaining() && !files.isEmpty(); part++) {
      List<Path> longer = new ArrayList<>();
      for (Path file : files) {
        if (bytes.hasRemaining() && takePart(file, part)) {
          longer.add(file);
        }
      }
      files = longer;
    }
    if (bytes.hasRemaining()) {
      throw new IOException(
          source + ": has only " + bytes.position() + " distinct bytes of " + bytes.capacity());
    }
    bytes.flip();
  }

  private static List<Path> filesBelow(Path source) throws IOException {
    try (Stream<Path> all = Files.walk(source.toRealPath())) {
      return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .filter(Files::isReadable)
          .sorted()
          .toList();
    }
  }

  /** Takes a part of a file; whether there is more of it. */
  private boolean takePart(Path file, int part) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long offset = (long) part * PART_WINDOWS * WINDOW_BYTES;
      for (int i = 0; i < PART_WINDOWS && offset < channel.size() && bytes.hasRemaining(); i++) {
        int length = channel.read(window.clear(), offset);
        takeWindow(Math.max(length, 0));
        offset += WINDOW_BYTES;
      }
      return offset < channel.size();
    }
  }

  private void takeWindow(int length) throws IOException {
    int end = Math.ceilDiv(length, ChunkRuns.UNIT_BYTES) * ChunkRuns.UNIT_BYTES;
    MemorySegment.ofBuffer(window.clear()).asSlice(length, end - length).fill((byte) 0);
    ChunkRuns.find(
        MemorySegment.ofBuffer(window.limit(end)), (at, run) -> takeRun(window.slice(at, run)));
  }

  private void takeRun(ByteBuffer run) {
    run.limit(Math.min(run.limit(), bytes.remaining()));
    if (run.hasRemaining() && seen.add(hasher.chunk(run))) {
      chunks.add(bytes.slice(bytes.position(), run.remaining()));
      bytes.put(run);
    }
  }

  ByteBuffer bytes() {
    return bytes;
  }

  List<ByteBuffer> chunks() {
    return List.copyOf(chunks);
  }
}
