package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.reflink.format.DiskImage;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.posix.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is done with one disk that is there. Who calls holds the folder's lock, and settles the
 * disk's files afterwards.
 *
 * @param files the disk's files
 * @param disk what is known of it
 * @param steps is told what was done
 */
record DiskActions(DiskFiles files, DiskRecord disk, Steps steps) {
  private GuestSide guest() throws IOException {
    return GuestSide.of(files, Optional.of(disk));
  }

  private DiskChange change() {
    return new DiskChange(files, disk, steps);
  }

  private GuestSide unused() throws IOException {
    GuestSide guest = guest();
    if (guest.isInUse()) {
      throw new DiskTakenException(files.guest() + ": is in use; end its guest, or detach it");
    }
    return guest;
  }

  /** Makes the guest's file where it has to; what people should know goes to {@code notes}. */
  void activate(Consumer<String> notes) throws IOException {
    GuestSide guest = guest();
    boolean isNew = guest.mark().isEmpty();
    boolean startsAnew =
        disk.traits().isVolatile() && !guest.isInUse() && (guest.isChanged() || disk.isOutdated());
    if (isNew || startsAnew) {
      DiskChange change = change();
      change.renewGuest();
      change.commit();
    } else if (disk.isOutdated()) {
      notes.accept(
          files.guest()
              + ": is outdated, there is a newer clean image; 'tinyvol disk discard' starts from"
              + " that, and gives up what the guest wrote");
    }
  }

  CommitsDisks.Sides sides() throws IOException {
    return new CommitsDisks.Sides(
        guest().isChanged(), disk.isOutdated(), disk.traits().isVolatile());
  }

  long snapshot() throws IOException {
    GuestSide guest = guest();
    DiskChange change = change();
    long number = change.addClone(guest.present(disk), guest.source(disk));
    change.commit();
    return number;
  }

  long commit() throws IOException {
    GuestSide guest = guest();
    DiskChange change = change();
    change.startFrom(change.addClone(guest.present(disk), guest.source(disk)));
    if (guest.mark().isPresent()) {
      change.takeGuestAsStarted(guest.startedAs());
    }
    change.commit();
    return disk.cleanNumber();
  }

  void discard() throws IOException {
    unused();
    DiskChange change = change();
    change.renewGuest();
    change.commit();
  }

  long revert(long revision) throws IOException {
    DiskImage wanted =
        disk.find(revision)
            .orElseThrow(
                () ->
                    new NoSuchDiskException(
                        "disk "
                            + files.name()
                            + " in "
                            + files.folder()
                            + ": no revision "
                            + revision
                            + "; 'tinyvol disk revisions' lists those there are"));
    GuestSide guest = unused();
    DiskChange change = change();
    long kept =
        guest.isItsOwn(Optional.of(disk))
            ? change.addClone(guest.present(disk), guest.source(disk))
            : disk.cleanNumber();
    change.startFrom(change.addClone(files.image(revision), wanted.source()));
    change.renewGuest();
    change.commit();
    return kept;
  }

  void prune(int kept) throws IOException {
    if (kept < 0) {
      throw new IllegalArgumentException("a number of revisions: " + kept);
    }
    files.write(disk.keeping(kept));
    steps.done("record replaced");
  }

  void resize(long sizeBytes) throws IOException {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("a disk of " + sizeBytes + " bytes");
    }
    GuestSide guest = sizeBytes < disk.sizeBytes() ? unused() : guest();
    files.write(disk.withSize(sizeBytes, guest.mark().isPresent()));
    steps.done("record replaced");
  }

  /** There is a way back until the record is gone. */
  void delete() throws IOException {
    if (unused().mark().isPresent()) {
      Files.move(files.guest(), files.guestLeaving(), StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncFolder(files.folder());
      DurableFiles.syncFolder(files.inner());
      steps.done("guest's file moved");
    }
    Files.delete(files.recordFile());
    DurableFiles.syncFolder(files.inner());
    steps.done("record removed");
  }
}
