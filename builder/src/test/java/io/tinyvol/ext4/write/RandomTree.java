package io.tinyvol.ext4.write;

import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import io.tinyvol.tree.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;

/** Makes trees with everything in them that a tree can have. */
final class RandomTree {
  private static final List<String> OF_FILES = List.of("user.", "trusted.", "security.");
  // The kernel shows nobody any others of links and devices.
  private static final List<String> OF_OTHERS = List.of("trusted.", "security.");

  private final Random random;
  private final TestFiles files;
  private final List<Folder> folders = new ArrayList<>();
  private final List<Node> linkable = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private int named;

  private RandomTree(Random random, TestFiles files) {
    this.random = random;
    this.files = files;
  }

  /** A tree of about so many files. */
  static Folder make(Random random, TestFiles files, int count) {
    RandomTree tree = new RandomTree(random, files);
    Folder root = new Folder(tree.attributes(OF_FILES));
    tree.folders.add(root);
    for (int i = 0; i < count; i++) {
      // Most in few folders, so that some have an index.
      int where = (int) (tree.folders.size() * Math.pow(random.nextDouble(), 4));
      tree.folders.get(where).put(tree.name(), tree.node());
    }
    return root;
  }

  private FileName name() {
    byte[] name = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 245 : 30)];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) (1 + random.nextInt(255));
      if (name[i] == '/') {
        name[i] = '_';
      }
    }
    byte[] unique = (named++ + ".").getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(unique, unique.length + name.length);
    System.arraycopy(name, 0, bytes, unique.length, name.length);
    return FileName.of(bytes);
  }

  private Node node() {
    return switch (random.nextInt(12)) {
      case 0 -> {
        Folder folder = new Folder(attributes(OF_FILES));
        folders.add(folder);
        yield folder;
      }
      case 1 -> linkable(symlink());
      case 2 -> linkable(special());
      case 3 -> linkable.isEmpty() ? regular() : linkable.get(random.nextInt(linkable.size()));
      default -> linkable(regular());
    };
  }

  private Symlink symlink() {
    String target = "t".repeat(1 + random.nextInt(random.nextInt(4) == 0 ? 4095 : 70));
    return new Symlink(attributes(OF_OTHERS), target.getBytes(StandardCharsets.US_ASCII));
  }

  private SpecialFile special() {
    SpecialFile.Kind[] kinds = SpecialFile.Kind.values();
    SpecialFile.Kind kind = kinds[random.nextInt(kinds.length)];
    int major = kind.isDevice() ? random.nextInt(SpecialFile.MAX_MAJOR + 1) : 0;
    int minor = kind.isDevice() ? random.nextInt(SpecialFile.MAX_MINOR + 1) : 0;
    return new SpecialFile(attributes(OF_OTHERS), kind, major, minor);
  }

  private Node linkable(Node node) {
    if (random.nextInt(4) == 0) {
      linkable.add(node);
    }
    return node;
  }

  private RegularFile regular() {
    int most = random.nextInt(50) == 0 ? 3_000_000 : 40_000;
    byte[] bytes = new byte[random.nextInt(most)];
    boolean sparse = random.nextInt(3) == 0;
    for (int at = 0; at < bytes.length; at += 4096) {
      if (!sparse || random.nextInt(3) == 0) {
        byte[] block = new byte[Math.min(4096, bytes.length - at)];
        random.nextBytes(block);
        System.arraycopy(block, 0, bytes, at, block.length);
      }
    }
    return files.file(bytes, attributes(OF_FILES));
  }

  private Attributes attributes(List<String> namespaces) {
    return new Attributes(
        namespaces.equals(OF_FILES) ? random.nextInt(010000) : 0777,
        random.nextInt(3) == 0 ? random.nextLong(1L << 32) : 0,
        random.nextInt(3) == 0 ? random.nextLong(1L << 32) : 0,
        random.nextInt(10) == 0
            ? random.nextLong(-1L << 31, 3L << 32)
            : random.nextInt(2_000_000_000),
        random.nextInt(1_000_000_000),
        xattrs(namespaces));
  }

  private Xattrs xattrs(List<String> namespaces) {
    if (random.nextInt(4) > 0) {
      return Xattrs.NONE;
    }
    SortedMap<FileName, byte[]> map = Xattrs.collector();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String prefix = namespaces.get(random.nextInt(namespaces.size()));
      map.put(TestFiles.name(prefix + "n" + random.nextInt(10)), value());
    }
    return Xattrs.of(map);
  }

  private byte[] value() {
    if (!values.isEmpty() && random.nextInt(3) > 0) {
      return values.get(random.nextInt(values.size()));
    }
    int most = random.nextInt(10) == 0 ? Xattrs.MAX_VALUE_BYTES : 200;
    byte[] value = new byte[random.nextInt(most)];
    random.nextBytes(value);
    values.add(value);
    return value;
  }
}
