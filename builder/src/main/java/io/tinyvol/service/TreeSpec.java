package io.tinyvol.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What is read of a tree of files, and what file system it gets; as the user writes it.
 *
 * @param exclude patterns of what is left out
 * @param chown {@code UID:GID}, whom everything is to belong to
 * @param oneFileSystem of a folder: whether to leave out what is mounted in it
 * @param noCache of a folder: whether to read all files, whatever is known of them
 * @param maxUnpackedBytes of a tar or an image: refuse one that unpacks to more
 * @param noDevices of a tar or an image: refuse one that has devices
 * @param platform of an image for several: which one
 * @param journal the journal's size: auto, none, or a size
 * @param fsLabel the file system's label
 * @param fsUuid the file system's UUID
 * @param sourceDateEpoch the latest time that files may have, in seconds since 1970
 */
public record TreeSpec(
    List<String> exclude,
    Optional<String> chown,
    boolean oneFileSystem,
    boolean noCache,
    OptionalLong maxUnpackedBytes,
    boolean noDevices,
    Optional<String> platform,
    Optional<String> journal,
    Optional<String> fsLabel,
    Optional<UUID> fsUuid,
    OptionalLong sourceDateEpoch) {
  /** All of it, with what is usual. */
  public static final TreeSpec DEFAULT =
      new TreeSpec(
          List.of(),
          Optional.empty(),
          false,
          false,
          OptionalLong.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty());

  /** Takes a copy. */
  public TreeSpec {
    exclude = List.copyOf(exclude);
  }

  /** The names, as on the wire, of what is set and has no meaning for a source of that kind. */
  public List<String> meaninglessFor(SourceKind kind) {
    boolean tree = kind != SourceKind.IMAGE;
    boolean archive = kind == SourceKind.TAR || kind == SourceKind.OCI;
    List<String> wrong = new ArrayList<>();
    addIf(wrong, !tree && !exclude.isEmpty(), "exclude");
    addIf(wrong, !tree && chown.isPresent(), "chown");
    addIf(wrong, !tree && journal.isPresent(), "journal");
    addIf(wrong, !tree && fsLabel.isPresent(), "fsLabel");
    addIf(wrong, !tree && fsUuid.isPresent(), "fsUuid");
    addIf(wrong, kind != SourceKind.DIR && oneFileSystem, "oneFileSystem");
    addIf(wrong, kind != SourceKind.DIR && noCache, "noCache");
    addIf(wrong, !archive && maxUnpackedBytes.isPresent(), "maxUnpackedBytes");
    addIf(wrong, !archive && noDevices, "noDevices");
    addIf(wrong, kind != SourceKind.OCI && platform.isPresent(), "platform");
    return wrong;
  }

  private static void addIf(List<String> wrong, boolean isWrong, String name) {
    if (isWrong) {
      wrong.add(name);
    }
  }
}
