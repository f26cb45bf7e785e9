package io.tinyvol.posix;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A block device that is open for reading and writing, around the page cache (O_DIRECT). Addresses,
 * offsets and lengths are multiples of {@link #sectorBytes}, buffers direct ones. Works on the
 * descriptor that was opened and asks for no right, so that one may be handed over.
 *
 * <p>For one thread at a time. Whoever shares the descriptor must not use it meanwhile.
 */
public final class BlockDevice implements Closeable {
  private final Descriptor descriptor;
  private final DeviceNumber number;
  private final String name;
  private final long sizeBytes;
  private final int sectorBytes;

  /** Whether the device has not yet said that it cannot. */
  private boolean punchesHoles = true;

  private BlockDevice(Descriptor descriptor, DeviceNumber number) throws IOException {
    this.descriptor = descriptor;
    this.number = number;
    this.name = number.path().toString();
    this.sizeBytes = BlockDeviceCalls.sizeBytes(descriptor);
    this.sectorBytes = BlockDeviceCalls.sectorBytes(descriptor);
    BlockDeviceCalls.setDirect(descriptor, true);
  }

  /**
   * Opens one's path for {@link #of}.
   *
   * @param exclusive whether as its only user: then neither can it be mounted, nor taken by another
   *     who asks for that, until the descriptor and all that share it are closed (O_EXCL, open(2))
   * @throws java.nio.file.FileSystemException with an {@link ErrnoException} of EBUSY as its cause,
   *     if it is used so already
   */
  public static Descriptor open(Path path, boolean exclusive) throws IOException {
    return Descriptor.open(path, OpenFlags.RDWR | (exclusive ? OpenFlags.EXCL : 0));
  }

  /**
   * A device that is open for reading and writing, and stays open when this is closed.
   *
   * @throws IOException if it is no block device
   */
  public static BlockDevice of(Descriptor opened) throws IOException {
    FileStatus status = opened.status();
    if (status.type() != FileStatus.Type.BLOCK_DEVICE) {
      throw new IOException("not a block device, but " + status.type());
    }
    Descriptor own = opened.duplicate();
    try {
      return new BlockDevice(own, DeviceNumber.of(status));
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** Which device it is. */
  public DeviceNumber number() {
    return number;
  }

  /** How large it is. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** The least that can be read and written: 512 or 4096. */
  public int sectorBytes() {
    return sectorBytes;
  }

  /** Writes the buffer from its position to its limit (pwrite(2)). */
  public void write(long offsetBytes, ByteBuffer src) throws IOException {
    long position = offsetBytes;
    while (src.hasRemaining()) {
      position += transfer(CallNumber.PWRITE64, src, position);
    }
  }

  /**
   * Fills the buffer from its position to its limit (pread(2)).
   *
   * @throws EOFException if the device ends before
   */
  public void read(long offsetBytes, ByteBuffer dst) throws IOException {
    long position = offsetBytes;
    while (dst.hasRemaining()) {
      int count = transfer(CallNumber.PREAD64, dst, position);
      if (count == 0) {
        throw new EOFException(name + ": ends at " + position + ", " + dst.remaining() + " short");
      }
      position += count;
    }
  }

  private int transfer(long call, ByteBuffer bytes, long position) throws IOException {
    try {
      return descriptor.transfer(call, bytes, position);
    } catch (ErrnoException e) {
      throw FileFailures.of(name + " at " + position, e);
    }
  }

  /**
   * Makes a range read as zeros by taking away what is there, which gives its space back.
   *
   * @return whether the device can do that and is known to give zeros then; else nothing is done
   */
  public boolean punch(long offsetBytes, long lengthBytes) throws IOException {
    try {
      if (punchesHoles) {
        BlockDeviceCalls.punchHole(descriptor, offsetBytes, lengthBytes);
      }
    } catch (ErrnoException e) {
      if (e.errno() != ErrnoException.EOPNOTSUPP) {
        throw FileFailures.of(name + " at " + offsetBytes, e);
      }
      punchesHoles = false;
    }
    return punchesHoles;
  }

  /** Makes a range read as zeros: by {@link #punch} where the device can do that, else written. */
  public void zero(long offsetBytes, long lengthBytes) throws IOException {
    if (punch(offsetBytes, lengthBytes)) {
      return;
    }
    try {
      BlockDeviceCalls.zeroOut(descriptor, offsetBytes, lengthBytes);
    } catch (ErrnoException e) {
      throw FileFailures.of(name + " at " + offsetBytes, e);
    }
  }

  /**
   * Takes away what is there (ioctl BLKDISCARD). What is read there then is for the device to say;
   * ranges that are smaller than what it takes away at a time may stay as they are.
   */
  public void discard(long offsetBytes, long lengthBytes) throws IOException {
    try {
      BlockDeviceCalls.discard(descriptor, offsetBytes, lengthBytes);
    } catch (ErrnoException e) {
      throw FileFailures.of(name + " at " + offsetBytes, e);
    }
  }

  /** Makes everything durable, in the device's own cache too (fsync(2)). */
  public void sync() throws IOException {
    try {
      descriptor.call(CallNumber.FSYNC, 0, 0, 0);
    } catch (ErrnoException e) {
      throw FileFailures.of(name, e);
    }
  }

  /** Its usual path. */
  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
