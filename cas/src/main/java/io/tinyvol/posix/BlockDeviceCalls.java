package io.tinyvol.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** System calls on open block devices (linux/fs.h, linux/falloc.h). */
final class BlockDeviceCalls {
  /** BLKGETSIZE64: the size in bytes. */
  private static final long GET_SIZE = 0x80081272L;

  /** BLKSSZGET: the bytes of a logical sector, the smallest piece that can be written. */
  private static final long GET_SECTOR_BYTES = 0x1268;

  /** BLKZEROOUT: zeros, written by the device where it can, else by the kernel. */
  private static final long ZERO_OUT = 0x127f;

  /** BLKDISCARD: what is there is not needed any more. */
  private static final long DISCARD = 0x1277;

  /** FALLOC_FL_KEEP_SIZE and FALLOC_FL_PUNCH_HOLE. */
  private static final long PUNCH_HOLE = 0x01 | 0x02;

  /** F_GETFL and F_SETFL, see fcntl(2). */
  private static final long GET_FLAGS = 3;

  private static final long SET_FLAGS = 4;

  private BlockDeviceCalls() {}

  static long sizeBytes(Descriptor device) throws IOException {
    ByteBuffer size = argument(Long.BYTES);
    FileCalls.control(device, GET_SIZE, size);
    return size.getLong(0);
  }

  static int sectorBytes(Descriptor device) throws IOException {
    ByteBuffer bytes = argument(Integer.BYTES);
    FileCalls.control(device, GET_SECTOR_BYTES, bytes);
    return bytes.getInt(0);
  }

  static void zeroOut(Descriptor device, long offset, long length) throws IOException {
    FileCalls.control(device, ZERO_OUT, range(offset, length));
  }

  static void discard(Descriptor device, long offset, long length) throws IOException {
    FileCalls.control(device, DISCARD, range(offset, length));
  }

  private static ByteBuffer range(long offset, long length) {
    return argument(2 * Long.BYTES).putLong(0, offset).putLong(8, length);
  }

  /**
   * Takes whole sectors away. On a block device the kernel guarantees that they read as zeros then,
   * which it does not of what is discarded (blkdev_fallocate in its block/fops.c).
   *
   * @throws ErrnoException EOPNOTSUPP if the device cannot do that
   */
  static void punchHole(Descriptor device, long offset, long length) throws IOException {
    device.call(CallNumber.FALLOCATE, PUNCH_HOLE, offset, length);
  }

  /** Makes reads and writes go around the page cache, or not any more (O_DIRECT). */
  static void setDirect(Descriptor file, boolean isDirect) throws IOException {
    long flags = file.call(CallNumber.FCNTL, GET_FLAGS, 0, 0);
    long changed = isDirect ? flags | OpenFlags.DIRECT : flags & ~OpenFlags.DIRECT;
    file.call(CallNumber.FCNTL, SET_FLAGS, changed, 0);
  }

  private static ByteBuffer argument(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
