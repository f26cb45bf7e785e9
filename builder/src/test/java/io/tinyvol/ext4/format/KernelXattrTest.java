package io.tinyvol.ext4.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Xattrs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes that the kernel set one by one, against what is written here of them all. */
final class KernelXattrTest {
  private static final int FILES = 60;

  /** The size of a value that fits no block. */
  private static final int LEAST_LARGE_BYTES = 4096;

  private static final HexFormat HEX = HexFormat.of();

  /** Owner, a user, owning group, a group, mask, others. */
  private static final String ACL =
      "0200000001000600ffffffff0200070070110100"
          + "04000500ffffffff0800040071110100"
          + "10000700ffffffff20000400ffffffff";

  @TempDir Path temp;

  /** A file's attributes in the order in which ext4 keeps them. */
  private record Attributed(SortedMap<FileName, byte[]> map, List<XattrEntry> entries) {
    static Attributed random(Random random) throws NotEncodableException {
      SortedMap<FileName, byte[]> map = Xattrs.collector();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        String prefix = List.of("user.", "trusted.", "security.").get(random.nextInt(3));
        int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 200 : 12);
        map.put(name(prefix + "n".repeat(length) + i), value(random));
      }
      if (map.values().stream().anyMatch(value -> value.length >= LEAST_LARGE_BYTES)) {
        // Fills the inode, where the kernel would put entries of large values if it could.
        map.put(name("user.a"), new byte[68]);
      }
      if (random.nextBoolean()) {
        map.put(name("system.posix_acl_access"), HEX.parseHex(ACL));
      }
      if (random.nextBoolean()) {
        byte[] capability = HEX.parseHex("0100000200200000000000000000000000000000");
        map.put(name("security.capability"), capability);
      }
      List<XattrEntry> entries = new ArrayList<>();
      for (Xattrs.Xattr xattr : Xattrs.of(map).list()) {
        entries.add(XattrEntry.of(xattr));
      }
      entries.sort((a, b) -> a.name().compareTo(b.name()));
      return new Attributed(map, entries);
    }

    private static FileName name(String text) {
      return FileName.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Small ones that all fit a block, or one that fits none: where values almost fill it, the
     * kernel keeps more of it for entries to come.
     */
    private static byte[] value(Random random) {
      int[] bounds = {1, 24, 24, 100, 300};
      byte[] value =
          new byte
              [random.nextInt(6) == 0
                  ? random.nextInt(LEAST_LARGE_BYTES, Xattrs.MAX_VALUE_BYTES)
                  : random.nextInt(bounds[random.nextInt(bounds.length)])];
      random.nextBytes(value);
      return value;
    }

    /** What setfattr restores. */
    String dump(String path) {
      StringBuilder text = new StringBuilder("# file: " + path + "\n");
      for (XattrEntry entry : entries) {
        map.forEach(
            (name, value) -> {
              if (isNameOf(name, entry)) {
                text.append(name);
                text.append(value.length == 0 ? "=\"\"" : "=0x" + HEX.formatHex(value));
                text.append('\n');
              }
            });
      }
      return text.append('\n').toString();
    }

    private static boolean isNameOf(FileName name, XattrEntry entry) {
      try {
        return XattrName.of(name.bytes()).equals(entry.name());
      } catch (NotEncodableException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void areTheSame() {
    Trials.run(2, this::compare);
  }

  private void compare(Random random) throws Exception {
    Path file = Files.createTempFile(temp, "image", "");
    Commands.run(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-b",
        "4096",
        "-O",
        "ea_inode,^metadata_csum_seed",
        file.toString(),
        "64M");
    List<Attributed> all = new ArrayList<>();
    List<Integer> inodes = new ArrayList<>();
    StringBuilder dump = new StringBuilder();
    try (LoopMount mount = LoopMount.of(file, temp.resolve("mount"))) {
      for (int i = 0; i < FILES; i++) {
        all.add(Attributed.random(random));
        Path path = Files.createFile(mount.root().resolve("file" + i));
        dump.append(all.get(i).dump(path.toString()));
        inodes.add(mount.inode("file" + i));
      }
      Path script = Files.writeString(temp.resolve("dump"), dump);
      Commands.run("setfattr", "--restore=" + script);
    }
    RawImage image = RawImage.open(file);
    int large = 0;
    for (int i = 0; i < FILES; i++) {
      large += check(image, inodes.get(i), XattrImage.of(Xattrs.of(all.get(i).map)));
    }
    assertTrue(large > 0);
    // The rules agree on what is whose.
    Commands.run("e2fsck", "-fn", file.toString());
  }

  /** Returns how many large values it has. */
  private static int check(RawImage image, int inode, XattrImage xattrs) {
    byte[] area = new byte[InodeFormat.XATTR_BYTES];
    byte[] mine = xattrs.inodeBytes();
    System.arraycopy(mine, 0, area, 0, mine.length);
    byte[] theirs = image.inodeBytes(inode, 160, 256);
    if (mine.length == 0) {
      // The kernel begins the area when it tries it.
      System.arraycopy(theirs, 0, area, 0, 4);
    }
    assertArrayEquals(theirs, area, "inode " + inode);
    int at = image.inodeAt(inode);
    long blockNumber = Unsigned.u32(image.bytes(), at + 0x68);
    assertEquals(blockNumber != 0, xattrs.hasBlock());
    long sectors = Unsigned.u32(image.bytes(), at + 0x1C);
    assertEquals(sectors, xattrs.largeValueSectors() + (xattrs.hasBlock() ? 8 : 0));
    if (!xattrs.hasBlock()) {
      return 0;
    }
    int[] valueInodes = valueInodes(image.block(blockNumber));
    assertEquals(valueInodes.length, xattrs.largeValues().size());
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    xattrs.encodeBlock(valueInodes, 1, image.csumSeed(), blockNumber, bytes);
    assertArrayEquals(image.blockBytes(blockNumber), RawImage.copy(bytes), "of inode " + inode);
    for (int i = 0; i < valueInodes.length; i++) {
      checkValue(image, valueInodes[i], xattrs.largeValues().get(i));
    }
    return valueInodes.length;
  }

  private static int[] valueInodes(ByteBuffer block) {
    List<Integer> inodes = new ArrayList<>();
    for (int at = 32;
        block.getInt(at) != 0;
        at += 16 + ((Byte.toUnsignedInt(block.get(at)) + 3) & ~3)) {
      if (block.getInt(at + 4) != 0) {
        inodes.add(block.getInt(at + 4));
      }
    }
    return inodes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void checkValue(RawImage image, int inode, byte[] value) {
    KernelExtents found = KernelExtents.of(image, inode);
    byte[] root = new ExtentTreeImage(found.extents(), found.nodeBlockArray()).root();
    long sectors = found.extents().stream().mapToLong(Extent::blockCount).sum() * 8;
    ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    ValueInode.encode(value, 1, sectors, root, image.csumSeed(inode), inode, bytes, 0);
    // The kernel says when it made it; and its checksum of the value is of its own seed.
    int hash = ValueInode.checksum(value, image.csumSeed());
    bytes.putInt(InodeFormat.ACCESSED, hash);
    bytes.putInt(InodeFormat.ACCESSED_EXTRA, hash < 0 ? 1 : 0);
    for (int at : new int[] {0x10, 0x64, 0x88, 0x90, 0x94}) {
      bytes.putInt(at, image.bytes().getInt(image.inodeAt(inode) + at));
    }
    InodeFormat.seal(image.csumSeed(inode), inode, bytes, 0);
    assertArrayEquals(image.inodeBytes(inode, 0, 256), RawImage.copy(bytes), "value " + inode);
    for (Extent extent : found.extents()) {
      for (int i = 0; i < extent.blockCount(); i++) {
        int from = (int) (extent.logicalBlock() + i) * 4096;
        byte[] expected = new byte[4096];
        System.arraycopy(value, from, expected, 0, Math.min(4096, value.length - from));
        assertArrayEquals(expected, image.blockBytes(extent.physicalBlock() + i));
      }
    }
  }
}
