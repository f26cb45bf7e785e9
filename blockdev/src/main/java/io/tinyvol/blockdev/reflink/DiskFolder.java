package io.tinyvol.blockdev.reflink;

import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnerOnly;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the files of disks are: a guest's in a folder that people chose, under the disk's name; all
 * others in a folder of ours in that.
 *
 * @param path the folder that people chose
 */
record DiskFolder(Path path) {
  private Path inner() {
    return path.resolve(".tinyvol");
  }

  Path lockFile() {
    return inner().resolve("lock");
  }

  /** Whether there were ever disks. */
  boolean isMade() {
    return Files.isDirectory(inner(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes our folder. */
  void make() throws IOException {
    if (!isMade() && OwnerOnly.makeFolder(inner())) {
      DurableFiles.syncFolder(path);
    }
  }

  /**
   * A disk's files.
   *
   * @throws IllegalArgumentException if no disk can have that name
   */
  DiskFiles disk(String name) {
    VolumeNames.check(name);
    return new DiskFiles(name, path.resolve(name), inner().resolve(name));
  }

  /** The disks that are there, and those that a crash left something of. */
  List<DiskFiles> disks() throws IOException {
    try (Stream<Path> entries = Files.list(inner())) {
      return entries
          .filter(entry -> VolumeNames.isValid(entry.getFileName().toString()))
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .map(entry -> disk(entry.getFileName().toString()))
          .sorted(Comparator.comparing(DiskFiles::name))
          .toList();
    }
  }

  /** A new name for a file that is going to be an image of a disk. */
  Path newStaged(String name) {
    return DurableFiles.temporaryFor(inner().resolve(name));
  }

  /** The files that somebody writes, or wrote, to be images. */
  List<Path> staged() throws IOException {
    try (Stream<Path> entries = Files.list(inner())) {
      return entries
          .filter(entry -> entry.toString().endsWith(DurableFiles.TEMPORARY_SUFFIX))
          .filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
          .toList();
    }
  }
}
