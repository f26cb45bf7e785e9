package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.Extent;
import io.tinyvol.tree.Folder;
import java.util.List;
import java.util.UUID;

/** Where everything of a file system lies. Immutable, as long as its tree does not change. */
public final class Ext4Layout {
  private final long sizeBytes;
  private final FilesystemOptions options;
  private final UUID uuid;
  private final UUID hashSeed;
  private final Streams streams;
  private final VolumeShape shape;
  private final InodeNumbers numbers;
  private final Placement placement;

  private Ext4Layout(
      long sizeBytes,
      FilesystemOptions options,
      UUID hashSeed,
      Streams streams,
      VolumeShape shape,
      Placement placement) {
    this.sizeBytes = sizeBytes;
    this.options = options;
    this.uuid =
        options
            .uuid()
            .orElseGet(() -> TreeDigest.fileSystemId(streams.inventory(), options, sizeBytes));
    this.hashSeed = hashSeed;
    this.streams = streams;
    this.shape = shape;
    this.numbers = InodeNumbers.of(streams, shape.inodesCount());
    this.placement = placement;
  }

  /**
   * Lays a tree out.
   *
   * @throws Ext4LayoutException if ext4 cannot hold it, or not in a volume of the size asked for
   */
  public static Ext4Layout of(Folder root, FilesystemOptions options) throws Ext4LayoutException {
    Inventory inventory = Inventory.of(root, options.sourceDateEpochSeconds().orElse(0));
    UUID hashSeed = TreeDigest.hashSeed(root);
    Streams streams = Streams.of(inventory, hashSeed);
    Demand demand = Demand.of(streams, options.journal());
    long sizeBytes =
        options.sizeBytes().isPresent()
            ? options.sizeBytes().getAsLong()
            : demand.usualBlocks() * VolumeShape.BLOCK_BYTES;
    VolumeShape shape = shape(demand, sizeBytes);
    Placement placement = Placement.of(streams, shape, demand);
    return new Ext4Layout(sizeBytes, options, hashSeed, streams, shape, placement);
  }

  private static VolumeShape shape(Demand demand, long sizeBytes) throws Ext4LayoutException {
    long blocks = sizeBytes / VolumeShape.BLOCK_BYTES;
    if (blocks > VolumeShape.MAX_BLOCKS) {
      throw new Ext4LayoutException(
          "the volume is too large: it would have %d bytes; %d are possible"
              .formatted(sizeBytes, VolumeShape.MAX_BLOCKS * VolumeShape.BLOCK_BYTES));
    }
    if (blocks >= 1) {
      VolumeShape shape = demand.shape(blocks);
      if (demand.fits(shape)) {
        return shape;
      }
      if (demand.inodes() > shape.inodesCount() && demand.blocksIn(shape) <= shape.blocksCount()) {
        throw new Ext4LayoutException(
            "the volume is too small: %d files need inodes, and one of %d bytes has %d; it needs %d bytes"
                .formatted(demand.inodes(), sizeBytes, shape.inodesCount(), leastBytes(demand)));
      }
    }
    throw new Ext4LayoutException(
        "the volume is too small: the tree needs %d bytes, not %d"
            .formatted(leastBytes(demand), sizeBytes));
  }

  private static long leastBytes(Demand demand) {
    return demand.leastBlocks() * VolumeShape.BLOCK_BYTES;
  }

  /** The size of the volume, which the file system may leave a part of unused. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** What the file system was to be like. */
  public FilesystemOptions options() {
    return options;
  }

  /** The file system's id. */
  public UUID uuid() {
    return uuid;
  }

  /** The seed of directory hashes. */
  public UUID hashSeed() {
    return hashSeed;
  }

  /** All that has an inode. */
  public Streams streams() {
    return streams;
  }

  /** The groups. */
  public VolumeShape shape() {
    return shape;
  }

  /** The numbers of the inodes. */
  public InodeNumbers numbers() {
    return numbers;
  }

  /** Where bitmaps and inode tables lie. */
  public FixedPlaces fixed() {
    return placement.fixed();
  }

  /** Which blocks are in use, from the first on; behind its end only fixed places are. */
  public FreeSpace space() {
    return placement.space();
  }

  /** What lies where, beside the fixed places. */
  public Runs runs() {
    return placement.runs();
  }

  /** The first run of a stream that has blocks. */
  public int firstRun(int stream) {
    return placement.firstRun(stream);
  }

  /** The blocks of a stream's content. */
  public long blocks(int stream) {
    return placement.blocks(stream);
  }

  /** The blocks of the journal, 0 if there is none. */
  public int journalBlocks() {
    return placement.journalBlocks();
  }

  /** The extents of a stream. */
  public List<Extent> extents(int stream) {
    return placement.extents(stream);
  }

  /** The blocks of the nodes of a stream's extent tree. */
  public long[] extentNodes(int stream) {
    return placement.nodeBlocks(stream);
  }

  /** Where a block of extended attributes lies. */
  public long xattrBlock(int index) {
    return placement.xattrBlock(index);
  }
}
