package io.tinyvol.ext4.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.tree.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories in place of a file's content in images of mke2fs: e2fsck and the kernel read them.
 */
final class DirectoryImageTest {
  private static final UUID HASH_SEED = UUID.fromString("5a0ec1ab-0f4e-4f6b-9d2a-d3c1f0a1b2c3");
  private static final int TARGETS = 10;

  /** What tells apart names of 255 bytes that have the same hash with that seed. */
  private static final String COLLIDING =
      """
      aaaaaaaaaaaa
      fldpdbolaaaa
      pfmflkbgaaaa
      fgfkhfchaaab
      ljeeafjmaaac
      nedndhcnaaac
      hilpfiilaaac
      kgidiimaaaac
      pjjbclckaaad
      pdpcjfgbaaad
      ldkknkkiaaad
      kpkekolpaaae
      oikhnfbfaaae
      jkmhjcdbaaaf
      njljponlaaah
      mfajfblfaaai
      dcmbjdhnaaai
      agejocjbaaai
      beaofeoeaaak
      jfgghkpfaaak
      imecnpaiaaak
      """;

  @TempDir Path temp;

  private static List<FileName> names(int count, int maxBytes) {
    Random random = new Random(count);
    TreeSet<FileName> names = new TreeSet<>();
    while (names.size() < count) {
      byte[] name = new byte[1 + random.nextInt(maxBytes)];
      for (int i = 0; i < name.length; i++) {
        int b = 1 + random.nextInt(255);
        name[i] = (byte) (b == '/' || b == '.' ? 'x' : b);
      }
      names.add(FileName.of(name));
    }
    return new ArrayList<>(names);
  }

  @Test
  void oneBlockIsAList() throws Exception {
    assertFalse(check(names(20, 100)).isIndexed());
    assertFalse(check(List.of()).isIndexed());
  }

  @Test
  void aRootHasLeaves() throws Exception {
    List<FileName> names = names(1000, 255);
    assertTrue(check(names).isIndexed());
  }

  @Test
  void manyNamesHaveNodesBetween() throws Exception {
    assertEquals(1, rootBlock(check(names(200_000, 60))).get(30));
  }

  @Test
  void equalHashesGoOnInFurtherLeaves() throws Exception {
    List<FileName> names = names(300, 40);
    for (String middle : COLLIDING.lines().toList()) {
      String name = "x".repeat(224) + middle + "x".repeat(19);
      names.add(FileName.of(name.getBytes(StandardCharsets.US_ASCII)));
    }
    ByteBuffer root = rootBlock(check(names));
    long continuations = 0;
    for (int i = 1; i < root.getShort(34); i++) {
      continuations += root.getInt(32 + 8 * i) & 1;
    }
    assertEquals(1, continuations);
  }

  @Test
  void mostBlocksStayWhenANameComes() throws Exception {
    List<FileName> before = names(5000, 60);
    List<FileName> after = new ArrayList<>(before);
    after.add(FileName.of("another".getBytes(StandardCharsets.US_ASCII)));
    DirectoryImage one = DirectoryImage.of(before, HASH_SEED);
    DirectoryImage two = DirectoryImage.of(after, HASH_SEED);
    TreeSet<String> blocks = new TreeSet<>();
    for (int i = 0; i < one.blockCount(); i++) {
      blocks.add(Arrays.toString(RawImage.copy(block(one, i))));
    }
    int changed = 0;
    for (int i = 0; i < two.blockCount(); i++) {
      changed += blocks.contains(Arrays.toString(RawImage.copy(block(two, i)))) ? 0 : 1;
    }
    // The leaf or its two halves, and the index if it has another leaf.
    assertTrue(changed <= 3, changed + " blocks");
  }

  @Test
  void refusesWhatTwoLevelsCannotIndex() {
    List<FileName> names =
        new AbstractList<>() {
          @Override
          public FileName get(int index) {
            return FileName.of(("x".repeat(240) + index).getBytes(StandardCharsets.US_ASCII));
          }

          @Override
          public int size() {
            return 3_000_000;
          }
        };
    NotEncodableException e =
        assertThrows(NotEncodableException.class, () -> DirectoryImage.of(names, HASH_SEED));
    assertTrue(e.getMessage().contains("3000000 entries"), e.getMessage());
  }

  private static ByteBuffer block(DirectoryImage directory, int index) {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    directory.encode(index, 12, 2, targets(new int[TARGETS], 12), 5, bytes);
    return bytes;
  }

  private static ByteBuffer rootBlock(DirectoryImage directory) {
    return block(directory, 0);
  }

  /** Every entry names one of a few files. */
  private static DirectoryImage.Targets targets(int[] links, int first) {
    return new DirectoryImage.Targets() {
      @Override
      public int inode(int entry) {
        links[entry % TARGETS]++;
        return first + entry % TARGETS;
      }

      @Override
      public byte fileType(int entry) {
        return FileType.REGULAR;
      }
    };
  }

  /** Puts a directory of these names into an image and has it checked. */
  private DirectoryImage check(List<FileName> names) throws Exception {
    DirectoryImage directory = DirectoryImage.of(names, HASH_SEED);
    Path tree = Files.createTempDirectory(temp, "tree");
    byte[] ones = new byte[directory.blockCount() * 4096];
    Arrays.fill(ones, (byte) 1);
    Files.write(tree.resolve("directory"), ones);
    Files.createDirectory(tree.resolve("targets"));
    Path file = tree.resolveSibling(tree.getFileName() + ".image");
    String size = 16 + ones.length / (1 << 20) + "M";
    for (int i = 0; i < TARGETS; i++) {
      Files.createFile(tree.resolve("target" + i));
    }
    String seed = "hash_seed=" + HASH_SEED;
    Mke2fs.make(file, tree, size, "-t ext4 -b 4096 -O ^metadata_csum_seed -E " + seed);
    RawImage image = RawImage.open(file);
    putDirectory(image, directory);
    // There is a directory more; and hashes are unsigned.
    Path script =
        Files.write(
            temp.resolve("script"),
            List.of("ssv flags 2", "set_bg 0 used_dirs_count 4", "set_bg 0 checksum calc"));
    Commands.run("debugfs", "-w", "-f", script.toString(), file.toString());
    Commands.run("e2fsck", "-fn", file.toString());
    try (LoopMount mount = LoopMount.of(file, temp.resolve("mount"))) {
      String found =
          Commands.run(
              "bash",
              "-c",
              "cd \"$0\" && find . -type f -print0 | xargs -0r stat -c %F | wc -l",
              mount.root().resolve("directory").toString());
      assertEquals(names.size(), Integer.parseInt(found.strip()));
    }
    return directory;
  }

  private static void putDirectory(RawImage image, DirectoryImage directory) {
    int seed = image.csumSeed();
    ByteBuffer rootBlock = image.block(image.dataBlock(2, 0));
    Entries root = Entries.of(rootBlock);
    int self = root.inodeOf("directory");
    int[] links = new int[TARGETS];
    int[] inodes = new int[TARGETS];
    for (int i = 0; i < TARGETS; i++) {
      inodes[i] = root.inodeOf("target" + i);
    }
    DirectoryImage.Targets targets =
        new DirectoryImage.Targets() {
          @Override
          public int inode(int entry) {
            links[entry % TARGETS]++;
            return inodes[entry % TARGETS];
          }

          @Override
          public byte fileType(int entry) {
            return FileType.REGULAR;
          }
        };
    for (int i = 0; i < directory.blockCount(); i++) {
      directory.encode(i, self, 2, targets, seed, image.block(image.dataBlock(self, i)));
    }
    putInode(image, directory, self);
    for (int i = 0; i < TARGETS; i++) {
      addLinks(image, inodes[i], links[i]);
    }
    addLinks(image, 2, 1);
    root.types().set(root.indexOf("directory"), FileType.DIRECTORY);
    try {
      DirectoryImage.of(root.names(), HASH_SEED).encode(0, 2, 2, root, seed, rootBlock);
    } catch (NotEncodableException e) {
      throw new AssertionError(e);
    }
  }

  private static void addLinks(RawImage image, int inode, int links) {
    int at = image.inodeAt(inode);
    image.bytes().putShort(at + 0x1A, (short) (image.inode(inode).linksCount() + links));
    InodeFormat.seal(image.csumSeed(), inode, image.bytes(), at);
  }

  private static void putInode(RawImage image, DirectoryImage directory, int inode) {
    KernelExtents found = KernelExtents.of(image, inode);
    int at = image.inodeAt(inode);
    InodeFields fields =
        new InodeFields(
            040755,
            0,
            0,
            directory.blockCount() * 4096L,
            2,
            image.bytes().getInt(at + 0x1C),
            InodeFormat.FLAG_EXTENTS | (directory.isIndexed() ? InodeFormat.FLAG_INDEX : 0),
            0,
            0,
            new ExtentTreeImage(found.extents(), found.nodeBlockArray()).root(),
            0,
            new byte[0]);
    InodeFormat.encode(fields, image.csumSeed(), inode, image.bytes(), at);
  }

  @Test
  void lostAndFoundIsThatOfMke2fs() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Path file =
        Mke2fs.make(temp.resolve("image"), tree, "8M", "-t ext4 -b 4096 -O ^metadata_csum_seed");
    RawImage image = RawImage.open(file);
    for (int i = 0; i < 4; i++) {
      ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
      DirectoryImage.encodeEmpty(i, 11, 2, image.csumSeed(), bytes);
      assertArrayEquals(image.blockBytes(image.dataBlock(11, i)), RawImage.copy(bytes));
    }
  }
}
