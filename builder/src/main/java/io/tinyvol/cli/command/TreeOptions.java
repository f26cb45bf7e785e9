package io.tinyvol.cli.command;

import io.tinyvol.builder.OwnedTree;
import io.tinyvol.builder.TreeSource;
import io.tinyvol.builder.archive.ArchiveOptions;
import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.builder.folder.FolderOptions;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.Syntax;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.layout.JournalSize;
import io.tinyvol.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of a build from a tree: what is read of it, and what file system it gets. */
final class TreeOptions {
  private static final long MAX_ID = 0xFFFFFFFFL;
  private static final Pattern OWNER = Pattern.compile("([0-9]{1,10}):([0-9]{1,10})");

  private final Argument<List<String>> exclusions;
  private final Argument<@Nullable String> owner;
  private final Argument<Boolean> oneFileSystem;
  private final Argument<Boolean> noCache;
  private final Argument<@Nullable String> maxUnpacked;
  private final Argument<Boolean> noDevices;
  private final Argument<@Nullable String> platform;
  private final Argument<@Nullable String> journal;
  private final Argument<@Nullable String> label;
  private final Argument<@Nullable UUID> uuid;

  TreeOptions(Syntax syntax) {
    exclusions =
        syntax.listOption(
            "--exclude", "PATTERN", "Leave out what matches: *.pyc, /var/cache/**; repeatable.");
    owner = syntax.option(String.class, "--chown", "UID:GID", "Give everything to one owner.");
    oneFileSystem =
        syntax.flag("Of a folder: leave out what is mounted in it.", "--one-file-system");
    noCache = syntax.flag("Of a folder: read all files, whatever is known of them.", "--no-cache");
    maxUnpacked =
        syntax.option(
            String.class,
            "--max-unpacked",
            "SIZE",
            "Of a tar or an image: refuse one that unpacks to more. Default: 64G.");
    noDevices = syntax.flag("Of a tar or an image: refuse one that has devices.", "--no-devices");
    platform =
        syntax.option(
            String.class,
            "--platform",
            "OS/ARCH[/VARIANT]",
            "Of an image for several platforms: which one. Default: this machine's.");
    journal =
        syntax.option(
            String.class,
            "--journal",
            "SIZE",
            "The journal: auto, none, or a size. Default: auto.");
    label = syntax.option(String.class, "--fs-label", "TEXT", "The file system's label.");
    uuid =
        syntax.option(
            UUID.class, "--fs-uuid", "UUID", "The file system's UUID. Default: from its content.");
  }

  /**
   * Checks that no option was given that has no meaning for a source.
   *
   * @throws IllegalArgumentException if one was
   */
  void checkFor(SourceKind kind) {
    List<String> wrong = new ArrayList<>();
    boolean tree = kind != SourceKind.IMAGE;
    boolean archive = kind == SourceKind.TAR || kind == SourceKind.OCI;
    refuse(wrong, !exclusions.get().isEmpty() && !tree, "--exclude");
    refuse(wrong, owner.get() != null && !tree, "--chown");
    refuse(wrong, journal.get() != null && !tree, "--journal");
    refuse(wrong, label.get() != null && !tree, "--fs-label");
    refuse(wrong, uuid.get() != null && !tree, "--fs-uuid");
    refuse(wrong, oneFileSystem.get() && kind != SourceKind.FOLDER, "--one-file-system");
    refuse(wrong, noCache.get() && kind != SourceKind.FOLDER, "--no-cache");
    refuse(wrong, maxUnpacked.get() != null && !archive, "--max-unpacked");
    refuse(wrong, noDevices.get() && !archive, "--no-devices");
    refuse(wrong, platform.get() != null && kind != SourceKind.OCI, "--platform");
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join(", ", wrong) + ": not for " + kind.option());
    }
  }

  private static void refuse(List<String> wrong, boolean isWrong, String option) {
    if (isWrong) {
      wrong.add(option);
    }
  }

  /** What the file system is to be like. */
  FilesystemOptions filesystem(OptionalLong sizeBytes) {
    String text = label.get();
    return new FilesystemOptions(
        sizeBytes,
        journalSize(),
        text == null ? "" : text,
        Optional.ofNullable(uuid.get()),
        sourceDateEpoch());
  }

  private JournalSize journalSize() {
    String text = journal.get();
    return switch (text) {
      case null -> JournalSize.AUTO;
      case "auto" -> JournalSize.AUTO;
      case "none" -> JournalSize.NONE;
      default -> JournalSize.ofBytes(Sizes.parse(text));
    };
  }

  /** See reproducible-builds.org/specs/source-date-epoch. */
  private static OptionalLong sourceDateEpoch() {
    String text = System.getenv("SOURCE_DATE_EPOCH");
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 0) {
        return OptionalLong.of(seconds);
      }
    } catch (NumberFormatException e) {
      // is said below
    }
    throw new IllegalArgumentException(
        "SOURCE_DATE_EPOCH is not a number of seconds since 1970: " + text);
  }

  FolderOptions folder() {
    return new FolderOptions(Exclusions.of(exclusions.get()), oneFileSystem.get());
  }

  boolean useCache() {
    return !noCache.get();
  }

  ArchiveOptions archive() {
    String limit = maxUnpacked.get();
    return new ArchiveOptions(
        limit == null ? ArchiveOptions.DEFAULT.maxUnpackedBytes() : Sizes.parse(limit),
        !noDevices.get(),
        Exclusions.of(exclusions.get()));
  }

  Platform platform() {
    String text = platform.get();
    return text == null ? Platform.ofHost() : Platform.parse(text);
  }

  /** The tree with the owner that it is to have. */
  TreeSource owned(TreeSource tree) {
    String text = owner.get();
    if (text == null) {
      return tree;
    }
    Matcher matcher = OWNER.matcher(text);
    if (matcher.matches()) {
      long uid = Long.parseLong(matcher.group(1));
      long gid = Long.parseLong(matcher.group(2));
      if (uid <= MAX_ID && gid <= MAX_ID) {
        return new OwnedTree(tree, uid, gid);
      }
    }
    throw new IllegalArgumentException("--chown takes numbers, UID:GID, not " + text);
  }
}
