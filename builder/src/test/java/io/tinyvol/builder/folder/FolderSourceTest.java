package io.tinyvol.builder.folder;

import static io.tinyvol.builder.folder.FolderTrees.at;
import static io.tinyvol.builder.folder.FolderTrees.bytes;
import static io.tinyvol.builder.folder.FolderTrees.read;
import static io.tinyvol.builder.folder.FolderTrees.shell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.builder.SourceException;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
  private final MemoryContentStore store = new MemoryContentStore();

  @TempDir Path temporary;

  @Test
  void readsFilesOfAllSizes() throws IOException {
    Path root = Trees.make(temporary.resolve("tree"), 1);
    Folder tree = read(root, store);
    int[] files = {0};
    FolderTrees.forEach(
        tree,
        "",
        (path, node) -> {
          if (node instanceof RegularFile) {
            files[0]++;
            try {
              assertArrayEquals(Files.readAllBytes(root.resolve(path)), bytes(node, store), path);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        });
    assertEquals(164, files[0]);
  }

  @Test
  void knowsWhatFindKnows() throws Exception {
    shell(
        temporary,
        """
        mkdir -m 1777 tmp && mkdir -p a/b c
        printf x > a/one && ln a/one c/two && ln -s a/one c/link && ln -s gone c/dangling
        mkfifo -m 600 pipe && mknod null c 1 3 && mknod disk b 4095 1048575
        chown 4294967294:7 a/one && chown -h 5:6 c/link && chmod 6751 a/one
        touch -h -d '1960-02-03 04:05:06.789012345 UTC' c/link
        touch -d '2262-05-06 07:08:09.987654321 UTC' a
        printf '%s' data > $'not\\xffutf8\\xc3' && mkdir $'\\x01\\n' && touch $'\\x01\\n/\\\\x41'
        """);
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(temporary.resolve("socket")))
        .close();
    String format = "%P\\0%y\\0%#m\\0%U\\0%G\\0%T@\\0%s\\0%l\\0%n\\0\\n";
    String found =
        Commands.run(
            "bash",
            "-c",
            "find \"$0\" -mindepth 1 -printf '" + format + "' | od -An -v -tx1",
            temporary.toString());
    SortedMap<String, String> expected = new TreeMap<>();
    String text =
        new String(
            java.util.HexFormat.of().parseHex(found.replaceAll("\\s", "")),
            StandardCharsets.ISO_8859_1);
    for (String line : text.split("\0\n", 0)) {
      String[] fields = line.split("\0", -1);
      boolean isFolder = fields[1].equals("d");
      fields[6] = fields[1].equals("f") ? fields[6] : "";
      fields[8] = isFolder ? "" : fields[8];
      expected.put(fields[0], String.join(" ", fields).substring(fields[0].length()));
    }
    SortedMap<String, String> actual = new TreeMap<>();
    FolderTrees.forEach(read(temporary, store), "", (path, node) -> actual.put(path, show(node)));
    assertEquals(expected, actual);
  }

  private static String show(Node node) {
    Attributes a = node.attributes();
    String kind =
        switch (node) {
          case Folder _ -> "d";
          case RegularFile _ -> "f";
          case Symlink _ -> "l";
          case SpecialFile special ->
              switch (special.kind()) {
                case CHARACTER_DEVICE -> "c";
                case BLOCK_DEVICE -> "b";
                case FIFO -> "p";
                case SOCKET -> "s";
              };
        };
    // find shows the seconds, negative or not, and then nanoseconds that count forward.
    String time = "%d.%09d0".formatted(a.modifiedSeconds(), a.modifiedNanos());
    return " %s %s %d %d %s %s %s %s"
        .formatted(
            kind,
            a.permissions() == 0 ? "0" : "0" + Integer.toOctalString(a.permissions()),
            a.uid(),
            a.gid(),
            time,
            node instanceof RegularFile file ? file.content().sizeBytes() : "",
            node instanceof Symlink link
                ? new String(link.target(), StandardCharsets.ISO_8859_1)
                : "",
            node instanceof Folder ? "" : node.names());
  }

  @Test
  void namesOfOneFileAreOneNode() throws Exception {
    shell(temporary, "mkdir a b && echo x > a/f && ln a/f b/g && ln -s t a/l && ln a/l b/m");
    shell(temporary, "mkfifo a/p && ln a/p b/q");
    Folder tree = read(temporary, store);
    assertSame(at(tree, "a/f"), at(tree, "b/g"));
    assertSame(at(tree, "a/l"), at(tree, "b/m"));
    assertSame(at(tree, "a/p"), at(tree, "b/q"));
    assertEquals(2, at(tree, "a/f").names());
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    Path missing = temporary.resolve("missing");
    assertEquals(
        missing.toString(),
        assertThrows(NoSuchFileException.class, () -> read(missing, store)).getMessage());
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertEquals(
        file + ": is not a folder; use --from-image for an image",
        assertThrows(SourceException.class, () -> read(file, store)).getMessage());
  }
}
