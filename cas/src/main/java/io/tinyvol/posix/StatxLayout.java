package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

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

  static FileStatus read(MemorySegment s) {
    return new FileStatus(
        device(s),
        s.get(JAVA_LONG, INODE),
        Short.toUnsignedInt(s.get(JAVA_SHORT, MODE)),
        Integer.toUnsignedLong(s.get(JAVA_INT, LINKS)),
        Integer.toUnsignedLong(s.get(JAVA_INT, UID)),
        Integer.toUnsignedLong(s.get(JAVA_INT, GID)),
        s.get(JAVA_LONG, SIZE),
        s.get(JAVA_LONG, SECTORS),
        s.get(JAVA_LONG, MODIFIED),
        s.get(JAVA_INT, MODIFIED + NANOS),
        s.get(JAVA_LONG, CHANGED),
        s.get(JAVA_INT, CHANGED + NANOS),
        Integer.toUnsignedLong(s.get(JAVA_INT, DEVICE_NUMBER)),
        Integer.toUnsignedLong(s.get(JAVA_INT, DEVICE_NUMBER + 4)));
  }

  private static long device(MemorySegment s) {
    return (long) s.get(JAVA_INT, DEVICE) << 32
        | Integer.toUnsignedLong(s.get(JAVA_INT, DEVICE + 4));
  }
}
