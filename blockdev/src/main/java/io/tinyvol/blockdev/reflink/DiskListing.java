package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.reflink.format.DiskImage;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.posix.FileExtents;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What there is in a folder. Disks whose records cannot be read are left out: they are told of when
 * the folder is opened.
 *
 * @param folder the folder
 */
record DiskListing(DiskFolder folder) {
  private record Known(DiskFiles files, DiskRecord disk) {}

  private List<Known> all() throws IOException {
    List<Known> all = new ArrayList<>();
    for (DiskFiles files : folder.isMade() ? folder.disks() : List.<DiskFiles>of()) {
      try {
        files.read().ifPresent(disk -> all.add(new Known(files, disk)));
      } catch (CorruptDataException | UnsupportedFormatException e) {
        // It was told of.
      }
    }
    return all;
  }

  List<Disk> disks() throws IOException {
    List<Known> all = all();
    DiskUsage usage = new DiskUsage();
    for (Known known : all) {
      usage.add(known.files().all(known.disk()));
    }
    List<OptionalLong> exclusive = usage.exclusiveBytes();
    List<Disk> disks = new ArrayList<>();
    for (Known known : all) {
      int number = disks.size();
      disks.add(
          new Disk(
              known.files().name(),
              known.disk().sizeBytes(),
              usage.usedBytes(number),
              exclusive.get(number),
              known.disk().clean().source(),
              known.disk().traits().created(),
              known.files().hasGuest()));
    }
    return disks;
  }

  /** The images that have exactly a volume's content, and that nobody has written to since. */
  Map<Digest, Path> exactImages() throws IOException {
    Map<Digest, Path> images = new HashMap<>();
    for (Known known : all()) {
      for (DiskImage image : known.disk().images()) {
        Optional<DiskSource> source = image.source().filter(DiskSource::isExact);
        if (source.isPresent() && known.files().isIntact(image)) {
          images.put(source.get().root(), known.files().image(image.number()));
        }
      }
    }
    return images;
  }

  static List<DiskRevision> revisions(DiskFiles files, DiskRecord disk) throws IOException {
    List<DiskRevision> revisions = new ArrayList<>();
    for (DiskImage image : disk.revisions()) {
      revisions.add(
          new DiskRevision(
              image.number(),
              image.created(),
              image.mark().sizeBytes(),
              exclusiveBytes(files.image(image.number()))));
    }
    return revisions;
  }

  /** What no other file has. */
  private static OptionalLong exclusiveBytes(Path image) throws IOException {
    long[] bytes = {0};
    try (OwnFile file = OwnFile.openForReading(image)) {
      boolean isKnown =
          FileExtents.visit(
              file,
              extent -> {
                bytes[0] += extent.isShared() ? 0 : extent.lengthBytes();
                return true;
              });
      return isKnown ? OptionalLong.of(bytes[0]) : OptionalLong.empty();
    }
  }
}
