package io.tinyvol.ext4.write;

import io.tinyvol.ext4.format.DirectoryImage;
import io.tinyvol.ext4.format.ExtentTreeImage;
import io.tinyvol.ext4.format.FileType;
import io.tinyvol.ext4.format.JournalSuperblock;
import io.tinyvol.ext4.layout.Ext4Layout;
import io.tinyvol.ext4.layout.Inventory;
import io.tinyvol.ext4.layout.Runs;
import io.tinyvol.ext4.layout.Streams;
import io.tinyvol.ext4.layout.VolumeShape;
import io.tinyvol.ext4.layout.XattrPlan;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes what lies in runs of blocks: contents, directories, nodes of extent trees, attributes. */
final class StreamWriter {
  private final Ext4Layout layout;
  private final Streams streams;
  private final Runs runs;
  private final InodeWriter inodes;
  private final int csumSeed;
  private final FilesystemSink sink;
  private final BlockOutput out;

  StreamWriter(
      Ext4Layout layout, InodeWriter inodes, int csumSeed, FilesystemSink sink, BlockOutput out) {
    this.layout = layout;
    this.streams = layout.streams();
    this.runs = layout.runs();
    this.inodes = inodes;
    this.csumSeed = csumSeed;
    this.sink = sink;
    this.out = out;
  }

  /** Writes the content in a run. */
  void writeContent(int run) throws IOException {
    int stream = runs.owner(run);
    if (stream == streams.journal()) {
      if (runs.offset(run) == 0) {
        JournalSuperblock.encode(layout.journalBlocks(), out.next(runs.start(run)));
      }
    } else if (stream == streams.resize()) {
      SuperblockWriter.encodeReservedList(layout.shape(), out.next(runs.start(run)));
    } else if (streams.valueIndex(stream) >= 0) {
      writeValue(run, streams.xattrs().value(streams.valueIndex(stream)));
    } else {
      writeFile(run, stream);
    }
  }

  private void writeFile(int run, int node) throws IOException {
    switch (streams.inventory().node(node)) {
      case RegularFile file -> writeData(run, file.content());
      case Folder _ -> writeDirectory(run, node);
      case Symlink link -> out.next(runs.start(run)).put(0, link.target());
      case SpecialFile _ -> throw new IllegalStateException("special files have no blocks");
    }
  }

  private void writeData(int run, FileContent content) throws IOException {
    out.flush();
    long at = runs.start(run);
    int piece = runs.pieceAt(run);
    int from = runs.blockOfPieceAt(run);
    for (int left = runs.length(run); left > 0; piece++) {
      int pieceBlocks = content.blockCount(piece);
      int count = Math.min(left, pieceBlocks - from);
      sink.content(at, count, content.chunk(piece), from, pieceBlocks);
      at += count;
      left -= count;
      from = 0;
    }
  }

  private void writeDirectory(int run, int node) throws IOException {
    Inventory inventory = streams.inventory();
    int self = layout.numbers().of(node);
    int parent = layout.numbers().of(inventory.parent(node));
    for (int i = 0; i < runs.length(run); i++) {
      ByteBuffer block = out.next(runs.start(run) + i);
      int index = (int) runs.offset(run) + i;
      if (streams.isEmptyLostAndFound(node)) {
        DirectoryImage.encodeEmpty(index, self, parent, csumSeed, block);
      } else {
        streams
            .directory(node)
            .encode(index, self, parent, new FolderTargets(node), csumSeed, block);
      }
    }
  }

  /** What the entries of a folder name. */
  private final class FolderTargets implements DirectoryImage.Targets {
    private final int folder;

    FolderTargets(int folder) {
      this.folder = folder;
    }

    @Override
    public int inode(int entry) {
      return layout.numbers().of(streams.inventory().entry(folder, entry));
    }

    @Override
    public byte fileType(int entry) {
      return typeOf(streams.inventory().node(streams.inventory().entry(folder, entry)));
    }
  }

  private static byte typeOf(Node node) {
    return switch (node) {
      case RegularFile _ -> FileType.REGULAR;
      case Folder _ -> FileType.DIRECTORY;
      case Symlink _ -> FileType.SYMLINK;
      case SpecialFile special ->
          switch (special.kind()) {
            case FIFO -> FileType.FIFO;
            case SOCKET -> FileType.SOCKET;
            case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
          };
    };
  }

  private void writeValue(int run, byte[] value) throws IOException {
    for (int i = 0; i < runs.length(run); i++) {
      int from = (int) (runs.offset(run) + i) * VolumeShape.BLOCK_BYTES;
      int length = Math.min(value.length - from, VolumeShape.BLOCK_BYTES);
      if (!isZeros(value, from, length)) {
        out.next(runs.start(run) + i).put(0, value, from, length);
      }
    }
  }

  private static boolean isZeros(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes the nodes of an extent tree in a run. */
  void writeExtentNodes(int run) throws IOException {
    int stream = runs.owner(run);
    ExtentTreeImage tree = inodes.extentTree(stream);
    for (int i = 0; i < runs.length(run); i++) {
      tree.encodeNode(
          (int) runs.offset(run) + i,
          csumSeed,
          layout.numbers().of(stream),
          out.next(runs.start(run) + i));
    }
  }

  /** Writes a block of extended attributes. */
  void writeXattrs(int run) throws IOException {
    XattrPlan xattrs = streams.xattrs();
    int block = runs.owner(run);
    xattrs
        .imageOfBlock(block)
        .encodeBlock(
            valueInodes(xattrs.valuesOfBlock(block)),
            xattrs.references(block),
            csumSeed,
            runs.start(run),
            out.next(runs.start(run)));
  }

  private int[] valueInodes(int[] values) {
    int[] inodes = new int[values.length];
    for (int i = 0; i < inodes.length; i++) {
      inodes[i] = layout.numbers().of(streams.value(values[i]));
    }
    return inodes;
  }
}
