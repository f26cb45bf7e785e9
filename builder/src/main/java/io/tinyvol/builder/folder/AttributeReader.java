package io.tinyvol.builder.folder;

import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.posix.Scratch;
import io.tinyvol.tree.AttributePool;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.Xattrs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes attributes of what the kernel knows of a file. For one thread. */
final class AttributeReader {
  /** Whole names, and prefixes that end with a dot. Others under "system." are not stored ones. */
  private static final List<byte[]> KEPT =
      List.of(
          ascii("security."),
          ascii("trusted."),
          ascii("user."),
          ascii("system.posix_acl_access"),
          ascii("system.posix_acl_default"));

  /** What XFS shows of lists of access a second time, in its own form. */
  private static final byte[] XFS_ACL = ascii("trusted.SGI_ACL_");

  private final AttributePool pool = new AttributePool();
  private final Scratch scratch;

  AttributeReader(Scratch scratch) {
    this.scratch = scratch;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The attributes of a file; "." is the folder itself. */
  Attributes read(OpenFolder folder, byte[] name, FileStatus status) throws IOException {
    return pool.share(
        new Attributes(
            status.permissions(),
            status.uid(),
            status.gid(),
            status.modifiedSeconds(),
            status.modifiedNanos(),
            xattrs(folder, name)));
  }

  private Xattrs xattrs(OpenFolder folder, byte[] name) throws IOException {
    List<byte[]> names = folder.attributeNames(name, scratch);
    if (names.isEmpty()) {
      return Xattrs.NONE;
    }
    List<Xattrs.Xattr> found = new ArrayList<>();
    for (byte[] attribute : names) {
      if (isKept(attribute)) {
        try {
          found.add(new Xattrs.Xattr(attribute, folder.attribute(name, attribute, scratch)));
        } catch (ErrnoException e) {
          if (!mayBeLeftOut(e)) {
            throw e;
          }
        }
      }
    }
    return Xattrs.of(found);
  }

  /** It is gone by now, or not for us to read. */
  private static boolean mayBeLeftOut(ErrnoException e) {
    return switch (e.errno()) {
      case ErrnoException.ENODATA,
          ErrnoException.EPERM,
          ErrnoException.EACCES,
          ErrnoException.EOPNOTSUPP ->
          true;
      default -> false;
    };
  }

  private static boolean isKept(byte[] attribute) {
    if (startsWith(attribute, XFS_ACL)) {
      return false;
    }
    for (byte[] kept : KEPT) {
      boolean whole = kept[kept.length - 1] != '.';
      if (whole ? java.util.Arrays.equals(kept, attribute) : startsWith(attribute, kept)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] attribute, byte[] prefix) {
    return attribute.length > prefix.length
        && java.util.Arrays.equals(attribute, 0, prefix.length, prefix, 0, prefix.length);
  }
}
