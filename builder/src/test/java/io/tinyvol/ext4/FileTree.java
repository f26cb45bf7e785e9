package io.tinyvol.ext4;

import io.tinyvol.testing.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A directory tree with the files that tell one map from another: small and large, with holes in
 * odd places, many in one directory, and symlinks of either kind.
 */
final class FileTree {
  /** Longer than an inode has room for, so that it takes a block. */
  static final String LONG_TARGET = "long/".repeat(30) + "target";

  private final Path root;
  private final Random random = new Random(7);
  private final Map<String, byte[]> contents = new TreeMap<>();

  private FileTree(Path root) {
    this.root = root;
  }

  static FileTree create(Path root) throws IOException, InterruptedException {
    FileTree tree = new FileTree(Files.createDirectories(root));
    tree.file("/empty", 0);
    tree.file("/one", 1);
    tree.file("/page", 4096);
    tree.file("/odd", 5000);
    tree.file("/medium", 200_000);
    tree.file("/large", 5_000_000);
    tree.sparse("/sparse-inside", 1_500_000, 0, 50_001, 655_360, 1_000_003);
    tree.sparse("/sparse-start", 300_000, 299_990);
    tree.sparse("/sparse-only", 12_345_678);
    for (int i = 0; i < 300; i++) {
      tree.file("/many/file-%03d".formatted(i), i * 7);
    }
    tree.file("/a/b/c/deep", 10_000);
    Files.createSymbolicLink(root.resolve("short-link"), Path.of("one"));
    Files.createSymbolicLink(root.resolve("long-link"), Path.of(LONG_TARGET));
    tree.nonAscii();
    return tree;
  }

  Path root() {
    return root;
  }

  /** The bytes of each regular file by its path, which begins with a slash. */
  Map<String, byte[]> contents() {
    return contents;
  }

  private void file(String path, int sizeBytes) throws IOException {
    byte[] bytes = new byte[sizeBytes];
    random.nextBytes(bytes);
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    contents.put(path, bytes);
  }

  /** A file of holes, with a few bytes at some offsets. */
  private void sparse(String path, int sizeBytes, int... offsets)
      throws IOException, InterruptedException {
    byte[] bytes = new byte[sizeBytes];
    Path file = root.resolve(path.substring(1));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int offset : offsets) {
        byte[] some = new byte[Math.min(100, sizeBytes - offset)];
        random.nextBytes(some);
        System.arraycopy(some, 0, bytes, offset, some.length);
        channel.write(ByteBuffer.wrap(some), offset);
      }
    }
    Commands.run("truncate", "-s", Integer.toString(sizeBytes), file.toString());
    contents.put(path, bytes);
  }

  /** By a shell: in a POSIX locale, Java can neither make nor name such a file. */
  private void nonAscii() throws IOException, InterruptedException {
    Commands.run(
        "sh", "-c", "cp \"$0/odd\" \"$0/$(printf 'gr\\303\\266\\303\\237e')\"", root.toString());
    contents.put("/größe", contents.getOrDefault("/odd", new byte[0]));
  }
}
