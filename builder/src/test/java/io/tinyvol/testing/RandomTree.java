package io.tinyvol.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A small tree with files of all kinds, which a seed decides: as a tar, from which GNU tar makes
 * it. Paths are strings of bytes, a char each.
 */
public final class RandomTree {
  private static final int MAX_ENTRIES = 200;
  private static final int MAX_PATH_BYTES = 2500;

  /** From the first second of 32 bits to the last that ext4 knows. */
  private static final long FIRST_SECOND = -(1L << 31);

  private static final long LAST_SECOND = (1L << 34) - (1L << 31) - 1;

  /** Of these years, 2310 to 2378, e2fsck believes that they are meant to be before 1970. */
  private static final long FIRST_DOUBTFUL_SECOND = 3 * (1L << 32) - (1L << 31);

  private static final long LAST_DOUBTFUL_SECOND = 3 * (1L << 32) - 1;

  private final Random random;
  private final PaxWriter tar = new PaxWriter();
  private final List<String> folders = new ArrayList<>(List.of("."));
  private final List<String> files = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();

  private RandomTree(Random random) {
    this.random = random;
  }

  /** The tar of a tree. */
  public static byte[] tar(Random random) {
    RandomTree tree = new RandomTree(random);
    tree.add('5', ".", "", new byte[0], Map.of());
    int entries = random.nextInt(random.nextInt(4) == 0 ? MAX_ENTRIES : 20);
    boolean oneFolder = random.nextInt(5) == 0;
    for (int i = 0; i < entries; i++) {
      tree.addSome(oneFolder ? "." : tree.one(tree.folders));
    }
    return tree.tar.toByteArray();
  }

  /**
   * Makes the tree on disk, as root.
   *
   * @param tar as {@link #tar} gave it; it is kept beside the tree
   * @param tree does not exist yet, on a file system that holds large attributes
   */
  public static Path unpack(byte[] tar, Path tree) throws IOException, InterruptedException {
    Files.createDirectory(tree);
    Path file = tree.resolveSibling(tree.getFileName() + ".tar");
    Files.write(file, tar);
    Commands.run(
        "tar",
        "--extract",
        "--warning=no-timestamp",
        "--delay-directory-restore",
        "--numeric-owner",
        "--same-owner",
        "--same-permissions",
        "--acls",
        "--xattrs",
        "--xattrs-include=*",
        "--directory=" + tree,
        "--file=" + file);
    return tree;
  }

  private void addSome(String folder) {
    String path = folder + "/" + name();
    if (path.length() > MAX_PATH_BYTES || !paths.add(path)) {
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        add('5', path, "", new byte[0], attributes(true));
        folders.add(path);
      }
      case 2 -> add('2', path, bytes(1 + length(1000)), new byte[0], rootAttributes());
      case 3 -> {
        if (!files.isEmpty()) {
          add('1', path, one(files), new byte[0], Map.of());
        }
      }
      case 4 -> {
        char type = "346".charAt(random.nextInt(3));
        add(type, path, "", new byte[0], rootAttributes());
        files.add(path);
      }
      case 5, 6 -> {
        addSparse(path);
        files.add(path);
      }
      default -> {
        add('0', path, "", Trees.text(random, length(150_000)), attributes(false));
        files.add(path);
      }
    }
  }

  /** In GNU's format for sparse files, 1.0: the content begins with a map of what is data. */
  private void addSparse(String path) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    StringBuilder map = new StringBuilder();
    int pieces = random.nextInt(random.nextInt(6) == 0 ? 500 : 5);
    long at = 0;
    long end = 0;
    for (int i = 0; i < pieces; i++) {
      at += 4096L * (random.nextInt(10) == 0 ? random.nextInt(1 << 20) : random.nextInt(4));
      int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 70_000 : 4096);
      // All but the last end with a block of the tar.
      length = i + 1 < pieces ? (length + 511) / 512 * 512 : length;
      map.append(at).append('\n').append(length).append('\n');
      data.writeBytes(Trees.text(random, length));
      at += length;
      end = at;
      at = (at + 4095) / 4096 * 4096;
    }
    long size = end + (random.nextBoolean() ? 0 : random.nextInt(1_000_000));
    StringBuilder head = new StringBuilder().append(pieces + 1).append('\n').append(map);
    head.append(size).append("\n0\n");
    while (head.length() % 512 != 0) {
      head.append('\0');
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(head.toString().getBytes(ISO_8859_1));
    content.writeBytes(data.toByteArray());
    Map<String, byte[]> records = attributes(false);
    records.put("GNU.sparse.major", new byte[] {'1'});
    records.put("GNU.sparse.minor", new byte[] {'0'});
    records.put("GNU.sparse.name", path.getBytes(ISO_8859_1));
    records.put("GNU.sparse.realsize", Long.toString(size).getBytes(ISO_8859_1));
    add('0', path, "", content.toByteArray(), records);
  }

  private void add(
      char type, String path, String link, byte[] content, Map<String, byte[]> records) {
    PaxWriter.Head head =
        new PaxWriter.Head(
            type,
            type == '2' ? 0777 : random.nextInt(010000),
            id(),
            id(),
            time(),
            random.nextInt(random.nextBoolean() ? 4096 : 256),
            random.nextInt(random.nextBoolean() ? 1 << 20 : 256));
    tar.add(head, path.getBytes(ISO_8859_1), link.getBytes(ISO_8859_1), records, content);
  }

  private Map<String, byte[]> attributes(boolean folder) {
    Map<String, byte[]> records = rootAttributes();
    for (int i = random.nextInt(random.nextInt(4) == 0 ? 8 : 2); i > 0; i--) {
      int length = length(random.nextInt(6) == 0 ? 12_000 : 100);
      records.put("SCHILY.xattr.user." + "n".repeat(1 + length(249)) + i % 10, noise(length));
    }
    if (random.nextInt(6) == 0) {
      records.put("SCHILY.acl.access", acl());
    }
    if (folder && random.nextInt(6) == 0) {
      records.put("SCHILY.acl.default", acl());
    }
    return records;
  }

  private Map<String, byte[]> rootAttributes() {
    Map<String, byte[]> records = new TreeMap<>();
    if (random.nextInt(8) == 0) {
      String namespace = random.nextBoolean() ? "trusted" : "security";
      records.put("SCHILY.xattr." + namespace + ".t" + random.nextInt(9), noise(length(1000)));
    }
    return records;
  }

  private byte[] acl() {
    StringBuilder acl = new StringBuilder("user::rwx\n");
    for (int i = random.nextInt(5); i > 0; i--) {
      acl.append("user:").append(1000 + i).append(":r-x\n");
    }
    acl.append("group::r--\ngroup:70000:rw-\nmask::r-x\nother::--x\n");
    return acl.toString().getBytes(ISO_8859_1);
  }

  private byte[] noise(int length) {
    return Trees.noise(random, length);
  }

  /** Small ones more often than large ones. */
  private int length(int max) {
    return random.nextInt(1 + random.nextInt(1 + random.nextInt(max)));
  }

  private long id() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(70_000);
      default -> random.nextLong(0xFFFF_FFFFL);
    };
  }

  private BigDecimal time() {
    long seconds = random.nextLong(FIRST_SECOND, LAST_SECOND);
    if (seconds >= FIRST_DOUBTFUL_SECOND && seconds <= LAST_DOUBTFUL_SECOND) {
      seconds -= FIRST_DOUBTFUL_SECOND;
    }
    return BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(random.nextInt(1_000_000_000), 9));
  }

  private String name() {
    return switch (random.nextInt(6)) {
      case 0 -> bytes(1 + random.nextInt(255));
      case 1 -> "n".repeat(255 - 3) + (100 + random.nextInt(900));
      default -> "f" + random.nextInt(1000);
    };
  }

  /** No zeros, slashes, or names that mean something else. */
  private String bytes(int length) {
    StringBuilder name = new StringBuilder("~");
    while (name.length() < length) {
      char c = (char) (1 + random.nextInt(255));
      name.append(c == '/' ? '_' : c);
    }
    return name.toString();
  }

  private String one(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
