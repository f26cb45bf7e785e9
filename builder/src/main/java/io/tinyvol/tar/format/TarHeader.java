package io.tinyvol.tar.format;

/**
 * A header block as it stands. The numbers are as they are read; none is checked.
 *
 * @param type the type flag
 * @param name the name, with the prefix
 * @param linkName where a link leads
 * @param mode permissions, and in some archives the kind of file
 * @param uid the owner
 * @param gid the group
 * @param sizeBytes how many bytes follow
 * @param modifiedSeconds when it was modified
 * @param deviceMajor the major number of a device
 * @param deviceMinor the minor number
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record TarHeader(
    char type,
    byte[] name,
    byte[] linkName,
    long mode,
    long uid,
    long gid,
    long sizeBytes,
    long modifiedSeconds,
    long deviceMajor,
    long deviceMinor) {}
