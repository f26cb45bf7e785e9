package io.tinyvol.ext4.layout;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a file system is to be like.
 *
 * @param sizeBytes the size of the volume; else what the tree takes and half as much again
 * @param journal how long the journal is
 * @param label the file system's name, at most 16 bytes of UTF-8; may be empty
 * @param uuid its id; else one that follows from the tree and these options
 * @param sourceDateEpochSeconds the time that the file system is of, and that later times of files
 *     become; else it is of 1970 and files keep their times
 */
public record FilesystemOptions(
    OptionalLong sizeBytes,
    JournalSize journal,
    String label,
    Optional<UUID> uuid,
    OptionalLong sourceDateEpochSeconds) {
  /** The longest label, in bytes. */
  public static final int MAX_LABEL_BYTES = 16;

  /** Checks the label. */
  public FilesystemOptions {
    if (label.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL_BYTES
        || label.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a label has at most " + MAX_LABEL_BYTES + " bytes, none of them zero: " + label);
    }
  }

  /** As the tree wants it. */
  public static FilesystemOptions defaults() {
    return new FilesystemOptions(
        OptionalLong.empty(), JournalSize.AUTO, "", Optional.empty(), OptionalLong.empty());
  }

  /** The same of another size. */
  public FilesystemOptions withSizeBytes(long bytes) {
    return new FilesystemOptions(
        OptionalLong.of(bytes), journal, label, uuid, sourceDateEpochSeconds);
  }

  /** The same with another journal. */
  public FilesystemOptions withJournal(JournalSize other) {
    return new FilesystemOptions(sizeBytes, other, label, uuid, sourceDateEpochSeconds);
  }
}
