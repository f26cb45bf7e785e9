package io.tinyvol.ext4.write;

import io.tinyvol.cas.Digest;
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
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

/** Makes a tree in a folder of the host by the programs that one would use, in a script. */
final class HostTree {
  private final StringBuilder script = new StringBuilder("set -e\nexport LC_ALL=C\n");
  private final IdentityHashMap<Node, String> made = new IdentityHashMap<>();
  private final Map<Digest, byte[]> chunks;
  private final Path contents;

  private HostTree(Map<Digest, byte[]> chunks, Path contents) {
    this.chunks = chunks;
    this.contents = contents;
  }

  /** Makes it in an empty folder; {@code scratch} is for files on the way. */
  static void make(Folder root, Map<Digest, byte[]> chunks, Path folder, Path scratch)
      throws IOException, InterruptedException {
    HostTree tree = new HostTree(chunks, Files.createDirectories(scratch.resolve("contents")));
    tree.addFolder(root, folder.toString());
    Path file = scratch.resolve("make.sh");
    Files.writeString(file, tree.script.toString());
    Commands.run("bash", file.toString());
  }

  private void addFolder(Folder folder, String path) throws IOException {
    for (Map.Entry<FileName, Node> child : folder.children().entrySet()) {
      String childPath = path + "/" + quoted(child.getKey().bytes());
      Node node = child.getValue();
      String first = made.putIfAbsent(node, childPath);
      if (first != null) {
        line("ln " + first + " " + childPath);
      } else if (node instanceof Folder inner) {
        line("mkdir -p " + childPath);
        addFolder(inner, childPath);
      } else {
        add(node, childPath);
      }
    }
    // Last, for what is made in a folder changes its time.
    setAttributes(folder, path);
  }

  private void add(Node node, String path) throws IOException {
    switch (node) {
      case RegularFile file -> {
        Path content = contents.resolve("" + made.size());
        Files.write(content, bytes(file.content()));
        line("cp --sparse=always " + content + " " + path);
      }
      case Symlink link -> line("ln -s " + quoted(link.target()) + " " + path);
      case SpecialFile special -> line(mknod(special, path));
      case Folder _ -> throw new AssertionError();
    }
    setAttributes(node, path);
  }

  private static String mknod(SpecialFile file, String path) {
    String numbers = " " + file.major() + " " + file.minor();
    return switch (file.kind()) {
      case CHARACTER_DEVICE -> "mknod " + path + " c" + numbers;
      case BLOCK_DEVICE -> "mknod " + path + " b" + numbers;
      case FIFO -> "mkfifo " + path;
      case SOCKET ->
          "python3 -c 'import os,stat,sys; os.mknod(os.fsencode(sys.argv[1]), stat.S_IFSOCK)' "
              + path;
    };
  }

  private byte[] bytes(FileContent content) {
    byte[] bytes = new byte[Math.toIntExact(content.sizeBytes())];
    for (int i = 0; i < content.pieces(); i++) {
      byte[] chunk = Objects.requireNonNull(chunks.get(content.chunk(i)));
      int at = (int) content.startBlock(i) * FileContent.BLOCK_BYTES;
      System.arraycopy(chunk, 0, bytes, at, chunk.length);
    }
    return bytes;
  }

  private void setAttributes(Node node, String path) {
    Attributes attributes = node.attributes();
    line("chown -h " + attributes.uid() + ":" + attributes.gid() + " " + path);
    if (!(node instanceof Symlink)) {
      line("chmod " + Integer.toOctalString(attributes.permissions()) + " " + path);
    }
    for (Xattrs.Xattr xattr : attributes.xattrs().list()) {
      String name = new String(xattr.name(), StandardCharsets.US_ASCII);
      setXattr(name, xattr.value(), path);
    }
    BigDecimal time =
        BigDecimal.valueOf(attributes.modifiedSeconds())
            .add(BigDecimal.valueOf(attributes.modifiedNanos(), 9));
    line("touch -h -d @" + time.toPlainString() + " " + path);
  }

  private void setXattr(String name, byte[] value, String path) {
    String set =
        "import os,sys;"
            + "os.setxattr(os.fsencode(sys.argv[1]),sys.argv[2],"
            + "bytes.fromhex(sys.stdin.read()),follow_symlinks=False)";
    line(
        "python3 -c '%s' %s %s <<< '%s'"
            .formatted(set, path, name, HexFormat.of().formatHex(value)));
  }

  private void line(String command) {
    script.append(command).append('\n');
  }

  /** A word of bash's that stands for any bytes. */
  private static String quoted(byte[] bytes) {
    return "$'\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes) + "'";
  }
}
