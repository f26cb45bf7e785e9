package io.tinyvol.fuzz;

import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A device that is an array, and refuses all that is outside as misuse. */
final class ArrayDevice implements BlockDevice {
  private final byte[] bytes;

  ArrayDevice(int sizeBytes) {
    bytes = new byte[sizeBytes];
  }

  private int check(long offset, long length) {
    if (offset < 0 || length < 0 || offset > bytes.length - length) {
      throw new IllegalArgumentException(length + " bytes at " + offset);
    }
    return (int) offset;
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public void read(long offset, ByteBuffer dst) {
    dst.put(bytes, check(offset, dst.remaining()), dst.remaining());
  }

  @Override
  public boolean readIfQuick(long offset, ByteBuffer dst) {
    if (offset % (2 * BLOCK_BYTES) != 0) {
      return false;
    }
    read(offset, dst);
    return true;
  }

  @Override
  public void write(long offset, ByteBuffer src) {
    src.get(bytes, check(offset, src.remaining()), src.remaining());
  }

  @Override
  public void zero(long offset, long length, boolean keepSpace) {
    int from = check(offset, length);
    Arrays.fill(bytes, from, from + (int) length, (byte) 0);
  }

  @Override
  public void flush() {}

  @Override
  public void visit(long offset, long length, RangeVisitor visitor) throws IOException {
    int from = check(offset, length);
    for (long at = from; at < from + length; ) {
      long end = Math.min((at / BLOCK_BYTES + 1) * BLOCK_BYTES, from + length);
      boolean isMapped = at / BLOCK_BYTES % 3 != 0;
      if (!visitor.range(end - at, isMapped, !isMapped, isMapped)) {
        return;
      }
      at = end;
    }
  }

  @Override
  public void close() {}
}
