package io.tinyvol.ext4.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.ext4.layout.Ext4LayoutException;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.layout.JournalSize;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mounts;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ext4WriterTest {
  private static final FilesystemOptions DEFAULTS = FilesystemOptions.defaults();
  private static final Pattern NEEDED = Pattern.compile("needs (\\d+) bytes");

  @TempDir Path temp;

  private final TestFiles files = new TestFiles();

  @Test
  void anEmptyTree() throws Exception {
    Path image = check(TestFiles.folder(), DEFAULTS);
    assertEquals(1 << 20, Files.size(image));
    check(TestFiles.folder(), DEFAULTS.withSizeBytes(8 << 20));
    assertTrue(dump(image).contains("dir_index"), dump(image));
  }

  @Test
  void randomTreesInVolumesOfAllSizes() {
    Trials.run(
        12,
        random -> {
          Folder root = RandomTree.make(random, files, random.nextInt(600));
          check(root, DEFAULTS);
          long least = leastBytes(root, DEFAULTS);
          check(root, DEFAULTS.withSizeBytes(least));
          check(root, DEFAULTS.withSizeBytes(least + random.nextLong(least / 4)));
          check(root, DEFAULTS.withSizeBytes(random.nextLong(least, least + (1L << 33))));
          files.chunks.clear();
        });
  }

  /** What a volume of one block less says it needs. */
  private static long leastBytes(Folder root, FilesystemOptions options) {
    Ext4LayoutException e =
        assertThrows(
            Ext4LayoutException.class, () -> Ext4Writer.plan(root, options.withSizeBytes(1 << 15)));
    Matcher matcher = NEEDED.matcher(e.getMessage());
    assertTrue(matcher.find(), e.getMessage());
    long least = Long.parseLong(matcher.group(1));
    assertThrows(
        Ext4LayoutException.class,
        () -> Ext4Writer.plan(root, options.withSizeBytes(least - 4096)));
    return least;
  }

  @Test
  void groupsWithCopiesOfTheSuperblock() throws Exception {
    Folder root = someFiles(200);
    for (long mebibytes : new long[] {2, 7, 8, 127, 128, 129, 131, 2048, 2050, 6400, 16384}) {
      Path image = check(root, DEFAULTS.withSizeBytes(mebibytes << 20));
      if (mebibytes == 6400) {
        for (int group : new int[] {1, 3, 5, 7, 9, 25, 27, 49}) {
          Commands.run(
              "dumpe2fs",
              "-h",
              "-o",
              "superblock=" + group * 32768,
              "-o",
              "blocksize=4096",
              image.toString());
        }
      }
    }
  }

  @Test
  void volumesLargerThanFilesOnTheHost() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("tmpfs"));
    Commands.run("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", folder.toString());
    try {
      Path image = folder.resolve("image");
      Ext4Writer writer = Ext4Writer.plan(someFiles(30), DEFAULTS.withSizeBytes(20L << 40));
      ImageSink.write(writer, files.chunks, image);
      // A whole check takes most of a minute; the kernel looks at all descriptors when it mounts.
      Path mount = Files.createDirectory(temp.resolve("mount"));
      Commands.run("mount", "-o", "loop", image.toString(), mount.toString());
      try (Stream<Path> found = Files.list(mount)) {
        assertEquals(31, found.count());
        Files.write(mount.resolve("new"), new byte[100_000]);
      } finally {
        Mounts.unmount(mount);
      }
    } finally {
      Mounts.unmount(folder);
    }
  }

  @Test
  void journals() throws Exception {
    Folder root = someFiles(20);
    assertTrue(
        dump(check(root, DEFAULTS.withSizeBytes(1L << 30))).contains("journal blocks: 8192"));
    FilesystemOptions none = DEFAULTS.withJournal(JournalSize.NONE);
    assertTrue(!dump(check(root, none)).contains("has_journal"));
    FilesystemOptions chosen = DEFAULTS.withJournal(JournalSize.ofBytes(10 << 20));
    assertTrue(dump(check(root, chosen)).contains("journal blocks: 2560"));
    check(root, chosen.withSizeBytes(leastBytes(root, chosen)));
    // Longer than any group: in several pieces.
    check(root, DEFAULTS.withJournal(JournalSize.ofBytes(600 << 20)));
  }

  @Test
  void directoriesOfManyEntriesAndFolders() throws Exception {
    Folder root = TestFiles.folder();
    Folder many = TestFiles.folder();
    Folder folders = TestFiles.folder();
    TestFiles.add(root, "many", many);
    TestFiles.add(root, "folders", folders);
    for (int i = 0; i < 70_000; i++) {
      TestFiles.add(many, "a name of some length " + i, new RegularFile(TestFiles.PLAIN));
    }
    for (int i = 0; i < 65_100; i++) {
      TestFiles.add(folders, "f" + i, TestFiles.folder());
    }
    Path image = check(root, DEFAULTS);
    assertTrue(debugfs(image, "stat /folders").contains("Links: 1 "));
  }

  @Test
  void fragmentedFilesHaveDeepTrees() throws Exception {
    // Every second block: as many extents as blocks.
    byte[] bytes = new byte[4096 * 6000];
    for (int at = 0; at < bytes.length; at += 8192) {
      bytes[at] = 1;
    }
    Folder root = TestFiles.folder();
    TestFiles.add(root, "holes", files.file(bytes));
    Path image = check(root, DEFAULTS);
    Path back = temp.resolve("back");
    debugfs(image, "dump /holes " + back);
    assertArrayEquals(bytes, Files.readAllBytes(back));
  }

  @Test
  void theSameTreeGivesTheSameBytesWhateverTheOrder() throws Exception {
    Folder root = RandomTree.make(new Random(5), files, 400);
    Folder reversed = reversed(root);
    Path image = check(root, DEFAULTS);
    Path other = temp.resolve("other");
    Ext4Writer writer = Ext4Writer.plan(reversed, DEFAULTS);
    ImageSink.write(writer, files.chunks, other);
    assertEquals(-1, Files.mismatch(image, other));
    assertNotEquals(writer.uuid(), Ext4Writer.plan(root, DEFAULTS.withSizeBytes(64 << 20)).uuid());
  }

  private static Folder reversed(Folder folder) {
    Folder copy = new Folder(folder.attributes());
    IdentityHashMap<Node, Node> copies = new IdentityHashMap<>();
    copy(folder, copy, copies);
    return copy;
  }

  private static void copy(Folder from, Folder to, IdentityHashMap<Node, Node> copies) {
    for (Map.Entry<FileName, Node> child : from.children().reversed().entrySet()) {
      Node node = child.getValue();
      if (node instanceof Folder inner) {
        Folder copy = new Folder(inner.attributes());
        copy(inner, copy, copies);
        to.put(child.getKey(), copy);
      } else {
        to.put(child.getKey(), copies.computeIfAbsent(node, Ext4WriterTest::copyOf));
      }
    }
  }

  private static Node copyOf(Node node) {
    return switch (node) {
      case RegularFile file -> {
        RegularFile copy = new RegularFile(file.attributes());
        copy.setContent(file.content());
        yield copy;
      }
      case Symlink link -> new Symlink(link.attributes(), link.target());
      case SpecialFile file ->
          new SpecialFile(file.attributes(), file.kind(), file.major(), file.minor());
      case Folder _ -> throw new AssertionError();
    };
  }

  @Test
  void labelIdAndTime() throws Exception {
    UUID uuid = UUID.fromString("01234567-89ab-4def-8123-456789abcdef");
    FilesystemOptions options =
        new FilesystemOptions(
            OptionalLong.empty(),
            JournalSize.AUTO,
            "fifteen bytes ä",
            Optional.of(uuid),
            OptionalLong.of(1_650_000_000));
    Path image = check(someFiles(3), options);
    String dump = dump(image);
    assertTrue(dump.contains(uuid.toString()), dump);
    assertTrue(dump.contains("fifteen bytes ä"), dump);
    // Later than the given time: it becomes that; earlier: kept.
    assertTrue(
        debugfs(image, "stat /f0")
            .contains("mtime: 0x" + Integer.toHexString(1_650_000_000) + ":00000000"));
    assertTrue(debugfs(image, "stat /").contains("mtime: 0x" + Integer.toHexString(1_600_000_000)));
  }

  @Test
  void whatCannotBeSaysWhy() {
    Folder root = someFiles(3);
    TestFiles.add(root, "lost+found", new RegularFile(TestFiles.PLAIN));
    assertMessage(root, "/lost+found: it is not a folder");
    Folder badXattr = someFiles(1);
    Folder inner = TestFiles.folder();
    TestFiles.add(badXattr, "inner", inner);
    TestFiles.add(inner, "bad", files.file(new byte[1], TestFiles.with("odd.name", new byte[1])));
    assertMessage(badXattr, "/inner/bad: ");
    Folder large = TestFiles.folder();
    RegularFile huge = new RegularFile(TestFiles.PLAIN);
    huge.setContent(new FileContent.Builder().build(1L << 44));
    TestFiles.add(large, "huge", huge);
    assertMessage(large, "/huge: it has 17592186044416 bytes");
  }

  private static void assertMessage(Folder root, String start) {
    Ext4LayoutException e =
        assertThrows(Ext4LayoutException.class, () -> Ext4Writer.plan(root, DEFAULTS));
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  @Test
  void moreFilesThanInodes() throws Exception {
    Folder root = TestFiles.folder();
    for (int i = 0; i < 40_000; i++) {
      TestFiles.add(root, "f" + i, new RegularFile(TestFiles.PLAIN));
    }
    check(root, DEFAULTS);
    Ext4LayoutException e =
        assertThrows(
            Ext4LayoutException.class,
            () -> Ext4Writer.plan(root, DEFAULTS.withSizeBytes(100 << 20)));
    assertTrue(e.getMessage().contains("need inodes"), e.getMessage());
  }

  @Test
  void lostAndFoundOfTheTreeIsKept() throws Exception {
    Folder root = someFiles(1);
    Folder found = new Folder(TestFiles.with("user.x", new byte[3]));
    TestFiles.add(root, "lost+found", found);
    TestFiles.add(found, "#1234", files.file(new byte[] {1}));
    Path image = check(root, DEFAULTS);
    assertTrue(debugfs(image, "stat /lost+found").contains("Inode: 11 "));
    assertTrue(debugfs(image, "stat /lost+found/#1234").contains("Size: 1"));
  }

  private Folder someFiles(int count) {
    Random random = new Random(count);
    Folder root = TestFiles.folder();
    for (int i = 0; i < count; i++) {
      TestFiles.add(root, "f" + i, files.noise(random, 1 + random.nextInt(7000)));
    }
    return root;
  }

  private Path check(Folder root, FilesystemOptions options) throws Exception {
    Path image = temp.resolve("image");
    Ext4Writer writer = Ext4Writer.plan(root, options);
    ImageSink.write(writer, files.chunks, image);
    Commands.run("e2fsck", "-fn", image.toString());
    return image;
  }

  private static String dump(Path image) throws IOException, InterruptedException {
    return Commands.run("dumpe2fs", "-h", image.toString()).replaceAll(" +", " ");
  }

  private static String debugfs(Path image, String request)
      throws IOException, InterruptedException {
    return Commands.run("debugfs", "-R", request, image.toString());
  }
}
