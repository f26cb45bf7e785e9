package io.tinyvol.ext4.write;

import io.tinyvol.ext4.layout.Ext4Layout;
import io.tinyvol.ext4.layout.Ext4LayoutException;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.layout.Runs;
import io.tinyvol.tree.Folder;
import java.io.IOException;
import java.util.UUID;

/**
 * Writes an ext4 file system of a tree whose content is known by digest: its metadata, and which
 * chunks lie where. The same tree and options give the same blocks, and a little change of the tree
 * changes few of them. It can be written any number of times, from one thread at a time, while the
 * tree does not change.
 */
public final class Ext4Writer {
  /**
   * The seed of all checksums. It is the same in all file systems, where others derive it from the
   * id, so that a changed id leaves the metadata as it is.
   */
  private static final int CSUM_SEED = 0x74696E79;

  private final Ext4Layout layout;

  private Ext4Writer(Ext4Layout layout) {
    this.layout = layout;
  }

  /**
   * Lays a tree out.
   *
   * @throws Ext4LayoutException if ext4 cannot hold it, or not in a volume of the size asked for
   */
  public static Ext4Writer plan(Folder root, FilesystemOptions options) throws Ext4LayoutException {
    return new Ext4Writer(Ext4Layout.of(root, options));
  }

  /** The size of the volume. */
  public long sizeBytes() {
    return layout.sizeBytes();
  }

  /** The file system's id. */
  public UUID uuid() {
    return layout.uuid();
  }

  /**
   * Gives a sink all blocks that are not zeros.
   *
   * @throws IOException what the sink throws
   */
  public void write(FilesystemSink sink) throws IOException {
    BlockOutput out = new BlockOutput(sink);
    Groups groups = new Groups(layout, CSUM_SEED);
    InodeWriter inodes = new InodeWriter(layout, CSUM_SEED);
    StreamWriter streams = new StreamWriter(layout, inodes, CSUM_SEED, sink, out);
    byte[] journal = inodes.extentTree(layout.streams().journal()).root();
    SuperblockWriter superblocks = new SuperblockWriter(layout, groups, CSUM_SEED, journal);
    Runs placed = layout.runs();
    Runs fixed = groups.fixedRuns();
    int[] order = placed.inOrder();
    int next = 0;
    for (int run : fixed.inOrder()) {
      while (next < order.length && placed.start(order[next]) < fixed.start(run)) {
        writePlaced(streams, order[next++]);
      }
      writeFixed(groups, inodes, superblocks, fixed, run, out);
    }
    while (next < order.length) {
      writePlaced(streams, order[next++]);
    }
    out.flush();
  }

  private void writePlaced(StreamWriter streams, int run) throws IOException {
    switch (layout.runs().use(run)) {
      case CONTENT -> streams.writeContent(run);
      case EXTENT_NODE -> streams.writeExtentNodes(run);
      case XATTR_BLOCK -> streams.writeXattrs(run);
      default -> throw new IllegalStateException("placed: " + layout.runs().use(run));
    }
  }

  private static void writeFixed(
      Groups groups,
      InodeWriter inodes,
      SuperblockWriter superblocks,
      Runs fixed,
      int run,
      BlockOutput out)
      throws IOException {
    int group = fixed.owner(run);
    switch (fixed.use(run)) {
      case SUPERBLOCK -> superblocks.write(group, out);
      case BLOCK_BITMAP -> groups.bitmaps().encodeBlocks(group, out.next(fixed.start(run)));
      case INODE_BITMAP -> groups.bitmaps().encodeInodes(group, out.next(fixed.start(run)));
      case INODE_TABLE -> inodes.writeTable(group, fixed.length(run), out);
      default -> throw new IllegalStateException("fixed: " + fixed.use(run));
    }
  }
}
