package io.tinyvol.posix;

import java.nio.ByteBuffer;

/** Where things lie in struct statx (include/uapi/linux/stat.h): alike on all architectures. */
final class StatxLayout {
  private static final int LINKS = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int SECTORS = 48;
  private static final int CHANGED = 96;
  private static final int MODIFIED = 112;
  private static final int DEVICE_NUMBER = 128;
  private static final int DEVICE = 136;
  private static final int NANOS = 8;

  private StatxLayout() {}

  static FileStatus read(ByteBuffer s) {
    return new FileStatus(
        device(s),
        s.getLong(INODE),
        Short.toUnsignedInt(s.getShort(MODE)),
        Integer.toUnsignedLong(s.getInt(LINKS)),
        Integer.toUnsignedLong(s.getInt(UID)),
        Integer.toUnsignedLong(s.getInt(GID)),
        s.getLong(SIZE),
        s.getLong(SECTORS),
        s.getLong(MODIFIED),
        s.getInt(MODIFIED + NANOS),
        s.getLong(CHANGED),
        s.getInt(CHANGED + NANOS),
        Integer.toUnsignedLong(s.getInt(DEVICE_NUMBER)),
        Integer.toUnsignedLong(s.getInt(DEVICE_NUMBER + 4)));
  }

  private static long device(ByteBuffer s) {
    return (long) s.getInt(DEVICE) << 32 | Integer.toUnsignedLong(s.getInt(DEVICE + 4));
  }
}
