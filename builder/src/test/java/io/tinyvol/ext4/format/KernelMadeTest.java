package io.tinyvol.ext4.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.tree.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel writes, byte by byte against what is written here of the same content. */
final class KernelMadeTest {
  private static final UUID HASH_SEED = UUID.fromString("5a0ec1ab-0f4e-4f6b-9d2a-d3c1f0a1b2c3");
  private static final int[] FRAGMENTS = {1, 4, 5, 340, 341, 1360, 1361, 2500};
  private static final int[] inodes = new int[FRAGMENTS.length];

  /** Before 1970, and after what 32 bits hold, with nanoseconds. */
  private static final Instant[] TIMES = {
    Instant.ofEpochSecond(-5, 999_999_999),
    Instant.ofEpochSecond(0),
    Instant.ofEpochSecond(5_000_000_000L, 123_456_789),
    Instant.ofEpochSecond(15_032_385_534L, 1),
    Instant.ofEpochSecond(-2_147_483_647L, 1)
  };

  private static final int[] timed = new int[TIMES.length];

  @TempDir static Path temp;
  private static RawImage image;
  private static int linear;
  private static int hashed;
  private static int character;
  private static int block;
  private static int symlink;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    Path file = temp.resolve("image");
    String seed = "hash_seed=" + HASH_SEED;
    Commands.run(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-b",
        "4096",
        "-N",
        "30000",
        "-E",
        seed,
        file.toString(),
        "192M");
    // With signed hashes where the machine's char is signed.
    Commands.run("debugfs", "-w", "-R", "ssv flags 2", file.toString());
    try (LoopMount mount = LoopMount.of(file, temp.resolve("mount"))) {
      Path root = mount.root();
      for (int i = 0; i < FRAGMENTS.length; i++) {
        write(root.resolve("fragments" + i), FRAGMENTS[i]);
        inodes[i] = mount.inode("fragments" + i);
      }
      Files.createDirectory(root.resolve("linear"));
      for (int i = 100; i < 200; i++) {
        Files.createFile(root.resolve("linear/name-" + "x".repeat(i % 7) + i));
      }
      linear = mount.inode("linear");
      Files.createDirectory(root.resolve("hashed"));
      Commands.run(
          "bash",
          "-c",
          "cd \"$0\" && seq -f \"$(printf '\\344\\377')%040.0f\" 20000 | xargs touch",
          root.resolve("hashed").toString());
      hashed = mount.inode("hashed");
      for (int i = 0; i < TIMES.length; i++) {
        Path path = Files.createFile(root.resolve("timed" + i));
        // Not Files.setLastModifiedTime, for which time begins in 1970.
        Commands.run("touch", "-m", "-d", TIMES[i].toString(), path.toString());
        timed[i] = mount.inode("timed" + i);
      }
      Commands.run("mknod", root.resolve("char").toString(), "c", "4", "65");
      Commands.run("mknod", root.resolve("block").toString(), "b", "259", "60000");
      character = mount.inode("char");
      block = mount.inode("block");
      Files.createSymbolicLink(root.resolve("symlink"), Path.of("x".repeat(59)));
      Commands.run("chown", "-h", "70000:80000", root.resolve("symlink").toString());
      symlink =
          Integer.parseInt(
              Commands.run("stat", "-c", "%i", root.resolve("symlink").toString()).strip());
    }
    image = RawImage.open(file);
  }

  /** Every other block of a file. */
  private static void write(Path file, int count) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < count; i++) {
        channel.write(ByteBuffer.wrap(new byte[] {1}), i * 8192L);
      }
    }
  }

  @Test
  void extentTreesAreTheSame() {
    for (int i = 0; i < FRAGMENTS.length; i++) {
      KernelExtents found = KernelExtents.of(image, inodes[i]);
      assertEquals(FRAGMENTS[i], found.extents().size());
      assertEquals(ExtentTreeImage.nodeCount(FRAGMENTS[i]), found.nodeBlocks().size());
      ExtentTreeImage tree = new ExtentTreeImage(found.extents(), found.nodeBlockArray());
      byte[] root = withSlack(tree.root(), image.inodeBytes(inodes[i], 0x28, 0x64));
      assertArrayEquals(image.inodeBytes(inodes[i], 0x28, 0x64), root);
      for (int node = 0; node < found.nodeBlocks().size(); node++) {
        byte[] expected = image.blockBytes(found.nodeBlocks().get(node));
        ByteBuffer bytes = dirty();
        int seed = image.csumSeed(inodes[i]);
        tree.encodeNode(node, seed, inodes[i], bytes);
        byte[] full = withSlack(RawImage.copy(bytes), expected);
        int checksum = Crc32c.of(Crc32c.inodeSeed(seed, inodes[i]), full, 0, 4092);
        ByteBuffer.wrap(full).order(ByteOrder.LITTLE_ENDIAN).putInt(4092, checksum);
        assertArrayEquals(expected, full);
      }
    }
  }

  /** A node of a tree with what the kernel left where no entries are. */
  private static byte[] withSlack(byte[] node, byte[] kernels) {
    byte[] full = node.clone();
    int used = 12 + 12 * Byte.toUnsignedInt(node[2]) + 12 * 256 * node[3];
    int end = node.length == 4096 ? 4092 : node.length;
    System.arraycopy(kernels, used, full, used, end - used);
    return full;
  }

  private static ByteBuffer dirty() {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4096; i++) {
      bytes.put(i, (byte) 0x55);
    }
    return bytes;
  }

  @Test
  void listsOfEntriesAreTheSame() throws IOException {
    long at = image.dataBlock(linear, 0);
    Entries entries = Entries.of(image.block(at));
    assertEquals(100, entries.names().size());
    DirectoryImage directory = DirectoryImage.of(entries.names(), HASH_SEED);
    assertEquals(1, directory.blockCount());
    ByteBuffer bytes = dirty();
    directory.encode(0, linear, 2, entries, image.csumSeed(linear), bytes);
    assertArrayEquals(image.blockBytes(at), RawImage.copy(bytes));
  }

  @Test
  void namesLieInTheLeavesOfTheirHashes() {
    ByteBuffer root = image.block(image.dataBlock(hashed, 0));
    assertEquals(HashTree.ROOT_ENTRIES, root.getShort(32));
    assertEquals(0, root.get(30), "a root without nodes");
    int leaves = root.getShort(34);
    DirectoryHash hash = new DirectoryHash(HASH_SEED);
    int names = 0;
    for (int i = 0; i < leaves; i++) {
      long low = i == 0 ? 0 : Unsigned.u32(root, 32 + 8 * i) & ~1L;
      long high = i == leaves - 1 ? 0xFFFFFFFFL : Unsigned.u32(root, 32 + 8 * (i + 1));
      int leaf = root.getInt(36 + 8 * i);
      for (FileName name : Entries.of(image.block(image.dataBlock(hashed, leaf))).names()) {
        long found = Integer.toUnsignedLong(hash.of(name));
        assertTrue(found >= low && found <= high, name.toString());
        names++;
      }
    }
    assertEquals(20_000, names);
  }

  @Test
  void inodesAreTheSame() {
    byte[] noExtents = new ExtentTreeImage(List.of(), new long[0]).root();
    for (int i = 0; i < TIMES.length; i++) {
      InodeFields fields = fields(timed[i], noExtents, 0, 0, TIMES[i]);
      checkInode(timed[i], fields, true);
    }
    checkInode(character, fields(character, BlockField.device(4, 65), 0, 0, Instant.EPOCH), false);
    checkInode(block, fields(block, BlockField.device(259, 60000), 0, 0, Instant.EPOCH), false);
    byte[] target = "x".repeat(59).getBytes(StandardCharsets.US_ASCII);
    checkInode(symlink, fields(symlink, BlockField.symlink(target), 59, 0, Instant.EPOCH), false);
    for (int i = 0; i < FRAGMENTS.length; i++) {
      KernelExtents found = KernelExtents.of(image, inodes[i]);
      ExtentTreeImage tree = new ExtentTreeImage(found.extents(), found.nodeBlockArray());
      long sizeBytes = 8192L * (FRAGMENTS[i] - 1) + 1;
      long sectors = 8L * (FRAGMENTS[i] + found.nodeBlocks().size());
      byte[] root = withSlack(tree.root(), image.inodeBytes(inodes[i], 0x28, 0x64));
      InodeFields fields = fields(inodes[i], root, sizeBytes, sectors, Instant.EPOCH);
      checkInode(inodes[i], fields, false);
    }
  }

  private static InodeFields fields(
      int inode, byte[] blockField, long sizeBytes, long sectors, Instant modified) {
    InodeView view = image.inode(inode);
    boolean hasExtents = (view.mode() & 0170000) == 0100000;
    return new InodeFields(
        view.mode(),
        view.uid(),
        view.gid(),
        sizeBytes,
        1,
        sectors,
        hasExtents ? InodeFormat.FLAG_EXTENTS : 0,
        modified.getEpochSecond(),
        modified.getNano(),
        blockField,
        0,
        new byte[0]);
  }

  /** The times that nobody set are those of the test, and the kernel counts changes. */
  private static void checkInode(int inode, InodeFields fields, boolean withModified) {
    ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    InodeFormat.put(fields, bytes, 0);
    List<Integer> random =
        new ArrayList<>(List.of(0x8, 0xC, 0x24, 0x64, 0x84, 0x8C, 0x90, 0x94, 0x98));
    if (!withModified) {
      random.addAll(List.of(0x10, 0x88));
    }
    for (int at : random) {
      bytes.putInt(at, image.bytes().getInt(image.inodeAt(inode) + at));
    }
    InodeFormat.seal(image.csumSeed(inode), inode, bytes, 0);
    assertArrayEquals(image.inodeBytes(inode, 0, 256), RawImage.copy(bytes), "inode " + inode);
  }
}
