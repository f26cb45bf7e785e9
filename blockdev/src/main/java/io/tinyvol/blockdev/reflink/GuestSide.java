package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.reflink.format.DiskImage;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.blockdev.reflink.format.FileMark;
import io.tinyvol.blockdev.reflink.format.GuestFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the file that a guest runs on is now.
 *
 * @param files the disk's files
 * @param mark what it is known by, if it is there
 * @param isChanged whether it is something else than what it started as
 * @param isInUse whether anybody has it open
 */
record GuestSide(DiskFiles files, Optional<FileMark> mark, boolean isChanged, boolean isInUse) {
  static GuestSide of(DiskFiles files, Optional<DiskRecord> disk) throws IOException {
    boolean isInUse = files.isInUse();
    Optional<FileMark> mark = DiskFiles.mark(files.guest());
    boolean isChanged =
        mark.isPresent() && !disk.flatMap(DiskRecord::guest).map(GuestFile::mark).equals(mark);
    return new GuestSide(files, mark, isChanged, isInUse);
  }

  /** Whether it may have what no image has that is kept. */
  boolean isItsOwn(Optional<DiskRecord> disk) {
    return mark.isPresent() && (isChanged || disk.filter(DiskRecord::isOutdated).isPresent());
  }

  /** The file with what the disk has now. */
  Path present(DiskRecord disk) {
    return mark.isPresent() ? files.guest() : files.image(disk.cleanNumber());
  }

  /** What {@link #present} was made of. */
  Optional<DiskSource> source(DiskRecord disk) throws IOException {
    Optional<DiskImage> started = disk.guest().flatMap(guest -> disk.find(guest.startedFrom()));
    DiskImage image = mark.isPresent() ? started.orElse(disk.clean()) : disk.clean();
    boolean isWhole =
        mark.isEmpty()
            || (started.isPresent()
                && !isChanged
                && image.mark().sizeBytes() == mark.get().sizeBytes());
    return isWhole && files.isIntact(image)
        ? image.source()
        : image.source().map(DiskSource::changed);
  }

  /** What {@link #present} will be known by when a clone of it has been made. */
  FileMark startedAs() {
    FileMark now = mark.orElseThrow();
    // Who writes to it meanwhile may do so within one tick of the clock that files' times are of.
    return isInUse ? new FileMark(now.inode(), now.sizeBytes(), 0, 0) : now;
  }
}
