package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.Extent;
import io.tinyvol.ext4.format.ExtentTreeImage;
import io.tinyvol.tree.FileContent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Places everything that has blocks. Metadata lies in a compact area behind the first bitmaps, data
 * anywhere else. Each thing has a home in its area that is hashed from its path, and lies there if
 * there is room. What is largest chooses first: a file that is added moves only what is smaller,
 * and only what is in its way.
 */
final class Placement {
  private static final long LEAST_SPACE = 64L * VolumeShape.GROUP_BLOCKS;
  private static final long LEAST_AREA = LEAST_SPACE / 2;
  private static final long SPARE_BLOCKS = VolumeShape.GROUP_BLOCKS;

  private static final long[] NO_BLOCKS = {};

  private final Streams streams;
  private final VolumeShape shape;
  private final FixedPlaces fixed;
  private final int journalBlocks;
  private final FreeSpace space;
  private final Runs runs = new Runs();
  private final int[] firstRun;
  private final long[] xattrBlocks;
  private final Map<Integer, long[]> nodeBlocks = new HashMap<>();

  private Placement(Streams streams, VolumeShape shape, Demand demand) {
    this.streams = streams;
    this.shape = shape;
    this.journalBlocks = demand.journalBlocks(shape);
    this.fixed =
        FixedPlaces.of(shape, demand.metadataBlocks(), journalBlocks + demand.dataBlocks());
    this.space = new FreeSpace(searchedBlocks(demand));
    this.firstRun = new int[streams.count()];
    this.xattrBlocks = new long[streams.xattrs().blocks()];
    Arrays.fill(firstRun, -1);
  }

  static Placement of(Streams streams, VolumeShape shape, Demand demand)
      throws Ext4LayoutException {
    Placement placement = new Placement(streams, shape, demand);
    placement.takeFixed();
    Placer metadata =
        new Placer(
            placement.space,
            placement.runs,
            placement.fixed.metadataStart(),
            placement.fixed.metadataStart() + placement.fixed.metadataBlocks());
    placement.placeMetadata(metadata);
    placement.placeData(demand.dataBlocks());
    placement.placeExtentNodes(metadata);
    return placement;
  }

  /** As much of the volume as surely has room: the rest of a large one need not be searched. */
  private long searchedBlocks(Demand demand) {
    long wanted =
        fixed.dataStart()
            + journalBlocks
            + demand.metadataBlocks() * 2
            + areaBlocks(demand.dataBlocks())
            + SPARE_BLOCKS;
    long end = Math.max(LEAST_SPACE, wanted);
    // What the groups up to there take for themselves comes on top, under a sixteenth each.
    end += end / 8;
    end = Math.ceilDiv(end, VolumeShape.GROUP_BLOCKS) * VolumeShape.GROUP_BLOCKS;
    return Math.min(end, shape.blocksCount());
  }

  private static long areaBlocks(long dataBlocks) {
    return Math.max(LEAST_AREA, Coarse.up(2 * dataBlocks));
  }

  private void takeFixed() {
    for (int group = 0; group < shape.groupsCount(); group++) {
      takeFixed(shape.groupStart(group), shape.superblockBlocks(group));
      takeFixed(fixed.blockBitmap(group), 1);
      takeFixed(fixed.inodeBitmap(group), 1);
      takeFixed(fixed.inodeTable(group), shape.tableBlocks());
    }
  }

  private void takeFixed(long start, int blocks) {
    if (start < space.size() && blocks > 0) {
      space.take(start, Math.min(blocks, space.size() - start));
    }
  }

  private void placeMetadata(Placer placer) throws Ext4LayoutException {
    if (shape.reservedBlocks() > 0) {
      placeStream(placer, streams.resize(), 1);
    }
    for (int stream = 0; stream < streams.count(); stream++) {
      long blocks = streams.blocks(stream);
      if (blocks > 0 && streams.fileContent(stream) == null) {
        placeStream(placer, stream, blocks);
      }
    }
    for (int block = 0; block < xattrBlocks.length; block++) {
      long home = metadataHome(streams.xattrs().blockHash(block));
      int run = placer.place(home, 1, Runs.Use.XATTR_BLOCK, block);
      xattrBlocks[block] = runs.start(run);
    }
  }

  private void placeStream(Placer placer, int stream, long blocks) throws Ext4LayoutException {
    long home = metadataHome(streams.hash(stream));
    firstRun[stream] = placer.place(home, blocks, Runs.Use.CONTENT, stream);
  }

  private long metadataHome(long hash) {
    return fixed.metadataStart() + Coarse.placed(hash, fixed.metadataBlocks());
  }

  private void placeData(long dataBlocks) throws Ext4LayoutException {
    long start = fixed.dataStart();
    if (journalBlocks > 0) {
      Placer placer = new Placer(space, runs, start, space.size());
      firstRun[streams.journal()] =
          placer.place(start, journalBlocks, Runs.Use.CONTENT, streams.journal());
    }
    long areaEnd = Math.min(areaBlocks(dataBlocks), space.size());
    new DataPlacement(streams, space, runs, areaEnd, firstRun).place();
    for (int node = 0; node < streams.inventory().nodes(); node++) {
      if (streams.fileContent(node) != null && firstRun[node] >= 0) {
        notePieces(node);
      }
    }
  }

  /** Notes with which pieces of a file its runs start, so that each can be written by itself. */
  private void notePieces(int node) {
    FileContent content = Objects.requireNonNull(streams.fileContent(node));
    int piece = 0;
    long before = 0;
    for (int run = firstRun[node]; run < runs.size() && runs.owner(run) == node; run++) {
      while (before + content.blockCount(piece) <= runs.offset(run)) {
        before += content.blockCount(piece++);
      }
      runs.setPiece(run, piece, (int) (runs.offset(run) - before));
    }
  }

  private void placeExtentNodes(Placer placer) throws Ext4LayoutException {
    for (int stream = 0; stream < firstRun.length; stream++) {
      if (firstRun[stream] < 0 || stream == streams.resize() || hasFewExtents(stream)) {
        continue;
      }
      int count = ExtentTreeImage.nodeCount(extents(stream).size());
      if (count > 0) {
        long home = metadataHome(Coarse.mixed(streams.hash(stream)));
        int run = placer.place(home, count, Runs.Use.EXTENT_NODE, stream);
        nodeBlocks.put(stream, blocksFrom(run, count));
      }
    }
  }

  private boolean hasFewExtents(int stream) {
    FileContent content = streams.fileContent(stream);
    return content != null
        && content.pieces() <= ExtentTreeImage.ROOT_ENTRIES
        && content.dataBlocks() <= Math.min(runs.length(firstRun[stream]), Extent.MAX_BLOCKS);
  }

  private long[] blocksFrom(int firstOfThem, int count) {
    long[] blocks = new long[count];
    int at = 0;
    for (int run = firstOfThem; at < count; run++) {
      for (int i = 0; i < runs.length(run); i++) {
        blocks[at++] = runs.start(run) + i;
      }
    }
    return blocks;
  }

  List<Extent> extents(int stream) {
    if (firstRun[stream] < 0) {
      return List.of();
    }
    return StreamExtents.of(runs, firstRun[stream], streams.fileContent(stream), blocks(stream));
  }

  long blocks(int stream) {
    return stream == streams.journal() ? journalBlocks : streams.blocks(stream);
  }

  long[] nodeBlocks(int stream) {
    return nodeBlocks.getOrDefault(stream, NO_BLOCKS);
  }

  long xattrBlock(int index) {
    return xattrBlocks[index];
  }

  int firstRun(int stream) {
    return firstRun[stream];
  }

  int journalBlocks() {
    return journalBlocks;
  }

  FixedPlaces fixed() {
    return fixed;
  }

  FreeSpace space() {
    return space;
  }

  Runs runs() {
    return runs;
  }
}
