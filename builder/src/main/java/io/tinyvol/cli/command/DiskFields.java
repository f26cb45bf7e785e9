package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.json.Fields;
import io.tinyvol.service.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a disk is, for scripts and for people.
 *
 * @param disk the disk
 * @param sides what its two sides are, where it has two
 */
record DiskFields(Disk disk, Optional<CommitsDisks.Sides> sides) {
  /** A size for people. */
  static String size(OptionalLong bytes) {
    return bytes.isPresent() ? Sizes.show(bytes.getAsLong()) : "unknown";
  }

  /** What is not known is left out. */
  Map<String, Object> json(DiskPlace place) {
    Fields json = Fields.of("disk", place.toString()).and("virtualBytes", disk.sizeBytes());
    disk.usedBytes().ifPresent(bytes -> json.and("usedBytes", bytes));
    disk.exclusiveBytes().ifPresent(bytes -> json.and("exclusiveBytes", bytes));
    if (disk.source().isPresent()) {
      DiskSource source = disk.source().get();
      json.and("volumeUuid", source.volume().toString()).and("root", source.root().toString());
      json.and("revision", source.revision()).and("isExact", source.isExact());
    }
    json.and("created", disk.created().toString()).and("isActive", disk.isActive());
    if (sides.isPresent()) {
      json.and("isChanged", sides.get().isChanged()).and("isOutdated", sides.get().isOutdated());
      json.and("isVolatile", sides.get().isVolatile());
    }
    return json.map();
  }

  /** What is out of the ordinary. */
  String state() {
    List<String> words = new ArrayList<>();
    if (!disk.isActive()) {
      words.add("inactive");
    }
    if (sides.isPresent()) {
      add(words, sides.get().isChanged(), "changed");
      add(words, sides.get().isOutdated(), "outdated");
      add(words, sides.get().isVolatile(), "volatile");
    }
    return String.join(", ", words);
  }

  private static void add(List<String> words, boolean isSo, String word) {
    if (isSo) {
      words.add(word);
    }
  }
}
