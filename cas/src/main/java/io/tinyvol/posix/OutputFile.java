package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A regular file that was opened for writing, to be written at positions (pwrite(2)); for one
 * thread at a time.
 */
public final class OutputFile implements Closeable {
  /** POSIX_FADV_DONTNEED, for all of the file where its length is given as 0. */
  private static final long DONT_NEED = 4;

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
    descriptor.call(CallNumber.FTRUNCATE, sizeBytes, 0, 0);
  }

  /** Writes the bytes of a direct buffer from position to limit, all of them. */
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      position += descriptor.transfer(CallNumber.PWRITE64, bytes, position);
    }
  }

  /** Makes a range a hole, which reads as zeros (fallocate(2)). */
  public void punchHole(long offsetBytes, long lengthBytes) throws IOException {
    BlockDeviceCalls.punchHole(descriptor, offsetBytes, lengthBytes);
  }

  /** Makes everything durable (fsync(2)). */
  public void sync() throws IOException {
    descriptor.call(CallNumber.FSYNC, 0, 0, 0);
  }

  /** Takes what is synced out of the page cache, so that it is read from the disk again. */
  public void dropCached() throws IOException {
    descriptor.call(CallNumber.FADVISE64, 0, 0, DONT_NEED);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
