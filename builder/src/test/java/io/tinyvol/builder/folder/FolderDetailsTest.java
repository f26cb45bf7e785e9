package io.tinyvol.builder.folder;

import static io.tinyvol.builder.folder.FolderTrees.at;
import static io.tinyvol.builder.folder.FolderTrees.bytes;
import static io.tinyvol.builder.folder.FolderTrees.read;
import static io.tinyvol.builder.folder.FolderTrees.shell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.Xattrs.Xattr;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDetailsTest {
  private final MemoryContentStore store = new MemoryContentStore();

  @TempDir Path temporary;

  @Test
  void readsExtendedAttributesThatArePermitted() throws Exception {
    shell(
        temporary,
        """
        mkdir folder && touch file none && ln -s gone link && mknod null c 1 3 && mkfifo pipe
        setcap cap_net_raw=ep file && setfattr -n user.a/b -v 1 file
        setfattr -n user.empty file && setfattr -n trusted.t -v 0xff00fe file
        setfacl -m u:77:rx file && setfacl -d -m g:5:w folder
        setfattr -h -n trusted.link -v x link && setfattr -n security.dev -v y null
        setfattr -n trusted.pipe -v z pipe && setfattr -n user.root -v r .
        for i in $(seq 40); do setfattr -n user.with-a-long-name-$i -v $i folder; done
        """);
    Folder tree = read(temporary, store);
    for (String path : List.of("folder", "file", "none", "link", "null", "pipe")) {
      assertEquals(dumped(temporary.resolve(path)), shown(at(tree, path)), path);
    }
    assertEquals(dumped(temporary), shown(tree));
    assertEquals(5, shown(at(tree, "file")).size());
    assertTrue(shown(at(tree, "file")).containsKey("security.capability"));
  }

  /** The names and values that getfattr shows. */
  private static SortedMap<String, String> dumped(Path file) throws Exception {
    SortedMap<String, String> found = new TreeMap<>();
    String output =
        Commands.run("getfattr", "-h", "-d", "-m", "-", "-e", "hex", "--absolute-names", file + "");
    for (String line : output.lines().filter(l -> !l.isEmpty() && !l.startsWith("#")).toList()) {
      int equals = line.indexOf("=0x");
      found.put(
          equals < 0 ? line : line.substring(0, equals),
          equals < 0 ? "" : line.substring(equals + 3));
    }
    return found;
  }

  private static SortedMap<String, String> shown(Node node) {
    SortedMap<String, String> shown = new TreeMap<>();
    for (Xattr xattr : node.attributes().xattrs().list()) {
      shown.put(
          new String(xattr.name(), StandardCharsets.UTF_8),
          HexFormat.of().formatHex(xattr.value()));
    }
    return shown;
  }

  @Test
  void readsNoHoles() throws Exception {
    byte[] data = new byte[100_000];
    new Random(1).nextBytes(data);
    long size = 1L << 42;
    try (RandomAccessFile file = new RandomAccessFile(temporary.resolve("f").toFile(), "rw")) {
      for (long offset : new long[] {0, (5L << 20) - 4096, 1L << 41, (1L << 40) + 12288}) {
        file.seek(offset);
        file.write(data);
      }
      file.setLength(size);
    }
    shell(temporary, "truncate -s 1M all-hole && truncate -s 7M large-hole && truncate -s 1 tiny");
    shell(temporary, "printf x > start && truncate -s 9999 start && printf y >> start");
    Folder tree = read(temporary, store);
    FileContent content = ((RegularFile) at(tree, "f")).content();
    assertEquals(size, content.sizeBytes());
    assertEquals(4 * 25, content.dataBlocks());
    for (int i = 0; i < content.pieces(); i++) {
      assertNotNull(store.contents(ContentKind.CHUNK).get(content.chunk(i)));
    }
    for (String path : List.of("all-hole", "large-hole", "tiny")) {
      assertEquals(0, ((RegularFile) at(tree, path)).content().pieces());
    }
    assertArrayEquals(new byte[1 << 20], bytes(at(tree, "all-hole"), store));
    byte[] start = new byte[10_000];
    start[0] = 'x';
    start[9999] = 'y';
    assertArrayEquals(start, bytes(at(tree, "start"), store));
  }

  @Test
  void depthNeedsNeitherPathsNorDescriptors() throws Exception {
    // Made from the bottom up, for the whole path is longer than any call takes.
    try {
      shell(
          temporary,
          """
          name=$(printf 'n%.0s' {1..200}) && mkdir top && echo deepest > top/file
          for i in {1..300}; do
            mkdir next && mv top next/$name && echo $i > next/file && mkdir next/z
            echo $i > next/z/f && mv next top
          done
          """);
      Folder tree = (Folder) at(read(temporary, store), "top");
      FileName name = FileName.of("n".repeat(200).getBytes(StandardCharsets.US_ASCII));
      for (int i = 300; i > 0; i--) {
        assertEquals(i + "\n", text(at(tree, "file")));
        assertEquals(i + "\n", text(at(tree, "z/f")));
        tree = assertInstanceOf(Folder.class, tree.child(name));
      }
      assertEquals("deepest\n", text(at(tree, "file")));
    } finally {
      shell(temporary, "rm -rf top next");
    }
  }

  private String text(Node file) {
    return new String(bytes(file, store), StandardCharsets.UTF_8);
  }

  @Test
  void staysOnOneFileSystemIfAsked() throws Exception {
    shell(temporary, "mkdir -p here/mounted && mount -t tmpfs -o mode=700 none here/mounted");
    try {
      shell(temporary, "echo x > here/mounted/inside");
      FolderOptions one = new FolderOptions(Exclusions.NONE, true);
      Folder tree = read(temporary, one, store, FileCache.NONE);
      assertTrue(((Folder) at(tree, "here/mounted")).children().isEmpty());
      assertEquals(0700, at(tree, "here/mounted").attributes().permissions());
      assertEquals("x\n", text(at(read(temporary, store), "here/mounted/inside")));
    } finally {
      shell(temporary, "umount here/mounted");
    }
  }

  @Test
  void leavesOutWhatIsExcluded() throws Exception {
    shell(temporary, "mkdir -p a/cache/x b && touch a/cache/x/f a/k.o a/k.c b/k.o b/keep cache");
    Exclusions exclusions = Exclusions.of(List.of("cache/", "/a/*.o", "ke[a-f]p"));
    FolderOptions options = new FolderOptions(exclusions, false);
    Folder tree = read(temporary, options, store, FileCache.NONE);
    Set<String> paths = new TreeSet<>();
    FolderTrees.forEach(tree, "", (path, _) -> paths.add(path));
    assertEquals(List.of("a", "a/k.c", "b", "b/k.o", "cache"), List.copyOf(paths));
  }

  @Test
  void specialFilesAreNotOpened() throws IOException, InterruptedException {
    // A pipe without a writer would wait for ever.
    shell(temporary, "mkfifo pipe && mknod zero c 1 5 && ln -s /dev/zero link");
    Folder tree = read(temporary, store);
    assertEquals(3, tree.children().size());
    assertNull(tree.child(FileName.of(new byte[] {'x'})));
  }
}
