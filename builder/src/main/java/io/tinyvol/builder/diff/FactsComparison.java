package io.tinyvol.builder.diff;

import io.tinyvol.ext4.FileFacts;
import java.time.Instant;
import java.util.Objects;

/** Compares what inodes say of files, in what users can see and care for. */
final class FactsComparison {
  private FactsComparison() {}

  /** Whether two files of one kind are the same, but for the content of regular files. */
  static boolean same(FileFacts a, FileFacts b) {
    if (a.mode() != b.mode() || a.uid() != b.uid() || a.gid() != b.gid()) {
      return false;
    }
    return switch (a.kind()) {
      // Its size and times follow from what is in it, which is told for itself.
      case DIRECTORY -> true;
      case REGULAR -> a.sizeBytes() == b.sizeBytes() && sameTime(a.modified(), b.modified());
      case SYMLINK ->
          Objects.equals(a.symlinkTarget(), b.symlinkTarget())
              && sameTime(a.modified(), b.modified());
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          a.deviceMajor() == b.deviceMajor()
              && a.deviceMinor() == b.deviceMinor()
              && sameTime(a.modified(), b.modified());
      case FIFO, SOCKET, UNKNOWN -> sameTime(a.modified(), b.modified());
    };
  }

  /** Some file systems, and mke2fs in all of them, keep whole seconds only. */
  private static boolean sameTime(Instant a, Instant b) {
    boolean wholeSeconds = a.getNano() == 0 || b.getNano() == 0;
    return wholeSeconds ? a.getEpochSecond() == b.getEpochSecond() : a.equals(b);
  }
}
