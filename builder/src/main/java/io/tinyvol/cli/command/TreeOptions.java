package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.SourceKind;
import io.tinyvol.service.TreeSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The options of a build from a tree: what is read of it, and what file system it gets. */
final class TreeOptions {
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
   * What they ask for.
   *
   * @throws IllegalArgumentException if one was given that has no meaning for the source
   */
  TreeSpec spec(SourceKind kind) {
    String most = maxUnpacked.get();
    TreeSpec spec =
        new TreeSpec(
            exclusions.get(),
            Optional.ofNullable(owner.get()),
            oneFileSystem.get(),
            noCache.get(),
            most == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(most)),
            noDevices.get(),
            Optional.ofNullable(platform.get()),
            Optional.ofNullable(journal.get()),
            Optional.ofNullable(label.get()),
            Optional.ofNullable(uuid.get()),
            kind == SourceKind.IMAGE ? OptionalLong.empty() : sourceDateEpoch());
    List<String> wrong = spec.meaninglessFor(kind).stream().map(TreeOptions::option).toList();
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", wrong) + ": not for --from-" + kind.label());
    }
    return spec;
  }

  /** The option that sets a field: maxUnpackedBytes is --max-unpacked. */
  private static String option(String field) {
    String words = field.replaceAll("Bytes$", "").replaceAll("[A-Z]", "-$0");
    return "--" + words.toLowerCase(Locale.ROOT);
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
}
