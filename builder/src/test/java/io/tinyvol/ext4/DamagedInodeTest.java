package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.ext4.format.GroupDescriptorView;
import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inodes that lie: their file is left out, and all others are found as before. */
final class DamagedInodeTest {
  private static final int BLOCK_SIZE = 1024;
  private static final int INODE_SIZE = 256;
  private static final int DESCRIPTORS = 2 * BLOCK_SIZE;
  private static final int MAP = 0x28;

  @TempDir static Path temp;

  /** Has two files, "a" and "b", whose extent trees have one level of blocks. */
  private static MemoryImage byExtents;

  /** Has the same files, whose block maps have two levels. */
  private static MemoryImage byPointers;

  private static long a;
  private static long b;

  private MemoryImage image;

  @BeforeAll
  static void makeImages() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    for (String name : new String[] {"a", "b"}) {
      try (FileChannel channel =
          FileChannel.open(
              tree.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (long offset : LongStream.range(0, 50).map(i -> i * 8 * BLOCK_SIZE).toArray()) {
          channel.write(ByteBuffer.wrap(new byte[] {1}), offset);
        }
      }
    }
    Path image = temp.resolve("image");
    String options = "-b 1024 -I 256 -O ^has_journal,^metadata_csum";
    Mke2fs.make(image, tree, "4M", "-t ext4 " + options);
    byExtents = MemoryImage.load(image);
    a =
        Images.inodesByPath(image, LongStream.range(11, 15).boxed().toList())
            .getOrDefault("/a", 0L);
    b =
        Images.inodesByPath(image, LongStream.range(11, 15).boxed().toList())
            .getOrDefault("/b", 0L);
    Files.delete(image);
    Mke2fs.make(image, tree, "4M", "-t ext3 " + options);
    byPointers = MemoryImage.load(image);
  }

  @BeforeEach
  void beginWithSoundImage() {
    image = byExtents.copy();
  }

  private static int inodeOffset(MemoryImage image, long inode) {
    GroupDescriptorView group = new GroupDescriptorView(image.bytes(), DESCRIPTORS, false);
    return (int) group.inodeTableBlock() * BLOCK_SIZE + (int) (inode - 1) * INODE_SIZE;
  }

  private void put16(int at, int value) {
    image.bytes().putShort(at, (short) value);
  }

  private void put32(int at, long value) {
    image.bytes().putInt(at, (int) value);
  }

  /** Where the only leaf of a file's extent tree begins, as the index in its inode says. */
  private int leafOffset(long inode) {
    return image.bytes().getInt(inodeOffset(image, inode) + MAP + 16) * BLOCK_SIZE;
  }

  private FoundFile.Scan scan() throws IOException {
    CountingSource source = new CountingSource(image);
    FoundFile.Scan scan = FoundFile.scan(Ext4Reader.open(source));
    assertTrue(source.bytesRead() < 2 * image.sizeBytes());
    return scan;
  }

  private void expectDamage(String part) throws IOException {
    FoundFile.Scan scan = scan();
    assertEquals(1, scan.report().damagedFiles());
    String damage = scan.report().firstDamage();
    assertNotNull(damage);
    assertTrue(damage.startsWith("inode " + a + " "), damage);
    assertTrue(damage.contains(part), damage);
    assertFalse(scan.files().containsKey(a));
    assertTrue(scan.files().containsKey(b));
  }

  @Test
  void findsBothFilesInSoundImages() throws IOException {
    for (MemoryImage sound : new MemoryImage[] {byExtents, byPointers}) {
      image = sound;
      FoundFile.Scan scan = scan();
      assertNull(scan.report().firstDamage());
      assertTrue(scan.files().containsKey(a) && scan.files().containsKey(b));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "without its magic, 0, 0xF30B",
    "with 5 entries, 2, 5",
    "of at most 65535, 4, 0xFFFF",
    "of at most 0, 4, 0",
    "depth 65535, 6, 0xFFFF",
    "depth 6, 6, 6",
    "of depth 0 in place of 4, 6, 5",
    "without entries, 2, 0",
    "lies outside, 20, 1",
  })
  void refusesRoots(String part, int at, String value) throws IOException {
    put16(inodeOffset(image, a) + MAP + at, Integer.decode(value));
    expectDamage(part);
  }

  @ParameterizedTest
  @CsvSource({
    "without its magic, 0, 0",
    "of depth 1 in place of 0, 6, 1",
    "with 85 entries, 2, 85",
    "of at most 1000, 4, 1000",
    "extent of 0 blocks, 16, 0",
    "lies outside, 18, 1",
    "lies outside, 16, 0x8000",
    "extents out of order, 12, 9",
  })
  void refusesLeaves(String part, int at, String value) throws IOException {
    put16(leafOffset(a) + at, Integer.decode(value));
    expectDamage(part);
  }

  @Test
  void refusesBlocksUpToTheSuperblockAndPastTheEnd() throws IOException {
    put32(leafOffset(a) + 12 + 8, 1);
    expectDamage("lies outside");
    put32(leafOffset(a) + 12 + 8, 4096);
    expectDamage("lies outside");
  }

  @Test
  void refusesExtentsPastTheLastBlockOfAFile() throws IOException {
    int last = leafOffset(a) + 12 * image.bytes().getShort(leafOffset(a) + 2);
    put32(last, 0xFFFFFFFFL);
    put16(last + 4, 2);
    expectDamage("at block 4294967295");
  }

  @Test
  void refusesTreesThatLoop() throws IOException {
    int root = inodeOffset(image, a) + MAP;
    put16(root + 6, 2);
    int leaf = leafOffset(a);
    put16(leaf + 6, 1);
    put32(leaf + 12 + 4, leaf / BLOCK_SIZE);
    put16(leaf + 12 + 8, 0);
    expectDamage("which was met before");
  }

  @Test
  void refusesASecondFileInTheSameTree() throws IOException {
    put32(inodeOffset(image, b) + MAP + 16, leafOffset(a) / BLOCK_SIZE);
    FoundFile.Scan scan = scan();
    assertEquals(1, scan.report().damagedFiles());
    assertTrue(scan.files().containsKey(a) && !scan.files().containsKey(b));
  }

  @Test
  void refusesNegativeSizesAndInlineDataThatCannotBe() throws IOException {
    put32(inodeOffset(image, a) + 0x6C, 0x80000000L);
    expectDamage("has a size of");
    image = byExtents.copy();
    put32(inodeOffset(image, a) + 0x20, 0x10000000);
    expectDamage("inline data");
  }

  @Test
  void refusesPointersThatLieOutsideOrLoop() throws IOException {
    image = byPointers.copy();
    int map = inodeOffset(image, a) + MAP;
    int indirect = image.bytes().getInt(map + 48);
    put32(map, 1 << 20);
    expectDamage("has block 1048576, which lies outside");
    put32(map, 0);
    put32(indirect * BLOCK_SIZE, 0xFFFFFFFFL);
    expectDamage("has block 4294967295, which lies outside");
    put32(indirect * BLOCK_SIZE, 0);
    put32(map + 56, 4096);
    expectDamage("is mapped by block 4096, which lies outside");
    put32(map + 56, indirect);
    expectDamage("which was met before");
  }

  @Test
  void refusesPointersThatPointBack() throws IOException {
    image = byPointers.copy();
    int map = inodeOffset(image, a) + MAP;
    int doubleIndirect = image.bytes().getInt(map + 52);
    put32(doubleIndirect * BLOCK_SIZE + 100, doubleIndirect);
    expectDamage("which was met before");
  }
}
