package io.tinyvol.serve;

import io.tinyvol.testing.Disk;
import java.util.Arrays;

/** An array of bytes. */
final class MemoryDisk implements Disk {
  private final byte[] content;

  MemoryDisk(byte[] content) {
    this.content = content.clone();
  }

  @Override
  public byte[] read(long offset, int length) {
    int from = Math.toIntExact(offset);
    return Arrays.copyOfRange(content, from, from + length);
  }

  @Override
  public void write(long offset, byte[] data, boolean isDurable) {
    System.arraycopy(data, 0, content, Math.toIntExact(offset), data.length);
  }

  @Override
  public void trim(long offset, int length, boolean isDurable) {
    int from = Math.toIntExact(offset);
    Arrays.fill(content, from, from + length, (byte) 0);
  }

  @Override
  public void zero(long offset, int length, boolean isHole, boolean isDurable) {
    trim(offset, length, isDurable);
  }

  @Override
  public void flush() {}
}
