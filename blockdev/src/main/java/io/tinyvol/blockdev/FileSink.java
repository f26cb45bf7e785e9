package io.tinyvol.blockdev;

import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.posix.OutputFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes at positions of a sparse file. Long runs go around the page cache where the file system
 * can do that: a disk takes them as fast, and the cores are left to decompress. Short ones would
 * wait for the disk each.
 */
final class FileSink implements RangeSink, Closeable {
  private static final int SHORTEST_DIRECT_BYTES = 128 << 10;

  private final OutputFile buffered;
  private final @Nullable FileChannel direct;

  private FileSink(OutputFile buffered, @Nullable FileChannel direct) {
    this.buffered = buffered;
    this.direct = direct;
  }

  /** A regular file that is open for writing, and stays open; makes it all zeros. */
  static FileSink on(Descriptor opened, long sizeBytes) throws IOException {
    OutputFile file = OutputFile.of(opened);
    try {
      file.setLength(0);
      file.setLength(sizeBytes);
      return new FileSink(file, DirectIo.openForWriting(opened.path()).orElse(null));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    boolean aligned = (offsetBytes | bytes.remaining()) % DirectIo.ALIGNMENT_BYTES == 0;
    boolean isLong = aligned && bytes.remaining() >= SHORTEST_DIRECT_BYTES;
    if (direct == null || !isLong) {
      buffered.write(offsetBytes, bytes);
      return;
    }
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      position += direct.write(bytes, position);
    }
  }

  @Override
  public void finish(long virtualBytes) {}

  /** Makes everything durable. */
  void sync() throws IOException {
    buffered.sync();
  }

  @Override
  public void close() throws IOException {
    try (buffered) {
      if (direct != null) {
        direct.close();
      }
    }
  }
}
