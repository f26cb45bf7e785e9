package io.tinyvol.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Predicate;

/** Where the bytes of files lie on their disk, as FIEMAP tells it (linux/fiemap.h). */
public final class FileExtents {
  /** FS_IOC_FIEMAP. */
  private static final long MAP = 0xC020660BL;

  /** FIEMAP_FLAG_SYNC: what is not on the disk yet has no place there. */
  private static final int SYNC = 1;

  private static final int HEADER_BYTES = 32;
  private static final int EXTENT_BYTES = 56;
  private static final int EXTENTS_AT_ONCE = 1024;

  // In the header.
  private static final int LENGTH_AT = 8;
  private static final int FLAGS_AT = 16;
  private static final int MAPPED_AT = 20;
  private static final int COUNT_AT = 24;

  // FIEMAP_EXTENT_LAST, …
  private static final int LAST = 0x1;
  private static final int UNKNOWN = 0x2;
  private static final int NOT_WRITTEN_YET = 0x4;
  private static final int ENCODED = 0x8;
  private static final int INLINE = 0x200;
  private static final int SHARED = 0x2000;

  private FileExtents() {}

  /**
   * A run of bytes of a file.
   *
   * @param diskBytes its offset on the disk; empty where it is kept with the file's metadata
   * @param lengthBytes how long it is
   * @param isShared whether another file, or another place of this one, has it as well
   */
  public record Extent(Optional<Long> diskBytes, long lengthBytes, boolean isShared) {}

  /**
   * Gives all extents of a file, in order, as long as they are taken.
   *
   * @param taker says whether to go on
   * @return false if the file system does not tell where they are (all, or one that is compressed),
   *     or they were not taken any more
   */
  public static boolean visit(OwnFile file, Predicate<Extent> taker) throws IOException {
    ByteBuffer map =
        ByteBuffer.allocateDirect(HEADER_BYTES + EXTENTS_AT_ONCE * EXTENT_BYTES)
            .order(ByteOrder.nativeOrder());
    long next = 0;
    while (true) {
      map.putLong(0, next).putLong(LENGTH_AT, -1L - next).putInt(FLAGS_AT, SYNC);
      map.putInt(COUNT_AT, EXTENTS_AT_ONCE);
      try {
        FileCalls.control(file.descriptor(), MAP, map);
      } catch (ErrnoException e) {
        if (e.errno() == ErrnoException.EOPNOTSUPP || e.errno() == ErrnoException.ENOTTY) {
          return false;
        }
        throw FileFailures.of(file.toString(), e);
      }
      int count = map.getInt(MAPPED_AT);
      for (int i = 0; i < count; i++) {
        int at = HEADER_BYTES + i * EXTENT_BYTES;
        int flags = map.getInt(at + 40);
        if (!isPlain(flags) || !taker.test(extent(map, at, flags))) {
          return false;
        }
        if ((flags & LAST) != 0) {
          return true;
        }
        next = map.getLong(at) + map.getLong(at + 16);
      }
      if (count == 0) {
        return true;
      }
    }
  }

  private static boolean isPlain(int flags) {
    return (flags & (UNKNOWN | NOT_WRITTEN_YET | ENCODED)) == 0;
  }

  private static Extent extent(ByteBuffer map, int at, int flags) {
    boolean isInline = (flags & INLINE) != 0;
    return new Extent(
        isInline ? Optional.empty() : Optional.of(map.getLong(at + 8)),
        map.getLong(at + 16),
        (flags & SHARED) != 0);
  }
}
