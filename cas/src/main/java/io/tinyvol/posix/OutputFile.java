package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * A regular file that was opened for writing, to be written at positions (pwrite(2)); for one
 * thread at a time.
 */
public final class OutputFile implements Closeable {
  private final Descriptor descriptor;

  private OutputFile(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** A file that is open for writing, and stays open when this is closed. */
  public static OutputFile of(Descriptor opened) throws IOException {
    return new OutputFile(opened.duplicate());
  }

  /** Cuts the file off, or adds zeros that take no space (ftruncate(2)). */
  public void setLength(long sizeBytes) throws IOException {
    call(CallNumber.FTRUNCATE, sizeBytes, 0, 0);
  }

  /** Writes the bytes of a direct buffer from position to limit, all of them. */
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      long address = MemorySegment.ofBuffer(bytes).address();
      try {
        int count = (int) call(CallNumber.PWRITE64, address, bytes.remaining(), position);
        bytes.position(bytes.position() + count);
        position += count;
      } finally {
        Reference.reachabilityFence(bytes);
      }
    }
  }

  /** Makes everything durable (fsync(2)). */
  public void sync() throws IOException {
    call(CallNumber.FSYNC, 0, 0, 0);
  }

  private long call(long number, long a, long b, long c) throws IOException {
    int fd = descriptor.acquire();
    try {
      while (true) {
        try {
          return Kernel.call(number, fd, a, b, c);
        } catch (ErrnoException e) {
          if (e.errno() != ErrnoException.EINTR) {
            throw e;
          }
        }
      }
    } finally {
      descriptor.release();
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
