package io.tinyvol.builder.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.SourceException;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that grow in a copy, and what is written of that to a device. */
@Timeout(300)
class Ext4ResizeTest {
  private static final long MIB = 1L << 20;

  @TempDir Path folder;
  private Path image;
  private Path tree;
  private Path temporary;

  @BeforeEach
  void makeTree() throws IOException {
    image = folder.resolve("image");
    tree = Trees.makeSmall(folder.resolve("tree"), 5);
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private static void setLength(Path file, long length) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(length);
    }
  }

  private void assertRefused(Ext4Resize resize, long newSize, String what) throws IOException {
    try (PosixFile view = PosixFile.open(image)) {
      SourceException e =
          assertThrows(
              SourceException.class, () -> resize.growCopy(view, newSize, temporary).close());
      assertTrue(String.valueOf(e.getMessage()).contains(what), e::toString);
    }
    assertNothingIsLeft();
  }

  private static Ext4Resize resize() {
    return new Ext4Resize(E2fsPrograms.installed());
  }

  /** The second time it was mounted since it was checked, and has to be checked first. */
  @ParameterizedTest
  @ValueSource(strings = {"-t ext4 -b 4096", "-t ext4 -b 1024", "-t ext3 -b 4096"})
  void whatIsWrittenMakesTheGrownFileSystem(String options) throws Exception {
    Mke2fs.make(image, tree, "40M", options);
    grow(300 * MIB);
    mountOnce();
    grow(700 * MIB);
  }

  /** So that it was mounted after it was last checked, by more than a second. */
  private void mountOnce() throws IOException, InterruptedException {
    CommitBench.change(image, folder.resolve("mount"), "echo more > more");
    Commands.run("debugfs", "-w", "-R", "ssv lastcheck 20200101000000", image.toString());
  }

  private void grow(long newSize) throws Exception {
    Path volume = folder.resolve("volume");
    Files.copy(image, volume, StandardCopyOption.REPLACE_EXISTING);
    setLength(volume, newSize);
    try (PosixFile view = PosixFile.open(image);
        FileDevice device = new FileDevice(volume);
        GrownFilesystem grown = Ext4Resize.grow(view, newSize, temporary)) {
      assertTrue(grown.changed().size() > 0);
      grown.writeTo(device);
      assertTrue(device.bytesWritten() < 24 * MIB, () -> device.bytesWritten() + " written");
      Path copy = Path.of(temporary.toString(), Commands.run("ls", temporary.toString()).trim());
      Commands.run("cmp", volume.toString(), copy.toString());
    }
    assertNothingIsLeft();
    Commands.run("e2fsck", "-fn", volume.toString());
    String blocks = Commands.run("dumpe2fs", "-h", volume.toString());
    long count = field(blocks, "Block count:");
    long blockBytes = field(blocks, "Block size:");
    assertTrue(count * blockBytes > newSize - 64 * MIB, blocks);
    Commands.run("debugfs", "-R", "dump /var/large " + folder.resolve("large"), volume.toString());
    assertEquals(-1, Files.mismatch(tree.resolve("var/large"), folder.resolve("large")));
    Commands.run("cp", "--sparse=always", volume.toString(), image.toString());
  }

  private static long field(String text, String name) {
    String line = text.lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
    return Long.parseLong(line.substring(name.length()).trim());
  }

  @Test
  void growingToTheSameSizeChangesNothing() throws Exception {
    Mke2fs.make(image, tree, "40M", "-t ext4 -b 4096");
    // Written long ago: whatever wrote the superblock now would leave another time there.
    String debugfs = "E2FSPROGS_FAKE_TIME=1577836800 debugfs -w -R 'ssv mnt_count 0' ";
    Commands.run("sh", "-c", debugfs + image);
    try (PosixFile view = PosixFile.open(image);
        GrownFilesystem grown = Ext4Resize.grow(view, 40 * MIB, temporary)) {
      assertEquals(0, grown.changed().size());
      assertEquals(40 * MIB, grown.file().sizeBytes());
      assertThrows(
          IllegalArgumentException.class, () -> Ext4Resize.grow(view, 39 * MIB, temporary).close());
    }
  }

  @Test
  void whatCannotBeGrownIsRefused() throws Exception {
    Files.write(image, Trees.noise(new Random(1), 100_000));
    assertRefused(resize(), MIB, "is not an ext2, ext3 or ext4 file system");
    Mke2fs.make(image, tree, "40M", "-t ext4 -b 4096");
    Ext4Resize none = new Ext4Resize(new E2fsPrograms(List.of(folder)));
    assertRefused(
        none, 80 * MIB, "resize2fs is not installed; it is in the Debian package e2fsprogs");
    Path live = folder.resolve("live");
    CommitBench.change(image, folder.resolve("mount"), "echo 1 > one; sync; cp \"$0\" " + live);
    Files.move(live, image, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(resize(), 80 * MIB, "not unmounted cleanly");
    // Damage that only a full check finds.
    Mke2fs.make(image, tree, "40M", "-t ext4 -b 4096");
    mountOnce();
    Commands.run("debugfs", "-w", "-R", "sif /var/large block[2] 0x7fffff", image.toString());
    Commands.run("debugfs", "-w", "-R", "clri /usr/lib", image.toString());
    assertRefused(resize(), 80 * MIB, "e2fsck says");
  }

  @Test
  void aTailIsUnusedWhereTheFileSystemEndsOrZerosAre() throws Exception {
    Mke2fs.make(image, tree, "40M", "-t ext4 -b 4096");
    setLength(image, 80 * MIB);
    CommitBench.write(image, 60 * MIB, new byte[] {1});
    try (PosixFile view = PosixFile.open(image)) {
      assertTrue(Ext4Resize.isUnusedFrom(view, 40 * MIB));
      assertTrue(Ext4Resize.isUnusedFrom(view, 50 * MIB));
      assertFalse(Ext4Resize.isUnusedFrom(view, 40 * MIB - 1));
    }
    CommitBench.write(image, 1024, new byte[1024]);
    try (PosixFile view = PosixFile.open(image)) {
      assertFalse(Ext4Resize.isUnusedFrom(view, 50 * MIB));
      assertFalse(Ext4Resize.isUnusedFrom(view, 60 * MIB));
      assertTrue(Ext4Resize.isUnusedFrom(view, 60 * MIB + 1));
      assertTrue(Ext4Resize.isUnusedFrom(view, 80 * MIB));
    }
  }
}
