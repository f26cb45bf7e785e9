package io.tinyvol.tar;

import io.tinyvol.tar.format.SparseMap;
import io.tinyvol.tree.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an archive. Nothing is checked that concerns a tree: names are as they stand.
 *
 * @param name its name: any bytes, perhaps with a slash at the end
 * @param kind what it is
 * @param attributes its attributes; of a hard link they say nothing
 * @param linkName where a symlink or a hard link leads, else empty
 * @param deviceMajor a device's major number, unchecked
 * @param deviceMinor and its minor number
 * @param sizeBytes how long a regular file is, with its holes; else 0
 * @param pieces where the stored bytes of a sparse file belong, or null where they are the file
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record TarEntry(
    byte[] name,
    Kind kind,
    Attributes attributes,
    byte[] linkName,
    long deviceMajor,
    long deviceMinor,
    long sizeBytes,
    @Nullable SparseMap pieces) {

  /** What an entry is. */
  public enum Kind {
    /** A regular file, whose content follows. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link. */
    SYMLINK,
    /** Another name of an entry before. */
    HARD_LINK,
    /** A device of characters. */
    CHARACTER_DEVICE,
    /** A device of blocks. */
    BLOCK_DEVICE,
    /** A named pipe. */
    FIFO
  }
}
