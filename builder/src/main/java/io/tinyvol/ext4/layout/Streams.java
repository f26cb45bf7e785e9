package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.DirectoryImage;
import io.tinyvol.ext4.format.Extent;
import io.tinyvol.ext4.format.NotEncodableException;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.RegularFile;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that has an inode and may have blocks, by one index: the files of the inventory, the journal,
 * the blocks set aside for growth, and large values of extended attributes. Immutable.
 */
public final class Streams {
  /** The inode of the blocks set aside for growth. */
  public static final int RESIZE_INODE = 7;

  /** The inode of the journal. */
  public static final int JOURNAL_INODE = 8;

  private static final int LOST_AND_FOUND_BLOCKS = 4;

  private final Inventory inventory;
  private final XattrPlan xattrs;
  private final @Nullable DirectoryImage[] directories;

  private Streams(Inventory inventory, XattrPlan xattrs) {
    this.inventory = inventory;
    this.xattrs = xattrs;
    this.directories = new DirectoryImage[inventory.nodes()];
  }

  static Streams of(Inventory inventory, UUID hashSeed) throws Ext4LayoutException {
    Streams streams = new Streams(inventory, XattrPlan.of(inventory));
    for (int node = 0; node < inventory.nodes(); node++) {
      if (inventory.node(node) instanceof Folder && !streams.isEmptyLostAndFound(node)) {
        try {
          streams.directories[node] = DirectoryImage.of(inventory.names(node), hashSeed);
        } catch (NotEncodableException e) {
          throw new Ext4LayoutException(inventory.path(node) + ": " + e.getMessage(), e);
        }
      }
    }
    return streams;
  }

  /** The files. */
  public Inventory inventory() {
    return inventory;
  }

  /** Their extended attributes. */
  public XattrPlan xattrs() {
    return xattrs;
  }

  /** How many streams there are. */
  public int count() {
    return inventory.nodes() + 2 + xattrs.values();
  }

  /** The journal. */
  public int journal() {
    return inventory.nodes();
  }

  /** The blocks set aside for growth. */
  public int resize() {
    return inventory.nodes() + 1;
  }

  /** A large value. */
  public int value(int index) {
    return inventory.nodes() + 2 + index;
  }

  /** Which large value a stream is; negative if none. */
  public int valueIndex(int stream) {
    return stream - inventory.nodes() - 2;
  }

  /** Whether a file is lost+found, and nothing is in it. Then it has blocks nevertheless. */
  public boolean isEmptyLostAndFound(int node) {
    return node == inventory.lostAndFound() && inventory.entries(node) == 0;
  }

  /** The blocks of a folder that is not an empty lost+found. */
  public DirectoryImage directory(int node) {
    return Objects.requireNonNull(directories[node]);
  }

  /** The content of a regular file, or null. */
  public @Nullable FileContent fileContent(int stream) {
    return stream < inventory.nodes() && inventory.node(stream) instanceof RegularFile file
        ? file.content()
        : null;
  }

  /** The number of blocks that hold a file's or a value's content; 0 of the others. */
  public long blocks(int stream) {
    if (stream >= inventory.nodes()) {
      int value = valueIndex(stream);
      return value < 0 ? 0 : Math.ceilDiv(xattrs.value(value).length, VolumeShape.BLOCK_BYTES);
    }
    if (inventory.node(stream) instanceof Folder) {
      return isEmptyLostAndFound(stream) ? LOST_AND_FOUND_BLOCKS : directory(stream).blockCount();
    }
    return inventory.dataBlocks(stream);
  }

  /** How many extents a file has if its blocks lie in a row. */
  int leastExtents(int stream) {
    FileContent content = fileContent(stream);
    if (content == null) {
      return (int) Math.ceilDiv(blocks(stream), Extent.MAX_BLOCKS);
    }
    long extents = 0;
    long length = 0;
    for (int i = 0; i < content.pieces(); i++) {
      boolean joins =
          i > 0 && content.startBlock(i) == content.startBlock(i - 1) + content.blockCount(i - 1);
      if (!joins) {
        extents += Math.ceilDiv(length, Extent.MAX_BLOCKS);
        length = 0;
      }
      length += content.blockCount(i);
    }
    return Math.toIntExact(extents + Math.ceilDiv(length, Extent.MAX_BLOCKS));
  }

  /** A hash of what names a stream. */
  long hash(int stream) {
    if (stream < inventory.nodes()) {
      return inventory.pathHash(stream);
    }
    int value = valueIndex(stream);
    return Coarse.mixed(value < 0 ? value : Arrays.hashCode(xattrs.value(value)));
  }
}
