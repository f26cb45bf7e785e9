package io.tinyvol.blockdev.target;

import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.DirectIo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * A block device. Everything goes around the page cache; what does not fill sectors is put into the
 * sectors that are there, so a volume of any size leaves what lies behind it as it was.
 */
public final class DeviceTarget implements Target {
  private static final int BLOCK_BYTES = 4096;
  private static final int BOUNCE_BYTES = 1 << 20;

  /** So much in one call of the kernel's, which nothing interrupts. */
  private static final long LONGEST_ZERO_BYTES = 256L << 20;

  private final BlockDevice device;
  private final int sectorBytes;
  private final ByteBuffer bounce = DirectIo.allocate(BOUNCE_BYTES);

  private DeviceTarget(BlockDevice device) {
    this.device = device;
    this.sectorBytes = device.sectorBytes();
  }

  /**
   * A device that is open for reading and writing, and stays open when this is closed. Nobody uses
   * the descriptor meanwhile, which from now on goes around the page cache.
   *
   * @throws IOException if it is no block device
   */
  public static DeviceTarget of(Descriptor opened) throws IOException {
    return new DeviceTarget(BlockDevice.of(opened));
  }

  /** Which device it is. */
  public DeviceNumber number() {
    return device.number();
  }

  @Override
  public long sizeBytes() {
    return device.sizeBytes();
  }

  @Override
  public boolean isFresh() {
    return false;
  }

  @Override
  public int blockBytes() {
    return BLOCK_BYTES;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    checkRange(offsetBytes, bytes.remaining());
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      int whole = bytes.remaining() / sectorBytes * sectorBytes;
      if (isAligned(position, bytes) && whole > 0) {
        int limit = bytes.limit();
        device.write(position, bytes.limit(bytes.position() + whole));
        bytes.limit(limit);
        position += whole;
      } else {
        position += writeBounced(position, bytes);
      }
    }
  }

  /** Writes some bytes by way of a buffer that is aligned, and has what is around them. */
  private int writeBounced(long position, ByteBuffer bytes) throws IOException {
    int lead = (int) (position % sectorBytes);
    int count = Math.min(bytes.remaining(), BOUNCE_BYTES - lead);
    int length = Math.ceilDiv(lead + count, sectorBytes) * sectorBytes;
    long start = position - lead;
    if (lead != 0) {
      device.read(start, bounce.clear().limit(sectorBytes));
    }
    boolean isTailRead = lead != 0 && length == sectorBytes;
    if (lead + count < length && !isTailRead) {
      int tail = length - sectorBytes;
      device.read(start + tail, bounce.clear().position(tail).limit(length));
    }
    bounce.clear().put(lead, bytes, bytes.position(), count);
    device.write(start, bounce.limit(length));
    bytes.position(bytes.position() + count);
    return count;
  }

  @Override
  public void zero(long offsetBytes, long lengthBytes) throws IOException {
    checkRange(offsetBytes, lengthBytes);
    long end = offsetBytes + lengthBytes;
    long from = Math.min(end, Math.ceilDiv(offsetBytes, sectorBytes) * sectorBytes);
    long to = Math.max(from, end / sectorBytes * sectorBytes);
    writeZeros(offsetBytes, from);
    for (long at = from; at < to; at += LONGEST_ZERO_BYTES) {
      device.zero(at, Math.min(LONGEST_ZERO_BYTES, to - at));
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
    }
    writeZeros(to, end);
  }

  /** Less than a sector. */
  private void writeZeros(long from, long to) throws IOException {
    if (from < to) {
      write(from, ByteBuffer.allocateDirect((int) (to - from)));
    }
  }

  @Override
  public void read(long offsetBytes, ByteBuffer bytes) throws IOException {
    checkRange(offsetBytes, bytes.remaining());
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      int whole = bytes.remaining() / sectorBytes * sectorBytes;
      if (isAligned(position, bytes) && whole > 0) {
        int limit = bytes.limit();
        device.read(position, bytes.limit(bytes.position() + whole));
        bytes.limit(limit);
        position += whole;
      } else {
        position += readBounced(position, bytes);
      }
    }
  }

  private int readBounced(long position, ByteBuffer bytes) throws IOException {
    int lead = (int) (position % sectorBytes);
    int count = Math.min(bytes.remaining(), BOUNCE_BYTES - lead);
    int length = Math.ceilDiv(lead + count, sectorBytes) * sectorBytes;
    device.read(position - lead, bounce.clear().limit(length));
    bytes.put(bounce.position(lead).limit(lead + count));
    return count;
  }

  private boolean isAligned(long position, ByteBuffer bytes) {
    return position % sectorBytes == 0 && bytes.alignmentOffset(bytes.position(), sectorBytes) == 0;
  }

  private void checkRange(long offsetBytes, long lengthBytes) {
    if (offsetBytes < 0 || lengthBytes < 0 || lengthBytes > sizeBytes() - offsetBytes) {
      throw new IllegalArgumentException(
          this + ": no " + lengthBytes + " bytes at " + offsetBytes + " of " + sizeBytes());
    }
  }

  @Override
  public void sync() throws IOException {
    device.sync();
  }

  @Override
  public String toString() {
    return device.toString();
  }

  @Override
  public void close() {
    device.close();
  }
}
