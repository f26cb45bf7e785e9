package io.tinyvol.blockdev.target;

import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.DirectIo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A block device. Everything goes around the page cache; what does not fill sectors is put into the
 * sectors that are there, so a volume of any size leaves what lies behind it as it was.
 */
public final class DeviceTarget implements Target {
  private static final int BLOCK_BYTES = 4096;
  private static final int MOST_BLOCK_BYTES = 1 << 20;
  private static final int BOUNCE_BYTES = 1 << 20;

  /** So much in one call of the kernel's, which nothing interrupts. */
  private static final long LONGEST_ZERO_BYTES = 256L << 20;

  private final BlockDevice device;
  private final int sectorBytes;
  private final Kind kind;
  private final int blockBytes;
  private final ByteBuffer bounce = DirectIo.allocate(BOUNCE_BYTES);

  /** What is known of a device. */
  private enum Kind {
    /** Nothing. */
    ANY,
    /** It reads as zeros everywhere. */
    FRESH,
    /** Whole blocks of it that are discarded read as zeros. */
    THIN
  }

  private DeviceTarget(BlockDevice device, Kind kind) throws IOException {
    this.device = device;
    this.sectorBytes = device.sectorBytes();
    this.kind = kind;
    this.blockBytes = blockBytes(device.number());
  }

  /** What the device says it is best written in; a pool's volume says the pool's block. */
  private static int blockBytes(DeviceNumber number) throws IOException {
    Path file = number.sysfs().resolve("queue/optimal_io_size");
    long bytes = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    boolean isUsed = bytes >= BLOCK_BYTES && bytes <= MOST_BLOCK_BYTES && Long.bitCount(bytes) == 1;
    return isUsed ? (int) bytes : BLOCK_BYTES;
  }

  /**
   * A device that is open for reading and writing, and stays open when this is closed. Nobody uses
   * the descriptor meanwhile, which from now on goes around the page cache.
   *
   * @throws IOException if it is no block device
   */
  public static DeviceTarget of(Descriptor opened) throws IOException {
    return new DeviceTarget(BlockDevice.of(opened), Kind.ANY);
  }

  /** The same for one that reads as zeros everywhere, and nobody else writes to. */
  public static DeviceTarget ofFresh(Descriptor opened) throws IOException {
    return new DeviceTarget(BlockDevice.of(opened), Kind.FRESH);
  }

  /**
   * The same for one of a pool of thin provisioning, which has no external origin: so blocks that
   * are discarded read as zeros (thin-provisioning.rst), which is not asked of other devices.
   */
  public static DeviceTarget ofThin(Descriptor opened) throws IOException {
    return new DeviceTarget(BlockDevice.of(opened), Kind.THIN);
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
    return kind == Kind.FRESH;
  }

  @Override
  public int blockBytes() {
    return blockBytes;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    inParts(offsetBytes, bytes, device::write, this::writeBounced);
  }

  /** Moves whole sectors, all of a buffer's. */
  private interface Sectors {
    void move(long position, ByteBuffer bytes) throws IOException;
  }

  /** Moves some bytes of a buffer, and gives how many. */
  private interface Some {
    int move(long position, ByteBuffer bytes) throws IOException;
  }

  /** Moves a buffer: what is aligned as it is, the rest by way of another. */
  private void inParts(long offsetBytes, ByteBuffer bytes, Sectors aligned, Some bounced)
      throws IOException {
    checkRange(offsetBytes, bytes.remaining());
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      int whole = bytes.remaining() / sectorBytes * sectorBytes;
      if (isAligned(position, bytes) && whole > 0) {
        int limit = bytes.limit();
        aligned.move(position, bytes.limit(bytes.position() + whole));
        bytes.limit(limit);
        position += whole;
      } else {
        position += bounced.move(position, bytes);
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
    zeroUnits(
        offsetBytes,
        lengthBytes,
        (at, length) -> {
          if (kind == Kind.THIN) {
            device.discard(at, length);
          } else {
            device.zero(at, length);
          }
          return true;
        });
  }

  @Override
  public boolean zeroAtOnce(long offsetBytes, long lengthBytes) throws IOException {
    // A pool would have to allocate again what is in use there.
    return kind != Kind.THIN && zeroUnits(offsetBytes, lengthBytes, device::punch);
  }

  /** Makes whole units zeros, or gives that it cannot. */
  private interface Units {
    boolean zero(long offsetBytes, long lengthBytes) throws IOException;
  }

  /** Makes whole units zeros in one way, and what is beside them by writing. */
  private boolean zeroUnits(long offsetBytes, long lengthBytes, Units units) throws IOException {
    checkRange(offsetBytes, lengthBytes);
    int unitBytes = kind == Kind.THIN ? blockBytes : sectorBytes;
    long end = offsetBytes + lengthBytes;
    long from = Math.min(end, Math.ceilDiv(offsetBytes, unitBytes) * unitBytes);
    long to = Math.max(from, end / unitBytes * unitBytes);
    for (long at = from; at < to; at += LONGEST_ZERO_BYTES) {
      if (!units.zero(at, Math.min(LONGEST_ZERO_BYTES, to - at))) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
    }
    writeZeros(offsetBytes, from);
    writeZeros(to, end);
    return true;
  }

  /** Less than what is made zeros as a whole. */
  private void writeZeros(long from, long to) throws IOException {
    if (from < to) {
      write(from, ByteBuffer.allocateDirect((int) (to - from)));
    }
  }

  @Override
  public void read(long offsetBytes, ByteBuffer bytes) throws IOException {
    inParts(offsetBytes, bytes, device::read, this::readBounced);
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
