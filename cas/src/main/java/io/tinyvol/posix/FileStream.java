package io.tinyvol.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stretch of a file as a stream; there may be several of one file. */
final class FileStream extends InputStream {
  private static final int BUFFER_BYTES = 128 << 10;

  private final PosixFile file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private long position;
  private final long end;

  /** The file's bytes from {@code start} to before {@code end}, both within it. */
  FileStream(PosixFile file, long start, long end) {
    this.file = file;
    this.position = start;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    if (!buffer.hasRemaining() && position < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      position += buffer.limit();
      file.readFully(position - buffer.limit(), buffer);
      buffer.flip();
    }
    return buffer.hasRemaining();
  }

  /** Reads nothing of what is skipped. */
  @Override
  public long skip(long count) {
    if (count <= buffer.remaining()) {
      int here = (int) Math.max(count, 0);
      buffer.position(buffer.position() + here);
      return here;
    }
    long buffered = buffer.remaining();
    long beyond = Math.min(count - buffered, end - position);
    buffer.position(buffer.limit());
    position += beyond;
    return buffered + beyond;
  }
}
