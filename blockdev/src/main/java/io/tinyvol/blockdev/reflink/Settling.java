package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.blockdev.reflink.format.FileMark;
import io.tinyvol.blockdev.reflink.format.GuestFile;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings a disk's files to what its record says: the end of each change, and what is done with what
 * a crash cut off. A change is made aside, and happens when the record is replaced; so whatever the
 * record does not know is nobody's.
 *
 * @param files the disk's files; who calls holds the folder's lock
 * @param steps is told what was done
 */
record Settling(DiskFiles files, Steps steps) {
  /**
   * What came of it.
   *
   * @param disk what is known of the disk, if there is one
   * @param removed how many files were nobody's
   */
  record Result(Optional<DiskRecord> disk, int removed) {}

  Result run() throws IOException {
    if (!Files.isDirectory(files.inner(), LinkOption.NOFOLLOW_LINKS)) {
      return new Result(Optional.empty(), 0);
    }
    Optional<DiskRecord> disk = files.read();
    if (disk.isPresent()) {
      placeGuest(disk.get());
      disk = Optional.of(finishResize(disk.get()));
    }
    int removed = removeOthers(disk);
    if (disk.isEmpty()) {
      Files.deleteIfExists(files.inner());
    }
    return new Result(disk, removed);
  }

  /** The guest's file may not be in its place yet, or not any more. */
  private void placeGuest(DiskRecord disk) throws IOException {
    if (isGuestAside(disk) && !files.isInUse()) {
      place(files.guestAside());
    }
    if (!files.hasGuest() && Files.isRegularFile(files.guestLeaving(), LinkOption.NOFOLLOW_LINKS)) {
      place(files.guestLeaving());
    }
  }

  private void place(Path aside) throws IOException {
    Files.move(aside, files.guest(), StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncFolder(files.inner());
    DurableFiles.syncFolder(files.folder());
    steps.done("guest's file placed");
  }

  /** Nobody has written to one that is aside, so it is known by all of its mark. */
  private boolean isGuestAside(DiskRecord disk) throws IOException {
    Optional<FileMark> aside = DiskFiles.mark(files.guestAside());
    return aside.isPresent() && disk.guest().map(GuestFile::mark).equals(aside);
  }

  private DiskRecord finishResize(DiskRecord disk) throws IOException {
    if (!disk.isResizing()) {
      return disk;
    }
    try (OwnFile guest = OwnFile.openReadWrite(files.guest())) {
      guest.setLength(disk.sizeBytes());
      guest.sync();
      steps.done("guest's file resized");
    } catch (NoSuchFileException e) {
      // The next one is made in that size.
    }
    DiskRecord finished = disk.withSize(disk.sizeBytes(), false);
    files.write(finished);
    return finished;
  }

  private int removeOthers(Optional<DiskRecord> disk) throws IOException {
    Set<Path> known = new HashSet<>();
    if (disk.isPresent()) {
      known.add(files.recordFile());
      disk.get().images().forEach(image -> known.add(files.image(image.number())));
      if (isGuestAside(disk.get())) {
        known.add(files.guestAside());
      }
    }
    List<Path> others;
    try (Stream<Path> entries = Files.list(files.inner())) {
      others = entries.filter(entry -> !known.contains(entry)).toList();
    }
    for (Path other : others) {
      Files.deleteIfExists(other);
      steps.done("removed");
    }
    return others.size();
  }
}
