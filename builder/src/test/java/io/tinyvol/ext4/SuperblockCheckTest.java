package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.ext4.Ext4Exception.Reason;
import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Superblocks that are none, that ask for too much or that lie. */
final class SuperblockCheckTest {
  private static final int DESCRIPTORS = 4096;

  @TempDir static Path temp;
  private static MemoryImage sound;

  @BeforeAll
  static void makeImage() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.write(tree.resolve("file"), new byte[] {1, 2, 3});
    Path image = temp.resolve("image");
    sound = MemoryImage.load(Mke2fs.make(image, tree, "4M", "-t ext4 -b 4096 -O ^has_journal"));
  }

  private static Ext4Exception refusal(MemoryImage image) {
    CountingSource source = new CountingSource(image);
    Ext4Exception refusal =
        assertThrows(Ext4Exception.class, () -> Ext4Reader.open(source).scanFiles(new Ignoring()));
    assertTrue(source.bytesRead() <= image.sizeBytes());
    assertTrue(refusal.getMessage().length() < 200 && !refusal.getMessage().contains("\n"));
    return refusal;
  }

  @ParameterizedTest
  @CsvSource({
    "inodes_count, 0x0, 0xFFFFFFFF",
    "inodes_count, 0x0, 0",
    "blocks, 0x4, 0xFFFFFFFF",
    "blocks, 0x4, 1025",
    "blocks_count, 0x4, 0",
    "blocks, 0x150, 0x10000000",
    "blocks_count, 0x150, 0xFFFFFFFF",
    "first_data_block, 0x14, 1",
    "first_data_block, 0x14, 0xFFFFFFFF",
    "log_block_size, 0x18, 255",
    "log_block_size, 0x18, 0xFFFFFFFF",
    "log_block_size, 0x18, 7",
    "first_data_block, 0x18, 0",
    "blocks, 0x18, 6",
    "blocks_per_group, 0x20, 0",
    "blocks_per_group, 0x20, 0xFFFFFFFF",
    "inodes_count, 0x20, 1",
    "inodes_per_group, 0x28, 0",
    "inodes_per_group, 0x28, 0x80000000",
    "inodes_count, 0x28, 64",
    "first_ino, 0x54, 3",
  })
  void namesTheFieldThatCannotBe(String name, String at, String value) {
    MemoryImage image = sound.copy();
    image.superblock32(Integer.decode(at), Long.decode(value));
    Ext4Exception refusal = refusal(image);
    assertEquals(Reason.DAMAGED, refusal.reason());
    assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "inode_size, 0x58, 3",
    "inode_size, 0x58, 0",
    "inode_size, 0x58, 64",
    "inode_size, 0x58, 8192",
    "inode_size, 0x58, 0xFFFF",
    "desc_size, 0xFE, 0",
    "desc_size, 0xFE, 63",
    "desc_size, 0xFE, 32",
    "desc_size, 0xFE, 96",
    "desc_size, 0xFE, 2048",
    "inode table, 0xFE, 1024",
  })
  void namesTheShortFieldThatCannotBe(String name, String at, String value) {
    MemoryImage image = sound.copy();
    image.superblock16(Integer.decode(at), Integer.decode(value));
    // A second group, so that there is a descriptor whose place depends on the size of the first.
    if (name.equals("inode table")) {
      image.superblock32(0x20, 512);
      image.superblock32(0x0, 2L * image.bytes().getInt(1024 + 0x28));
    }
    Ext4Exception refusal = refusal(image);
    assertEquals(Reason.DAMAGED, refusal.reason());
    assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "compression, 0x60, 0x1",
    "journal_dev, 0x60, 0x8",
    "dirdata, 0x60, 0x1000",
    "0x80000000, 0x60, 0x80000000",
    "0x20, 0x60, 0x20",
    "bigalloc, 0x64, 0x200",
  })
  void namesTheFeatureThatIsNotRead(String name, String at, String bits) {
    MemoryImage image = sound.copy();
    int word = image.bytes().getInt(1024 + Integer.decode(at));
    image.superblock32(Integer.decode(at), word | Long.decode(bits));
    Ext4Exception refusal = refusal(image);
    assertEquals(Reason.UNSUPPORTED, refusal.reason());
    assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
  }

  @Test
  void refusesLaterRevisions() {
    MemoryImage image = sound.copy();
    image.superblock32(0x4C, 2);
    assertEquals(Reason.UNSUPPORTED, refusal(image).reason());
  }

  @Test
  void tellsOtherBytesApart() {
    MemoryImage image = sound.copy();
    image.superblock16(0x38, 0xEF54);
    assertEquals(Reason.NOT_EXT4, refusal(image).reason());
    assertEquals(Reason.NOT_EXT4, refusal(sound.copy(0)).reason());
    assertEquals(Reason.NOT_EXT4, refusal(sound.copy(1500)).reason());
  }

  @Test
  void refusesTruncatedImages() {
    assertEquals(Reason.DAMAGED, refusal(sound.copy(2048)).reason());
    assertEquals(Reason.DAMAGED, refusal(sound.copy((4 << 20) - 1)).reason());
  }

  @Test
  void refusesTablesThatLieOutsideOrOverlap() {
    for (int tableBlock : new int[] {0, 1 << 20, -1}) {
      MemoryImage image = sound.copy();
      image.bytes().putInt(DESCRIPTORS + 0x8, tableBlock);
      assertEquals("the inode table of group 0 lies outside", refusal(image).getMessage());
    }
    MemoryImage image = sound.copy();
    image.superblock32(0x20, 512);
    image.superblock32(0x0, 2L * image.bytes().getInt(1024 + 0x28));
    image.bytes().put(DESCRIPTORS + 64, image.bytes(), DESCRIPTORS, 64);
    assertTrue(refusal(image).getMessage().startsWith("inode tables overlap"));
  }

  /** Wants to know nothing. */
  private static final class Ignoring implements FileExtentVisitor {
    @Override
    public void file(long inode, FileKind kind, long sizeBytes) {}

    @Override
    public void extent(long logicalBlock, long physicalBlock, long blockCount) {}

    @Override
    public void endFile() {}
  }
}
