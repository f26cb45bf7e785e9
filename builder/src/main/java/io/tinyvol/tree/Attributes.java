package io.tinyvol.tree;

/**
 * What every file has beside its name and content. The other times that file systems keep follow
 * from {@code modified}: most sources do not have them, and a tree must give the same volume from
 * all sources.
 *
 * @param permissions the lower twelve bits of the mode: permissions, set-id, sticky
 * @param uid its owner, 0 to 2^32-1
 * @param gid its group, 0 to 2^32-1
 * @param modifiedSeconds when it was last modified, in seconds since 1970
 * @param modifiedNanos and the nanoseconds, 0 to 999,999,999
 * @param xattrs its extended attributes
 */
public record Attributes(
    int permissions, long uid, long gid, long modifiedSeconds, int modifiedNanos, Xattrs xattrs) {
  private static final int PERMISSION_BITS = 07777;
  private static final long MAX_ID = 0xFFFFFFFFL;

  /** Checks ranges. */
  public Attributes {
    if ((permissions & ~PERMISSION_BITS) != 0) {
      throw new IllegalArgumentException("permissions 0" + Integer.toOctalString(permissions));
    }
    if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
      throw new IllegalArgumentException("owner " + uid + ":" + gid);
    }
    if (modifiedNanos < 0 || modifiedNanos > 999_999_999) {
      throw new IllegalArgumentException("nanoseconds " + modifiedNanos);
    }
  }

  /** The same with another owner. */
  public Attributes withOwner(long newUid, long newGid) {
    return new Attributes(permissions, newUid, newGid, modifiedSeconds, modifiedNanos, xattrs);
  }
}
