package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of images that mke2fs makes, against the files they were made of. */
final class Ext4ReaderTest {
  private static final long FIRST_FILE_INODE = 11;

  /** More than any inode here has room for. */
  private static final int MAX_INLINE_BYTES = 1024;

  @TempDir static Path shared;
  private static FileTree tree;

  @TempDir Path temp;

  @BeforeAll
  static void createTree() throws IOException, InterruptedException {
    tree = FileTree.create(shared.resolve("tree"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4",
        "-t ext4 -b 1024",
        "-t ext4 -b 2048",
        "-t ext4 -b 65536",
        "-t ext4 -b 1024 -g 1024",
        "-t ext4 -O ^64bit",
        "-t ext4 -b 1024 -O ^64bit",
        "-t ext4 -O ^extent,^64bit",
        "-t ext4 -b 1024 -O ^resize_inode,meta_bg",
        "-t ext4 -b 1024 -g 512 -O ^resize_inode,meta_bg",
        "-t ext4 -b 1024 -g 512 -O ^resize_inode,meta_bg,^64bit,sparse_super2",
        "-t ext4 -b 1024 -g 512 -O ^resize_inode,meta_bg,^sparse_super",
        "-t ext4 -O inline_data",
        "-t ext4 -O inline_data -I 1024",
        "-t ext4 -I 128",
        "-t ext4 -I 1024",
        "-t ext4 -O ^metadata_csum",
        "-t ext4 -O ^metadata_csum,uninit_bg",
        "-t ext4 -O ^metadata_csum,^uninit_bg,^flex_bg -b 1024",
        "-t ext4 -O ^flex_bg",
        "-t ext4 -O sparse_super2",
        "-t ext4 -O ^has_journal",
        "-t ext4 -O ^large_file,^huge_file",
        "-t ext4 -O ea_inode,large_dir",
        "-t ext4 -O casefold,encrypt,verity",
        "-t ext4 -O quota,project,mmp",
        "-t ext4 -O stable_inodes,metadata_csum_seed,orphan_file,fast_commit",
        "-t ext3",
        "-t ext3 -b 1024",
        "-t ext3 -b 65536",
        "-t ext2",
        "-t ext2 -b 1024 -I 128",
        "-t ext2 -r 0",
      })
  void findsEveryFileWhole(String options) throws IOException, InterruptedException {
    String size = options.contains("65536") ? "256M" : "48M";
    Path image = Mke2fs.make(temp.resolve("image"), tree.root(), size, options);
    try (PosixFile source = PosixFile.open(image)) {
      Ext4Reader reader = Ext4Reader.open(source);
      FoundFile.Scan scan = FoundFile.scan(reader);
      assertNull(scan.report().firstDamage());
      Map<String, Long> inodes = Images.inodesByPath(image, scan.files().keySet());
      checkContents(scan, inodes, source, reader.geometry());
      checkKinds(scan, inodes, reader.geometry());
      for (String path : new String[] {"/large", "/sparse-inside", "/many"}) {
        long inode = inodes.getOrDefault(path, 0L);
        assertEquals(Images.extents(image, inode), foundAt(scan, path, inodes).extents(), path);
      }
    }
  }

  private static void checkContents(
      FoundFile.Scan scan, Map<String, Long> inodes, PosixFile source, Geometry geometry)
      throws IOException {
    for (Map.Entry<String, byte[]> file : tree.contents().entrySet()) {
      FoundFile found = foundAt(scan, file.getKey(), inodes);
      assertEquals(FileKind.REGULAR, found.kind());
      byte[] expected = file.getValue();
      if (geometry.has(Feature.INLINE_DATA) && file.getKey().startsWith("/sparse")) {
        // With this feature, mke2fs 1.47 forgets the hole that a file ends with.
        expected = Arrays.copyOf(expected, (int) Math.min(found.sizeBytes(), expected.length));
      }
      assertEquals(expected.length, found.sizeBytes(), file.getKey());
      boolean inline =
          geometry.has(Feature.INLINE_DATA)
              && found.extents().isEmpty()
              && found.sizeBytes() <= MAX_INLINE_BYTES;
      if (!inline) {
        assertArrayEquals(
            expected, found.content(source, geometry.blockSizeBytes()), file.getKey());
      }
    }
  }

  private static void checkKinds(FoundFile.Scan scan, Map<String, Long> inodes, Geometry geometry) {
    TreeSet<String> expected = new TreeSet<>(tree.contents().keySet());
    for (String directory : new String[] {"/lost+found", "/many", "/a", "/a/b", "/a/b/c"}) {
      assertEquals(FileKind.DIRECTORY, foundAt(scan, directory, inodes).kind());
      expected.add(directory);
    }
    FoundFile link = foundAt(scan, "/long-link", inodes);
    assertEquals(FileKind.SYMLINK, link.kind());
    assertEquals(FileTree.LONG_TARGET.length(), link.sizeBytes());
    expected.add("/long-link");
    // The root is the only one that no entry of another directory names.
    TreeSet<String> found = new TreeSet<>(inodes.keySet());
    found.remove("/");
    assertEquals(expected, found);
    assertEquals(FileKind.DIRECTORY, scan.files().getOrDefault(2L, link).kind());
    assertEquals(geometry.has(Feature.HAS_JOURNAL), scan.files().containsKey(8L));
    long named = scan.files().keySet().stream().filter(i -> i >= FIRST_FILE_INODE).count();
    // These have inodes of their own past the reserved ones, and no names.
    int nameless = geometry.has(Feature.ORPHAN_FILE) || geometry.has(Feature.PROJECT) ? 1 : 0;
    assertEquals(expected.size() + nameless, named);
  }

  private static FoundFile foundAt(FoundFile.Scan scan, String path, Map<String, Long> inodes) {
    FoundFile file = scan.files().get(inodes.getOrDefault(path, 0L));
    assertNotNull(file, path);
    return file;
  }

  @Test
  void tellsTheGeometry() throws IOException, InterruptedException {
    Path image =
        Mke2fs.make(
            temp.resolve("image"),
            tree.root(),
            "48M",
            "-t ext4 -b 1024 -I 512 -N 4080 -L name -U 01234567-89ab-cdef-0123-456789abcdef");
    Files.write(image, new byte[777], StandardOpenOption.APPEND);
    try (PosixFile source = PosixFile.open(image)) {
      Geometry geometry = Ext4Reader.open(source).geometry();
      assertEquals(1024, geometry.blockSizeBytes());
      assertEquals(48 << 10, geometry.blocksCount());
      assertEquals(48 << 20, geometry.sizeBytes());
      assertEquals(512, geometry.inodeSizeBytes());
      assertEquals(4080, geometry.inodesCount());
      assertEquals(6, geometry.groupsCount());
      assertEquals("name", geometry.label());
      assertEquals("01234567-89ab-cdef-0123-456789abcdef", geometry.uuid().toString());
      assertTrue(geometry.has(Feature.EXTENT) && geometry.has(Feature.HAS_JOURNAL));
    }
  }
}
