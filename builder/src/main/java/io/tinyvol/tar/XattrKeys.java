package io.tinyvol.tar;

import io.tinyvol.tar.format.AclFormat;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.Xattrs;
import io.tinyvol.tree.Xattrs.Xattr;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes as the programs put them into extended headers: star, GNU tar and Go's
 * library as they are ({@code SCHILY.xattr.}), libarchive in base 64 ({@code LIBARCHIVE.xattr.}),
 * access control lists as text ({@code SCHILY.acl.}), and the label of SELinux ({@code
 * RHT.security.selinux}). libarchive writes all of them in the first way too, but with other
 * escapes in the names: where its own are there, they alone are taken. A text counts only where no
 * attribute says the same.
 */
final class XattrKeys {
  private static final String PLAIN = "SCHILY.xattr.";
  private static final String BASE64 = "LIBARCHIVE.xattr.";
  private static final String ACL = "SCHILY.acl.";
  private static final String SELINUX = "RHT.security.selinux";

  private XattrKeys() {}

  static boolean isXattr(String key) {
    return key.startsWith(PLAIN) || key.startsWith(BASE64);
  }

  static Xattrs xattrs(Map<String, byte[]> headers) throws TarException {
    if (headers.keySet().stream().noneMatch(XattrKeys::tellsOfOne)) {
      return Xattrs.NONE;
    }
    SortedMap<String, byte[]> xattrs = new TreeMap<>();
    try {
      if (headers.keySet().stream().anyMatch(key -> key.startsWith(BASE64))) {
        addBase64(headers, xattrs);
      } else {
        addPlain(headers, xattrs);
      }
      addLabel(headers.get(SELINUX), xattrs);
      addAcl(headers.get(ACL + "access"), false, xattrs);
      addAcl(headers.get(ACL + "default"), true, xattrs);
      return Xattrs.of(list(xattrs));
    } catch (IllegalArgumentException e) {
      throw new TarException("an extended attribute that cannot be: " + e.getMessage());
    }
  }

  private static void addPlain(Map<String, byte[]> headers, SortedMap<String, byte[]> xattrs) {
    headers.forEach(
        (key, value) -> {
          if (key.startsWith(PLAIN)) {
            xattrs.put(gnuDecoded(key.substring(PLAIN.length())), value);
          }
        });
  }

  private static void addBase64(Map<String, byte[]> headers, SortedMap<String, byte[]> xattrs) {
    headers.forEach(
        (key, value) -> {
          if (key.startsWith(BASE64)) {
            String name = percentDecoded(key.substring(BASE64.length()));
            xattrs.put(name, Base64.getDecoder().decode(value));
          }
        });
  }

  private static boolean tellsOfOne(String key) {
    return isXattr(key) || key.startsWith(ACL) || key.equals(SELINUX);
  }

  private static List<Xattr> list(SortedMap<String, byte[]> xattrs) {
    List<Xattr> list = new ArrayList<>();
    xattrs.forEach(
        (name, value) -> {
          if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("its name has a zero");
          }
          list.add(new Xattr(name.getBytes(StandardCharsets.ISO_8859_1), value));
        });
    return list;
  }

  /** GNU tar escapes two characters of a name, and nothing else. */
  private static String gnuDecoded(String key) {
    return key.replace("%3D", "=").replace("%25", "%");
  }

  /** Labels end with a zero where the kernel keeps them. */
  private static void addLabel(byte @Nullable [] label, SortedMap<String, byte[]> xattrs) {
    if (label != null && label.length > 0) {
      xattrs.putIfAbsent("security.selinux", Arrays.copyOf(label, label.length + 1));
    }
  }

  private static void addAcl(
      byte @Nullable [] text, boolean isDefault, SortedMap<String, byte[]> xattrs)
      throws TarException {
    String name = isDefault ? "system.posix_acl_default" : "system.posix_acl_access";
    if (text == null || xattrs.containsKey(name)) {
      return;
    }
    byte[] acl = AclFormat.fromText(text, isDefault);
    if (acl.length > 0) {
      xattrs.put(name, acl);
    }
  }

  private static String percentDecoded(String key) {
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
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
