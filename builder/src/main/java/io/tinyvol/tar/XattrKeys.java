package io.tinyvol.tar;

import io.tinyvol.tar.format.AclFormat;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Xattrs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes as the programs put them into extended headers: star, GNU tar and Go's
 * library as they are ({@code SCHILY.xattr.}), libarchive in base 64 as well ({@code
 * LIBARCHIVE.xattr.}), access control lists as text ({@code SCHILY.acl.}), and the label of SELinux
 * ({@code RHT.security.selinux}). Where two tell of the same one, the first of these is taken.
 */
final class XattrKeys {
  private static final String PLAIN = "SCHILY.xattr.";
  private static final String BASE64 = "LIBARCHIVE.xattr.";
  private static final String ACL = "SCHILY.acl.";
  private static final String SELINUX = "RHT.security.selinux";
  private static final FileName ACCESS_LIST = name("system.posix_acl_access");
  private static final FileName DEFAULT_LIST = name("system.posix_acl_default");

  private XattrKeys() {}

  static boolean isXattr(String key) {
    return key.startsWith(PLAIN) || key.startsWith(BASE64);
  }

  static Xattrs xattrs(Map<String, byte[]> headers) throws TarException {
    if (headers.keySet().stream().noneMatch(XattrKeys::tellsOfOne)) {
      return Xattrs.NONE;
    }
    SortedMap<FileName, byte[]> xattrs = Xattrs.collector();
    try {
      for (Map.Entry<String, byte[]> header : headers.entrySet()) {
        String key = header.getKey();
        if (key.startsWith(PLAIN)) {
          xattrs.put(name(key.substring(PLAIN.length())), header.getValue());
        }
      }
      for (Map.Entry<String, byte[]> header : headers.entrySet()) {
        String key = header.getKey();
        if (key.startsWith(BASE64)) {
          FileName name = FileName.of(percentDecoded(key.substring(BASE64.length())));
          xattrs.putIfAbsent(name, Base64.getDecoder().decode(header.getValue()));
        }
      }
      addLabel(headers.get(SELINUX), xattrs);
      addAcl(headers.get(ACL + "access"), false, xattrs);
      addAcl(headers.get(ACL + "default"), true, xattrs);
      return Xattrs.of(xattrs);
    } catch (IllegalArgumentException e) {
      throw new TarException("an extended attribute that cannot be: " + e.getMessage());
    }
  }

  /** The mode of a file that has these attributes: a list of access changes it. */
  static int modeWith(Xattrs xattrs, int mode) {
    int result = mode;
    for (Xattrs.Xattr xattr : xattrs.list()) {
      if (ACCESS_LIST.equals(FileName.of(xattr.name()))) {
        result = AclFormat.modeWith(xattr.value(), mode);
      }
    }
    return result;
  }

  private static boolean tellsOfOne(String key) {
    return isXattr(key) || key.startsWith(ACL) || key.equals(SELINUX);
  }

  private static FileName name(String key) {
    return FileName.of(key.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Labels end with a zero where the kernel keeps them. */
  private static void addLabel(byte @Nullable [] label, SortedMap<FileName, byte[]> xattrs) {
    if (label != null && label.length > 0) {
      xattrs.putIfAbsent(name("security.selinux"), Arrays.copyOf(label, label.length + 1));
    }
  }

  private static void addAcl(
      byte @Nullable [] text, boolean isDefault, SortedMap<FileName, byte[]> xattrs)
      throws TarException {
    FileName name = isDefault ? DEFAULT_LIST : ACCESS_LIST;
    if (text == null || xattrs.containsKey(name)) {
      return;
    }
    byte[] acl = AclFormat.fromText(text, isDefault);
    if (acl.length > 0) {
      xattrs.put(name, acl);
    }
  }

  private static byte[] percentDecoded(String key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '%' && i + 2 < key.length()) {
        bytes.write(Integer.parseInt(key, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }
}
