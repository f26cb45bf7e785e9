package io.tinyvol.service.local;

import io.tinyvol.builder.OwnedTree;
import io.tinyvol.builder.TreeSource;
import io.tinyvol.builder.archive.ArchiveOptions;
import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.builder.folder.FolderOptions;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.layout.JournalSize;
import io.tinyvol.oci.Platform;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.TreeSpec;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link TreeSpec} means. Methods throw IllegalArgumentException where it is not understood.
 */
final class TreeSettings {
  private static final long MAX_ID = 0xFFFFFFFFL;
  private static final Pattern OWNER = Pattern.compile("([0-9]{1,10}):([0-9]{1,10})");

  private final TreeSpec spec;

  TreeSettings(TreeSpec spec) {
    this.spec = spec;
  }

  /** What the file system is to be like. */
  FilesystemOptions filesystem(OptionalLong sizeBytes) {
    return new FilesystemOptions(
        sizeBytes, journalSize(), spec.fsLabel().orElse(""), spec.fsUuid(), spec.sourceDateEpoch());
  }

  private JournalSize journalSize() {
    return switch (spec.journal().orElse("auto")) {
      case "auto" -> JournalSize.AUTO;
      case "none" -> JournalSize.NONE;
      case String text -> JournalSize.ofBytes(Sizes.parse(text));
    };
  }

  FolderOptions folder() {
    return new FolderOptions(Exclusions.of(spec.exclude()), spec.oneFileSystem());
  }

  boolean useCache() {
    return !spec.noCache();
  }

  ArchiveOptions archive() {
    return new ArchiveOptions(
        spec.maxUnpackedBytes().orElse(ArchiveOptions.DEFAULT.maxUnpackedBytes()),
        !spec.noDevices(),
        Exclusions.of(spec.exclude()));
  }

  Platform platform() {
    return spec.platform().map(Platform::parse).orElseGet(Platform::ofHost);
  }

  /** The tree with the owner that it is to have. */
  TreeSource owned(TreeSource tree) {
    if (spec.chown().isEmpty()) {
      return tree;
    }
    String text = spec.chown().get();
    Matcher matcher = OWNER.matcher(text);
    if (matcher.matches()) {
      long uid = Long.parseLong(matcher.group(1));
      long gid = Long.parseLong(matcher.group(2));
      if (uid <= MAX_ID && gid <= MAX_ID) {
        return new OwnedTree(tree, uid, gid);
      }
    }
    throw new IllegalArgumentException("the owner is numbers, UID:GID, not " + text);
  }
}
