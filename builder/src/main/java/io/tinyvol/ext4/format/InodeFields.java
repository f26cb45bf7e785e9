package io.tinyvol.ext4.format;

/**
 * What an inode of 256 bytes says, for {@link InodeFormat} to write.
 *
 * @param mode type and permissions, as in struct stat
 * @param uid the owner, 32 bits
 * @param gid the owning group, 32 bits
 * @param sizeBytes the size
 * @param links how many names it has, at most 65535; 1 says "more" of a directory
 * @param sectors the space it takes in units of 512 bytes, with that of extent nodes and extended
 *     attributes
 * @param flags those of {@link InodeFormat}; that of huge files is set where it is needed
 * @param seconds the time that all of its times are, in seconds since 1970; what ext4 cannot hold
 *     (1901 to 2446) becomes the nearest that it can
 * @param nanos and the nanoseconds
 * @param blockField {@link InodeView#BLOCK_FIELD_BYTES} that are not changed
 * @param xattrBlock the block of its extended attributes, 48 bits; 0 if it has none
 * @param xattrs the extended attributes within it, at most {@link InodeFormat#XATTR_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record InodeFields(
    int mode,
    long uid,
    long gid,
    long sizeBytes,
    int links,
    long sectors,
    int flags,
    long seconds,
    int nanos,
    byte[] blockField,
    long xattrBlock,
    byte[] xattrs) {}
