package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import io.tinyvol.tree.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A tree as lines, by path: kind, permissions, owner, group, time, size, number of names, the first
 * of them, content by SHA-256, a symlink's target, a device's number, extended attributes. Of a
 * tree in memory, and of a folder as find, sha256sum and getfattr see it. Each char is one byte.
 */
final class TreeListing {
  private TreeListing() {}

  /** A folder of the host; names must not have line breaks, tabs or what getfattr escapes. */
  static SortedMap<String, String> ofFolder(Path folder, Path temp) throws Exception {
    SortedMap<String, String> lines = new TreeMap<>();
    Map<String, String> digests = new HashMap<>();
    for (String line :
        shell(folder, temp, "find . -type f -exec sha256sum --zero {} +").split("\0", -1)) {
      if (!line.isEmpty()) {
        digests.put(line.substring(66), line.substring(0, 64));
      }
    }
    Map<String, String> devices = new HashMap<>();
    String special = "find . \\( -type b -o -type c \\) -exec stat --printf '%n\\t%t:%T\\n' {} +";
    for (String line : shell(folder, temp, special).split("\n", -1)) {
      if (!line.isEmpty()) {
        devices.put(line.split("\t", -1)[0], line.split("\t", -1)[1]);
      }
    }
    Map<String, String> xattrs = xattrs(shell(folder, temp, "getfattr -R -P -h -d -m - -e hex ."));
    SortedMap<String, String[]> found = new TreeMap<>();
    String format = "%p\\t%y\\t%m\\t%U:%G\\t%T@\\t%s\\t%i\\t%l\\n";
    for (String line : shell(folder, temp, "find . -printf '" + format + "'").split("\n", -1)) {
      if (!line.isEmpty()) {
        String[] fields = line.split("\t", -1);
        found.put(fields[0], fields);
      }
    }
    Map<String, String> firstNames = new HashMap<>();
    found.forEach(
        (path, f) -> {
          boolean sized = f[1].equals("f") || f[1].equals("l");
          lines.put(
              path,
              String.join(
                  " ",
                  f[1],
                  f[2],
                  f[3],
                  // find gives ten digits of the fraction
                  f[4].substring(0, f[4].length() - 1),
                  sized ? f[5] : "-",
                  f[1].equals("d") ? path : firstNames.computeIfAbsent(f[6], _ -> path),
                  digests.getOrDefault(path, "-"),
                  f[7],
                  devices.getOrDefault(path, "-"),
                  xattrs.getOrDefault(path, "")));
        });
    return lines;
  }

  /** Fails with the lines that differ. */
  static void assertSame(SortedMap<String, String> expected, SortedMap<String, String> actual) {
    assertEquals(differences(expected, actual), differences(actual, expected));
    assertEquals(expected, actual);
  }

  private static String differences(Map<String, String> of, Map<String, String> from) {
    return of.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(from.get(entry.getKey())))
        .map(entry -> entry + "\n")
        .collect(Collectors.joining());
  }

  private static Map<String, String> xattrs(String output) {
    Map<String, String> found = new HashMap<>();
    for (String file : output.split("\n\n", -1)) {
      SortedMap<String, String> values = new TreeMap<>();
      String name = "";
      for (String line : file.split("\n", -1)) {
        if (line.startsWith("# file: ")) {
          name = line.substring("# file: ".length());
        } else if (!line.isEmpty()) {
          String[] pair = line.split("=0x", 2);
          values.put(pair[0].replace("\\075", "="), pair.length == 1 ? "" : pair[1]);
        }
      }
      if (!name.isEmpty()) {
        found.put(
            name.equals(".") ? "." : "./" + name.replaceFirst("^\\./", ""), values.toString());
      }
    }
    return found;
  }

  private static String shell(Path folder, Path temp, String script) throws Exception {
    Path output = temp.resolve("listing");
    Path file = Files.writeString(temp.resolve("script"), "exec > \"$1\"\n" + script);
    Commands.run(
        "sh",
        "-e",
        "-c",
        "cd \"$0\" && . \"$2\"",
        folder.toString(),
        output.toString(),
        file.toString());
    return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
  }

  /** A tree in memory whose content is in {@code store}. */
  static SortedMap<String, String> of(Folder root, MemoryContentStore store) throws IOException {
    return new Lister(store).list(root);
  }

  private static final class Lister {
    private final MemoryContentStore store;
    private final SortedMap<String, Node> nodes = new TreeMap<>();
    private final IdentityHashMap<Node, String> firstNames = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Integer> names = new IdentityHashMap<>();

    Lister(MemoryContentStore store) {
      this.store = store;
    }

    SortedMap<String, String> list(Folder root) throws IOException {
      collect(".", root);
      SortedMap<String, String> lines = new TreeMap<>();
      for (Map.Entry<String, Node> entry : nodes.entrySet()) {
        Node node = entry.getValue();
        if (node != root && node.names() != names.getOrDefault(node, 0)) {
          throw new AssertionError(entry.getKey() + " has " + node.names() + " names by itself");
        }
        lines.put(entry.getKey(), line(entry.getKey(), node));
      }
      return lines;
    }

    private void collect(String path, Node node) {
      nodes.put(path, node);
      names.merge(node, 1, Integer::sum);
      if (node instanceof Folder folder) {
        for (Map.Entry<FileName, Node> child : folder.children().entrySet()) {
          collect(path + "/" + latin1(child.getKey().bytes()), child.getValue());
        }
      }
    }

    private String line(String path, Node node) throws IOException {
      Attributes a = node.attributes();
      String kind =
          switch (node) {
            case Folder _ -> "d";
            case RegularFile _ -> "f";
            case Symlink _ -> "l";
            case SpecialFile s ->
                switch (s.kind()) {
                  case CHARACTER_DEVICE -> "c";
                  case BLOCK_DEVICE -> "b";
                  case FIFO -> "p";
                  case SOCKET -> "s";
                };
          };
      String first = firstNames.computeIfAbsent(node, _ -> path);
      return String.join(
          " ",
          kind,
          Integer.toOctalString(a.permissions()),
          a.uid() + ":" + a.gid(),
          time(a),
          switch (node) {
            case RegularFile f -> Long.toString(f.content().sizeBytes());
            case Symlink l -> Integer.toString(l.targetBytes());
            default -> "-";
          },
          first,
          node instanceof RegularFile f ? sha256(f.content()) : "-",
          node instanceof Symlink l ? latin1(l.target()) : "",
          node instanceof SpecialFile s && s.kind().isDevice()
              ? Integer.toHexString(s.major()) + ":" + Integer.toHexString(s.minor())
              : "-",
          xattrs(a.xattrs()));
    }

    private static String time(Attributes a) {
      // find writes -2.5 for what is kept as -2 and half a second, and means -1.5
      return a.modifiedSeconds() + ".%09d".formatted(a.modifiedNanos());
    }

    private static String xattrs(Xattrs xattrs) {
      SortedMap<String, String> values = new TreeMap<>();
      for (Xattrs.Xattr xattr : xattrs.list()) {
        values.put(latin1(xattr.name()), HexFormat.of().formatHex(xattr.value()));
      }
      return values.isEmpty() ? "" : values.toString();
    }

    private String sha256(FileContent content) throws IOException {
      MessageDigest digest;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
      long at = 0;
      try (ContentReader reader = store.newReader()) {
        for (int i = 0; i < content.pieces(); i++) {
          long start = content.startBlock(i) * FileContent.BLOCK_BYTES;
          zeros(digest, start - at);
          ByteBuffer bytes = reader.read(ContentKind.CHUNK, content.chunk(i));
          at = start + bytes.remaining();
          digest.update(bytes);
        }
      }
      zeros(digest, content.sizeBytes() - at);
      return HexFormat.of().formatHex(digest.digest());
    }

    private static void zeros(MessageDigest digest, long count) {
      byte[] zeros = new byte[64 << 10];
      for (long left = count; left > 0; left -= Math.min(left, zeros.length)) {
        digest.update(zeros, 0, (int) Math.min(left, zeros.length));
      }
    }
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
