package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.reflink.format.DiskImage;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.blockdev.reflink.format.DiskRecordFormat;
import io.tinyvol.blockdev.reflink.format.FileMark;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OwnFile;
import io.tinyvol.posix.OwnerOnly;
import io.tinyvol.posix.PosixFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A disk's files.
 *
 * @param name what the disk is called
 * @param guest the file that a guest runs on
 * @param inner the folder with all others: the images under their numbers, and the record
 */
record DiskFiles(String name, Path guest, Path inner) {
  private static final long LONGEST_RECORD_BYTES = 16 << 20;

  /** The folder that people chose. */
  Path folder() {
    return Objects.requireNonNull(guest.getParent(), "a file has a folder");
  }

  /** Makes room for the disk's files. */
  void make() throws IOException {
    if (OwnerOnly.makeFolder(inner)) {
      DurableFiles.syncFolder(inner.resolveSibling("."));
    }
  }

  Path recordFile() {
    return inner.resolve("record");
  }

  Path image(long number) {
    return inner.resolve(Long.toString(number));
  }

  /** Where a guest's file is before it gets its place. */
  Path guestAside() {
    return inner.resolve("guest" + DurableFiles.TEMPORARY_SUFFIX);
  }

  /** Where the guest's file is when the disk is about to be deleted. */
  Path guestLeaving() {
    return inner.resolve("leaving" + DurableFiles.TEMPORARY_SUFFIX);
  }

  /** Whether something is in the place of a guest's file, whatever it is. */
  boolean hasGuest() {
    return Files.exists(guest, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * What is known of the disk, if there is one.
   *
   * @throws CorruptDataException if the record is damaged
   */
  Optional<DiskRecord> read() throws IOException {
    Path file = recordFile();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptDataException(file.toString(), "is no regular file");
    }
    try (OwnFile opened = OwnFile.openForReading(file);
        PosixFile bytes = PosixFile.of(opened.descriptor(), file.toString())) {
      if (bytes.sizeBytes() > LONGEST_RECORD_BYTES) {
        throw new CorruptDataException(file.toString(), "is " + bytes.sizeBytes() + " bytes long");
      }
      byte[] content = new byte[(int) bytes.sizeBytes()];
      bytes.readFully(0, ByteBuffer.wrap(content));
      return Optional.of(DiskRecordFormat.decode(content, file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Durable on return, with all that is in the folder. */
  void write(DiskRecord disk) throws IOException {
    DurableFiles.write(recordFile(), DiskRecordFormat.encode(disk));
  }

  /** What an open file is known by. */
  static FileMark mark(OwnFile file) throws IOException {
    FileStatus status = file.status();
    return new FileMark(
        status.inode(), status.sizeBytes(), status.modifiedSeconds(), status.modifiedNanos());
  }

  /** What a file is known by, if it is there. */
  static Optional<FileMark> mark(Path file) throws IOException {
    try (OwnFile opened = OwnFile.openForReading(file)) {
      return Optional.of(mark(opened));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether an image is what it was when it was made. */
  boolean isIntact(DiskImage image) throws IOException {
    return mark(image(image.number())).equals(Optional.of(image.mark()));
  }

  /** Whether anybody has the guest's file open. */
  boolean isInUse() throws IOException {
    try (OwnFile opened = OwnFile.openForReading(guest)) {
      return opened.isUsedByOthers();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The guest's file, if there is one, and the images. */
  List<Path> all(DiskRecord disk) {
    List<Path> files = new ArrayList<>();
    if (hasGuest()) {
      files.add(guest);
    }
    disk.images().forEach(image -> files.add(image(image.number())));
    return files;
  }
}
