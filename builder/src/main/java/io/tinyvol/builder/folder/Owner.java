package io.tinyvol.builder.folder;

/**
 * Whom files belong to.
 *
 * @param uid the owner, 0 to 2^32-1
 * @param gid the group, 0 to 2^32-1
 */
public record Owner(long uid, long gid) {}
