package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.cut.CutPlanner;
import io.tinyvol.fuzz.KeptInputs;
import io.tinyvol.fuzz.Patches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Images with a file system: small sound ones with changes. The first byte chooses which. Whatever
 * the reader tells of lies in the image, and it reads no more than some times the image.
 */
public final class Ext4Fuzz {
  private static final int WINDOW_BYTES = 64 << 10;

  /** In this order, for an input tells its number. */
  private static final List<Patches> SOUND =
      List.of(sound("ext4"), sound("ext2"), sound("inline"), sound("big"));

  private Ext4Fuzz() {}

  private static Patches sound(String name) {
    return new Patches(KeptInputs.unpacked("bases/" + name + ".img.gz"));
  }

  /** Reads one image. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    MemoryImage image =
        MemoryImage.of(SOUND.get(Byte.toUnsignedInt(input[0]) % SOUND.size()).apply(input, 1));
    CountingSource source = new CountingSource(image);
    try {
      Ext4Reader reader = Ext4Reader.open(source);
      scan(reader);
      walk(reader);
      findFree(reader);
    } catch (Ext4Exception e) {
      assertTrue(e.getMessage().length() < 200);
    }
    assertTrue(source.bytesRead() < 8 * image.sizeBytes(), "reads too much");
  }

  private static void scan(Ext4Reader reader) throws IOException {
    long blocks = reader.geometry().blocksCount();
    int blockBytes = Math.min(reader.geometry().blockSizeBytes(), 4096);
    int ratio = reader.geometry().blockSizeBytes() / blockBytes;
    CutPlanner planner = new CutPlanner(blockBytes, WINDOW_BYTES);
    for (FoundFile file : FoundFile.scan(reader).files().values()) {
      for (FoundFile.Extent extent : file.extents()) {
        check(extent, blocks);
        planner.addRun(
            extent.logicalBlock() * ratio,
            extent.physicalBlock() * ratio,
            extent.blockCount() * ratio);
      }
      planner.endFile();
    }
    planner.plan();
  }

  private static void check(FoundFile.Extent extent, long blocks) {
    assertTrue(extent.physicalBlock() >= 0);
    assertTrue(extent.blockCount() <= blocks - extent.physicalBlock(), "outside: " + extent);
  }

  private static void walk(Ext4Reader reader) throws IOException {
    Ext4Tree tree = reader.tree();
    List<Long> files = new ArrayList<>();
    tree.walk(
        (path, inode, facts) -> {
          assertTrue(path.startsWith("/"));
          files.add(inode);
        });
    long blocks = reader.geometry().blocksCount();
    for (long inode : files.subList(0, Math.min(files.size(), 8))) {
      tree.inlineContent(inode);
      FoundFile file = FoundFile.collect(visitor -> tree.visitExtents(inode, visitor));
      file.extents().forEach(extent -> check(extent, blocks));
    }
  }

  private static void findFree(Ext4Reader reader) throws IOException {
    FreeBlocks free = reader.freeBlocks();
    long blocks = reader.geometry().blocksCount();
    for (long at = 0; at < blocks; ) {
      long from = free.nextFree(at, blocks);
      long to = free.nextUsed(from, blocks);
      assertTrue(from >= at && to >= from && to <= blocks, "no range");
      at = to;
    }
  }
}
