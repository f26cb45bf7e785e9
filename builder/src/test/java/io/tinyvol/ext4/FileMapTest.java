package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.PosixFile;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps of unusual shapes, and images of unusual size. */
final class FileMapTest {
  private static final int KIB = 1024;

  @TempDir Path temp;
  private Path tree;
  private Path image;

  @BeforeEach
  void createDirectory() throws IOException {
    tree = Files.createDirectory(temp.resolve("tree"));
    image = temp.resolve("image");
  }

  /** Writes one byte at each offset, so that a block of the file is there. */
  private void write(long sizeBytes, long... offsets) throws IOException, InterruptedException {
    Path file = tree.resolve("file");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long offset : offsets) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) (1 + offset % 101)}), offset);
      }
    }
    Commands.run("truncate", "-s", Long.toString(sizeBytes), file.toString());
  }

  private FoundFile scanFor(String path) throws IOException, InterruptedException {
    try (PosixFile source = PosixFile.open(image)) {
      FoundFile.Scan scan = FoundFile.scan(Ext4Reader.open(source));
      assertNull(scan.report().firstDamage());
      Long inode = Images.inodesByPath(image, scan.files().keySet()).get(path);
      FoundFile file = inode == null ? null : scan.files().get(inode);
      if (file == null) {
        throw new AssertionError("no file " + path);
      }
      assertEquals(Images.extents(image, file.inode()), file.extents());
      return file;
    }
  }

  @Test
  void followsDeepExtentTrees() throws IOException, InterruptedException {
    // Two levels of blocks of 1 KiB map 84 * 84 extents from each of the inode's four entries.
    int fragments = 9000;
    long distance = 8 * KIB;
    write(fragments * distance, LongStream.range(0, fragments).map(i -> i * distance).toArray());
    Mke2fs.make(image, tree, "96M", "-t ext4 -b 1024 -O ^has_journal");
    FoundFile file = scanFor("/file");
    assertTrue(file.extents().size() >= fragments, "got " + file.extents().size());
    String tree = Images.debugfs(image, "dump_extents <" + file.inode() + ">");
    assertTrue(tree.contains(" 2/ 2 "), "the tree is not deep enough:\n" + tree.substring(0, 500));
    try (PosixFile source = PosixFile.open(image)) {
      assertArrayEquals(Files.readAllBytes(this.tree.resolve("file")), file.content(source, KIB));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-t ext2 -b 1024", "-t ext4 -b 1024 -O ^extent,^64bit", "-t ext4 -b 1024"})
  void followsPointersOfEveryLevel(String options) throws IOException, InterruptedException {
    long[] blocks = {0, 11, 12, 267, 268, 300, 524, 65_803, 65_804, 65_805, 131_340, 10_000_000};
    write(10_000_500L * KIB, LongStream.of(blocks).map(block -> block * KIB + 5).toArray());
    Mke2fs.make(image, tree, "16M", options);
    FoundFile file = scanFor("/file");
    assertEquals(10_000_500L * KIB, file.sizeBytes());
    List<Long> found =
        file.extents().stream()
            .flatMap(e -> LongStream.range(0, e.blockCount()).mapToObj(i -> e.logicalBlock() + i))
            .toList();
    // mke2fs copies pieces of 4 KiB, or of what the source's file system has blocks of.
    assertTrue(found.containsAll(LongStream.of(blocks).boxed().toList()), found.toString());
    try (PosixFile source = PosixFile.open(image)) {
      for (FoundFile.Extent extent : file.extents()) {
        for (long block : blocks) {
          if (block >= extent.logicalBlock()
              && block < extent.logicalBlock() + extent.blockCount()) {
            ByteBuffer read = ByteBuffer.allocate(1);
            long physical = extent.physicalBlock() + block - extent.logicalBlock();
            source.readFully(physical * KIB + 5, read);
            assertEquals((byte) (1 + (block * KIB + 5) % 101), read.get(0));
          }
        }
      }
    }
  }

  @Test
  void leavesOutWhatIsReservedButNotWritten() throws IOException, InterruptedException {
    write(64 * KIB, LongStream.range(0, 16).map(i -> i * 4 * KIB).toArray());
    Mke2fs.make(image, tree, "16M", "-t ext4");
    Commands.run("debugfs", "-w", "-R", "fallocate /file 100 199", image.toString());
    FoundFile file = scanFor("/file");
    assertEquals(16, file.extents().stream().mapToLong(FoundFile.Extent::blockCount).sum());
    String stat = Images.debugfs(image, "stat /file");
    assertTrue(stat.contains("[u]"), stat);
  }

  @Test
  void passesOverDeletedFiles() throws IOException, InterruptedException {
    write(64 * KIB, 0);
    Files.write(tree.resolve("kept"), new byte[9999]);
    Mke2fs.make(image, tree, "16M", "-t ext4");
    long inode = scanFor("/file").inode();
    Commands.run("debugfs", "-w", "-R", "rm /file", image.toString());
    assertNotEquals(inode, scanFor("/kept").inode());
    try (PosixFile source = PosixFile.open(image)) {
      FoundFile.Scan scan = FoundFile.scan(Ext4Reader.open(source));
      assertTrue(!scan.files().containsKey(inode));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-t ext4", "-t ext4 -O ^metadata_csum,^flex_bg -b 1024", "-t ext3"})
  void readsLittleOfLargeEmptyFileSystems(String options) throws IOException, InterruptedException {
    write(64 * KIB, 0);
    String size = options.contains("1024") ? "16G" : "1T";
    Mke2fs.make(image, tree, size, options + " -E lazy_itable_init=1,lazy_journal_init=1");
    try (PosixFile file = PosixFile.open(image)) {
      CountingSource source = new CountingSource(file);
      Ext4Reader reader = Ext4Reader.open(source);
      FoundFile.Scan scan = FoundFile.scan(reader);
      assertNull(scan.report().firstDamage());
      assertTrue(reader.geometry().groupsCount() >= 2048);
      assertTrue(source.bytesRead() < 4 << 20, "read " + source.bytesRead());
      // At most, a table's first blocks share a piece of 4 KiB with data: found, measured, read,
      // left.
      assertTrue(source.calls() < 5L * reader.geometry().groupsCount(), "calls " + source.calls());
    }
  }
}
