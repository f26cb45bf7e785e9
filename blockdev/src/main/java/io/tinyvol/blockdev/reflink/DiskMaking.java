package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.blockdev.reflink.format.DiskTraits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a disk comes to be, or is replaced as a whole. Who calls holds the folder's lock, and settles
 * the disk's files afterwards.
 *
 * @param files the disk's files
 * @param disk what is known of it, if it is there
 * @param options how disks are made
 */
record DiskMaking(DiskFiles files, Optional<DiskRecord> disk, ReflinkOptions options) {
  /** The name may be given to a new disk. */
  void checkFree() throws DiskTakenException {
    if (!options.isReplacing() && (disk.isPresent() || files.hasGuest())) {
      throw new DiskTakenException(
          files.guest()
              + (disk.isPresent() ? ": is a disk already" : ": is a file already")
              + "; choose another name, or replace it by 'materialize --force'");
    }
  }

  private DiskChange change(boolean isCopied) {
    DiskTraits traits = new DiskTraits(Instant.now(), options.isVolatile(), isCopied);
    return new DiskChange(files, disk, traits, options.steps());
  }

  /**
   * A file that is whole becomes the clean image; what the disk had is kept.
   *
   * @return the guest's file
   */
  Path publish(NewDisk wanted, Path staged, Consumer<String> notes) throws IOException {
    GuestSide guest = GuestSide.of(files, disk);
    if (guest.isInUse() && disk.isEmpty()) {
      throw new DiskTakenException(files.guest() + ": is in use");
    }
    DiskChange change = change(options.isCopied());
    if (guest.isItsOwn(disk) && !guest.isInUse()) {
      Optional<DiskSource> source = disk.isPresent() ? guest.source(disk.get()) : Optional.empty();
      long kept = change.addClone(files.guest(), source);
      notes.accept(files.guest() + ": what it had is kept as revision " + kept);
    }
    change.startFrom(change.addFile(staged, wanted.source()));
    if (guest.isInUse()) {
      notes.accept(files.guest() + ": is in use; its guest goes on with what it has");
    } else {
      change.renewGuest();
    }
    change.commit();
    return files.guest();
  }

  /**
   * What another disk has now becomes the clean image of this one, which is not there yet.
   *
   * @return the guest's file
   */
  Path copy(DiskFiles fromFiles, DiskRecord from) throws IOException {
    if (disk.isPresent() || files.hasGuest()) {
      throw new DiskTakenException(files.guest() + ": exists already; choose another name");
    }
    files.make();
    GuestSide guest = GuestSide.of(fromFiles, Optional.of(from));
    DiskChange change = change(from.traits().isCopied() || options.isCopied());
    long number = change.addClone(guest.present(from), guest.source(from));
    change.startFrom(number);
    change.renewGuest();
    change.commit();
    return files.guest();
  }
}
