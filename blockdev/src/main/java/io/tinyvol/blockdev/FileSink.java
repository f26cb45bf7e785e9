package io.tinyvol.blockdev;

import io.tinyvol.posix.DirectIo;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes at positions of a sparse file. Long runs go around the page cache where the file system
 * can do that: a disk takes them as fast, and the cores are left to decompress. Short ones would
 * wait for the disk each.
 */
final class FileSink implements RangeSink, Closeable {
  private static final int SHORTEST_DIRECT_BYTES = 128 << 10;

  private final RandomAccessFile file;
  private final FileChannel buffered;
  private final @Nullable FileChannel direct;

  private FileSink(RandomAccessFile file, @Nullable FileChannel direct) {
    this.file = file;
    this.buffered = file.getChannel();
    this.direct = direct;
  }

  /** Opens a file that is there, and makes it all zeros. */
  static FileSink open(Path path, long sizeBytes) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      file.setLength(0);
      file.setLength(sizeBytes);
      return new FileSink(file, DirectIo.openForWriting(path).orElse(null));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    boolean aligned = (offsetBytes | bytes.remaining()) % DirectIo.ALIGNMENT_BYTES == 0;
    boolean isLong = aligned && bytes.remaining() >= SHORTEST_DIRECT_BYTES;
    FileChannel channel = direct != null && isLong ? direct : buffered;
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  @Override
  public void finish(long virtualBytes) {}

  /** Makes everything durable. */
  void sync() throws IOException {
    buffered.force(true);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (direct != null) {
        direct.close();
      }
    }
  }
}
