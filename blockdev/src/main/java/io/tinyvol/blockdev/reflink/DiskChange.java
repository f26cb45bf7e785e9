package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.reflink.format.DiskImage;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.blockdev.reflink.format.DiskTraits;
import io.tinyvol.blockdev.reflink.format.FileMark;
import io.tinyvol.blockdev.reflink.format.GuestFile;
import io.tinyvol.posix.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A change of a disk that is being made aside: nothing of it has happened until {@link #commit}.
 * Who makes it holds the folder's lock, and settles the disk's files afterwards.
 */
final class DiskChange {
  private final DiskFiles files;
  private final DiskTraits traits;
  private final Steps steps;
  private Optional<DiskRecord> disk;

  /** Of a disk that is there. */
  DiskChange(DiskFiles files, DiskRecord disk, Steps steps) {
    this(files, Optional.of(disk), disk.traits(), steps);
  }

  /** Of one that is there, or is to be: then it gets these traits. */
  DiskChange(DiskFiles files, Optional<DiskRecord> disk, DiskTraits traits, Steps steps) {
    this.files = files;
    this.disk = disk;
    this.traits = disk.map(DiskRecord::traits).orElse(traits);
    this.steps = steps;
  }

  private DiskRecord record() {
    return disk.orElseThrow();
  }

  /** Makes an image that has what another file has, and gives its number. */
  long addClone(Path from, Optional<DiskSource> source) throws IOException {
    long number = nextNumber();
    FileMark mark = Clones.make(from, files.image(number), OptionalLong.empty(), traits.isCopied());
    return add(new DiskImage(number, Instant.now(), mark, source));
  }

  /** Makes an image of a file that is whole and synced, and not needed in its place any more. */
  long addFile(Path staged, DiskSource source) throws IOException {
    long number = nextNumber();
    Files.move(staged, files.image(number), StandardCopyOption.ATOMIC_MOVE);
    FileMark mark = DiskFiles.mark(files.image(number)).orElseThrow();
    return add(new DiskImage(number, Instant.now(), mark, Optional.of(source)));
  }

  private long nextNumber() {
    return disk.map(DiskRecord::nextNumber).orElse(1L);
  }

  private long add(DiskImage image) {
    disk = Optional.of(disk.map(known -> known.with(image)).orElse(DiskRecord.of(traits, image)));
    steps.done("image made");
    return image.number();
  }

  /** Guests are to start from another image. */
  void startFrom(long number) {
    disk = Optional.of(record().startingFrom(number));
  }

  /** What the guest's file has is what the image is that guests start from now. */
  void takeGuestAsStarted(FileMark mark) {
    disk = Optional.of(record().withGuest(new GuestFile(record().cleanNumber(), mark)));
  }

  /** Makes a new file for a guest, which takes the place of the one that is there. */
  void renewGuest() throws IOException {
    Files.deleteIfExists(files.guestAside());
    takeGuestAsStarted(
        Clones.make(
            files.image(record().cleanNumber()),
            files.guestAside(),
            OptionalLong.of(record().sizeBytes()),
            traits.isCopied()));
    keepRights();
    steps.done("guest's file made");
  }

  /** Whom the guest's file was given to, a jailed VMM perhaps, can use the next one as well. */
  private void keepRights() throws IOException {
    if (files.hasGuest()) {
      Map<String, Object> rights =
          Files.readAttributes(files.guest(), "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      for (Map.Entry<String, Object> right : rights.entrySet()) {
        Files.setAttribute(files.guestAside(), "unix:" + right.getKey(), right.getValue());
      }
    }
  }

  /** It happens: what the record names is there before it. */
  void commit() throws IOException {
    DurableFiles.syncFolder(files.inner());
    files.write(record());
    steps.done("record replaced");
  }
}
