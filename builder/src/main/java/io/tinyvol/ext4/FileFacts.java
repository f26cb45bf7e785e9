package io.tinyvol.ext4;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the inode of a file says.
 *
 * @param kind what kind of file it is
 * @param mode its permissions, with the bits for set-id and sticky
 * @param uid its owner
 * @param gid its group
 * @param sizeBytes its size
 * @param modified when its data was last modified
 * @param linksCount the number of its names and, of a directory, of the directories in it
 * @param deviceMajor the major number of a device, else 0
 * @param deviceMinor the minor number of a device, else 0
 * @param symlinkTarget where a symlink leads, written as in {@link TreeVisitor#entry}, else null
 */
public record FileFacts(
    FileKind kind,
    int mode,
    long uid,
    long gid,
    long sizeBytes,
    Instant modified,
    int linksCount,
    int deviceMajor,
    int deviceMinor,
    @Nullable String symlinkTarget) {}
