package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.ext4.format.GroupDescriptorView;
import io.tinyvol.ext4.format.InodeView;
import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories that lie: what cannot be is left out, and the rest is found as before. */
final class DamagedTreeTest {
  private static final int BLOCK_SIZE = 1024;
  private static final int INODE_SIZE = 256;

  @TempDir static Path temp;
  private static MemoryImage sound;
  private static Map<String, Long> inodes = Map.of();

  private MemoryImage image;

  /** The entry of "/dir/file", which is followed by no other. */
  private int entry;

  @BeforeAll
  static void makeImage() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.createDirectories(tree.resolve("dir"));
    Files.createDirectories(tree.resolve("other/below"));
    Files.write(tree.resolve("dir/file"), new byte[] {1});
    Path image = temp.resolve("image");
    Mke2fs.make(image, tree, "2M", "-t ext2 -b 1024 -I 256");
    sound = MemoryImage.load(image);
    Map<String, Long> found = new TreeMap<>();
    Ext4Reader.open(sound).tree().walk((path, inode, facts) -> found.put(path, inode));
    inodes = found;
  }

  @BeforeEach
  void beginWithSoundImage() {
    image = sound.copy();
    int block = (int) inode("/dir").blockPointer(0) * BLOCK_SIZE;
    entry = block + 24;
    assertEquals((int) number("/dir/file"), image.bytes().getInt(entry));
  }

  private static long number(String path) {
    return inodes.getOrDefault(path, 0L);
  }

  private InodeView inode(String path) {
    GroupDescriptorView group = new GroupDescriptorView(image.bytes(), 2 * BLOCK_SIZE, false);
    int table = (int) group.inodeTableBlock() * BLOCK_SIZE;
    return new InodeView(image.bytes(), table + (int) (number(path) - 1) * INODE_SIZE);
  }

  private void expectDamage(String message, String... missing) throws IOException {
    Set<String> expected = new TreeSet<>(inodes.keySet());
    expected.removeAll(Set.of(missing));
    Set<String> found = new TreeSet<>();
    CountingSource source = new CountingSource(image);
    TreeReport report =
        Ext4Reader.open(source).tree().walk((path, inode, facts) -> found.add(path));
    assertEquals(expected, found);
    assertEquals(1, report.damages());
    String damage = report.firstDamage();
    assertNotNull(damage);
    assertTrue(damage.contains(message), damage);
    assertTrue(source.bytesRead() < image.sizeBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "has an entry of 0 bytes, 4, 0",
    "has an entry of 8 bytes, 4, 8",
    "has an entry of 999 bytes, 4, 999",
    "has an entry of 65532 bytes, 4, 65532",
    "is not in use, 0, 100",
    "is not one of the, 0, 60000",
    "is a directory of more than one name, 0, 2",
  })
  void leavesOutEntries(String message, int at, int value) throws IOException {
    image.bytes().putShort(entry + at, (short) value);
    expectDamage(message, "/dir/file");
  }

  @Test
  void leavesOutNamesLongerThanTheirEntry() throws IOException {
    image.bytes().put(entry + 6, (byte) 200);
    // It ends within the block, but not within the entry.
    image.bytes().putShort(entry + 4, (short) 16);
    image.bytes().putShort(entry + 20, (short) (BLOCK_SIZE - 24 - 16));
    image.bytes().putInt(entry + 16, 0);
    expectDamage("has a name of 200 bytes in an entry of 16", "/dir/file");
  }

  @ParameterizedTest
  @CsvSource({"f/le, f/le", "f%le, f\\x00le", "'', ''"})
  void leavesOutWhatIsNoName(String name, String escaped) throws IOException {
    byte[] bytes = name.replace('%', '\0').getBytes(StandardCharsets.UTF_8);
    image.bytes().put(entry + 6, (byte) bytes.length).put(entry + 8, bytes);
    expectDamage("with the name \"" + escaped + "\"", "/dir/file");
  }

  @Test
  void leavesOutFilesOfNoKind() throws IOException {
    image.bytes().putShort(inode("/dir/file").at(), (short) 0x3000);
    expectDamage("has the mode 030000", "/dir/file");
  }

  @Test
  void visitsADirectoryOnceEvenIfItIsInItself() throws IOException {
    image.bytes().putInt(entry, (int) number("/dir"));
    expectDamage("is a directory of more than one name", "/dir/file");
  }

  @Test
  void readsABlockForOneDirectoryOnly() throws IOException {
    InodeView below = inode("/other/below");
    image.bytes().putInt(below.at() + 0x28, (int) inode("/other").blockPointer(0));
    expectDamage("which was met before");
  }

  @Test
  void leavesOutBrokenMaps() throws IOException {
    image.bytes().putInt(inode("/dir").at() + 0x28, -1);
    expectDamage("lies outside", "/dir/file");
  }
}
