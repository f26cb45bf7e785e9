package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.PosixFile;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paths of images that mke2fs makes, against the directory they were made of. */
final class Ext4TreeTest {
  private static final Instant MODIFIED = Instant.ofEpochSecond(1_234_567_890);

  @TempDir static Path shared;
  private static FileTree tree;

  @TempDir Path temp;

  /** An entry of a walk. */
  private record Entry(long inode, FileFacts facts) {}

  @BeforeAll
  static void createTree() throws IOException, InterruptedException {
    tree = FileTree.create(shared.resolve("tree"));
    Path root = tree.root();
    Files.createLink(root.resolve("hard-link"), root.resolve("odd"));
    Files.setLastModifiedTime(root.resolve("page"), FileTime.from(MODIFIED));
    Commands.run("chmod", "4711", root.resolve("one").toString());
    // A name that is no UTF-8, one with a line feed and one with a backslash.
    Commands.run(
        "sh",
        "-c",
        "cd \"$0\" && touch \"$(printf 'l\\344tin\\ntwo')\" 'back\\slash'",
        root.toString());
    for (int i = 0; i < 12; i++) {
      Files.createFile(Files.createDirectories(root.resolve("few")).resolve("f" + i));
    }
  }

  private static Map<String, Entry> walk(Ext4Reader reader) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    TreeReport report =
        reader
            .tree()
            .walk(
                (path, inode, facts) ->
                    assertNull(entries.put(path, new Entry(inode, facts)), path));
    assertNull(report.firstDamage());
    assertEquals(0, report.damages());
    assertEquals(entries.size(), report.entries());
    return entries;
  }

  private static Entry at(Map<String, Entry> entries, String path) {
    Entry entry = entries.get(path);
    assertNotNull(entry, path);
    return entry;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4",
        "-t ext4 -b 1024",
        "-t ext4 -b 65536",
        "-t ext4 -O inline_data",
        "-t ext4 -O inline_data -I 1024",
        "-t ext4 -I 128",
        "-t ext4 -O ^extent,^64bit,^filetype",
        "-t ext4 -O ^metadata_csum,casefold,encrypt,large_dir",
        "-t ext3 -b 65536",
        "-t ext3 -b 1024",
        "-t ext2 -r 0",
      })
  void namesEveryFile(String options) throws IOException, InterruptedException {
    String size = options.contains("65536") ? "256M" : "48M";
    Path image = Mke2fs.make(temp.resolve("image"), tree.root(), size, options);
    try (PosixFile source = PosixFile.open(image)) {
      Ext4Reader reader = Ext4Reader.open(source);
      Map<String, Entry> entries = walk(reader);
      assertEquals(expectedPaths(), entries.keySet());
      checkFacts(entries);
      Map<Long, FoundFile> files = FoundFile.scan(reader).files();
      for (Map.Entry<String, Long> named : Images.inodesByPath(image, files.keySet()).entrySet()) {
        // The name that is not UTF-8 cannot be told from what debugfs writes.
        String path = named.getKey().replace("\\", "\\x5C");
        if (!path.contains("\uFFFD")) {
          assertEquals(named.getValue(), at(entries, path).inode());
        }
      }
    }
  }

  private static Set<String> expectedPaths() {
    Set<String> paths = new TreeSet<>(tree.contents().keySet());
    paths.addAll(List.of("/", "/lost+found", "/many", "/few", "/a", "/a/b", "/a/b/c"));
    paths.addAll(List.of("/hard-link", "/short-link", "/long-link"));
    paths.addAll(List.of("/l\\xE4tin\\x0Atwo", "/back\\x5Cslash"));
    for (int i = 0; i < 12; i++) {
      paths.add("/few/f" + i);
    }
    return paths;
  }

  private static void checkFacts(Map<String, Entry> entries) throws IOException {
    FileFacts page = at(entries, "/page").facts();
    assertEquals(FileKind.REGULAR, page.kind());
    assertEquals(4096, page.sizeBytes());
    assertEquals(MODIFIED, page.modified());
    Object uid =
        Files.getAttribute(tree.root().resolve("page"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    assertEquals(((Integer) uid).longValue(), page.uid());
    assertEquals(04711, at(entries, "/one").facts().mode());
    assertEquals(2, at(entries, "/odd").facts().linksCount());
    assertEquals(at(entries, "/odd").inode(), at(entries, "/hard-link").inode());
    assertEquals("one", at(entries, "/short-link").facts().symlinkTarget());
    assertEquals(FileTree.LONG_TARGET, at(entries, "/long-link").facts().symlinkTarget());
    assertEquals(FileKind.SYMLINK, at(entries, "/long-link").facts().kind());
    assertEquals(new Entry(2, at(entries, "/").facts()), at(entries, "/"));
    assertEquals(FileKind.DIRECTORY, at(entries, "/").facts().kind());
  }

  @Test
  void readsHashedDirectoriesDevicesAndOwners() throws IOException, InterruptedException {
    Path image = Mke2fs.make(temp.resolve("image"), tree.root(), "48M", "-t ext4 -b 1024");
    List<String> requests = new ArrayList<>();
    requests.add("mknod char c 4 65");
    requests.add("mknod block b 259 60000");
    requests.add("mknod pipe p");
    requests.add("sif one uid 70000");
    requests.add("sif one gid 80000");
    // 5000000000 seconds, of which 2^32 are in the lower bits of the other field.
    requests.add("sif one mtime @705032704");
    requests.add("sif one mtime_extra " + (123_456_789 << 2 | 1));
    Path script = Files.write(temp.resolve("script"), requests);
    Commands.run("debugfs", "-w", "-f", script.toString(), image.toString());
    // Gives directories of several blocks their index; it exits with 1 because it did.
    Commands.run("sh", "-c", "e2fsck -fyD \"$0\" || [ $? = 1 ]", image.toString());
    assertTrue(Images.debugfs(image, "htree_dump /many").contains("Root node dump"));
    try (PosixFile source = PosixFile.open(image)) {
      Map<String, Entry> entries = walk(Ext4Reader.open(source));
      Set<String> expected = expectedPaths();
      expected.addAll(List.of("/char", "/block", "/pipe"));
      assertEquals(expected, entries.keySet());
      FileFacts character = at(entries, "/char").facts();
      assertEquals(FileKind.CHARACTER_DEVICE, character.kind());
      assertEquals(List.of(4, 65), List.of(character.deviceMajor(), character.deviceMinor()));
      FileFacts block = at(entries, "/block").facts();
      assertEquals(List.of(259, 60000), List.of(block.deviceMajor(), block.deviceMinor()));
      assertEquals(FileKind.FIFO, at(entries, "/pipe").facts().kind());
      assertEquals(70000, at(entries, "/one").facts().uid());
      assertEquals(80000, at(entries, "/one").facts().gid());
      assertEquals(
          Instant.ofEpochSecond(5_000_000_000L, 123_456_789),
          at(entries, "/one").facts().modified());
    }
  }

  @Test
  void tellsTheExtentsOfOneFile() throws IOException, InterruptedException {
    Path image = Mke2fs.make(temp.resolve("image"), tree.root(), "48M", "-t ext3 -b 1024");
    try (PosixFile source = PosixFile.open(image)) {
      Ext4Reader reader = Ext4Reader.open(source);
      Map<String, Entry> entries = walk(reader);
      Map<Long, FoundFile> files = FoundFile.scan(reader).files();
      long inode = at(entries, "/large").inode();
      for (int i = 0; i < 2; i++) {
        assertEquals(
            files.get(inode), FoundFile.collect(v -> reader.tree().visitExtents(inode, v)));
      }
      long link = at(entries, "/short-link").inode();
      assertFalse(files.containsKey(link));
      FoundFile found = FoundFile.collect(v -> reader.tree().visitExtents(link, v));
      assertEquals(new FoundFile(link, FileKind.SYMLINK, 3), found);
      for (long none : new long[] {-1, 0, 5000, 1L << 40}) {
        assertThrows(
            Ext4Exception.class, () -> FoundFile.collect(v -> reader.tree().visitExtents(none, v)));
      }
    }
  }
}
