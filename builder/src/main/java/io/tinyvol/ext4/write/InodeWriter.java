package io.tinyvol.ext4.write;

import io.tinyvol.ext4.format.BlockField;
import io.tinyvol.ext4.format.ExtentTreeImage;
import io.tinyvol.ext4.format.InodeFields;
import io.tinyvol.ext4.format.InodeFormat;
import io.tinyvol.ext4.format.ValueInode;
import io.tinyvol.ext4.layout.Ext4Layout;
import io.tinyvol.ext4.layout.Streams;
import io.tinyvol.ext4.layout.VolumeShape;
import io.tinyvol.ext4.layout.XattrPlan;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Writes the inode tables. */
final class InodeWriter {
  private static final int SECTORS_PER_BLOCK = VolumeShape.BLOCK_BYTES / 512;
  private static final int INODES_PER_BLOCK = VolumeShape.BLOCK_BYTES / InodeFormat.SIZE_BYTES;
  private static final int REGULAR_MODE = 0100000;
  private static final int FOLDER_MODE = 0040000;
  private static final int SYMLINK_MODE = 0120000;
  private static final int OWN_MODE = REGULAR_MODE | 0600;
  // EXT4_LINK_MAX: with more subdirectories than that, a directory has the count 1.
  private static final int MAX_DIRECTORY_LINKS = 65000;
  // What doubly indirect blocks can map, as e2fsprogs has it: a number that nothing reads.
  private static final long RESERVED_FILE_BYTES =
      (1024L * 1024 + 1024 + 12) * VolumeShape.BLOCK_BYTES;
  private static final int DOUBLY_INDIRECT = 13;

  private final Ext4Layout layout;
  private final Streams streams;
  private final int csumSeed;

  InodeWriter(Ext4Layout layout, int csumSeed) {
    this.layout = layout;
    this.streams = layout.streams();
    this.csumSeed = csumSeed;
  }

  /** Writes the first blocks of a group's table; those without any inode in use are left out. */
  void writeTable(int group, int blocks, BlockOutput out) throws IOException {
    long start = layout.fixed().inodeTable(group);
    for (int i = 0; i < blocks; i++) {
      long before = (long) group * layout.shape().inodesPerGroup() + (long) i * INODES_PER_BLOCK;
      if (!anyUsed(before)) {
        continue;
      }
      ByteBuffer block = out.next(start + i);
      for (int slot = 0; slot < INODES_PER_BLOCK; slot++) {
        long number = before + slot + 1;
        if (layout.numbers().isUsed(number)) {
          encode((int) number, block, slot * InodeFormat.SIZE_BYTES);
        }
      }
    }
  }

  private boolean anyUsed(long before) {
    for (int slot = 1; slot <= INODES_PER_BLOCK; slot++) {
      if (layout.numbers().isUsed(before + slot)) {
        return true;
      }
    }
    return false;
  }

  private void encode(int number, ByteBuffer block, int at) {
    int stream = layout.numbers().stream(number);
    if (stream < 0) {
      return;
    }
    if (streams.valueIndex(stream) >= 0) {
      encodeValue(stream, number, block, at);
      return;
    }
    InodeFields fields;
    if (stream == streams.journal()) {
      fields = journal();
    } else if (stream == streams.resize()) {
      fields = reservedFile();
    } else {
      fields = file(stream);
    }
    if (fields.mode() != 0) {
      InodeFormat.encode(fields, csumSeed, number, block, at);
    }
  }

  private void encodeValue(int stream, int number, ByteBuffer block, int at) {
    int value = streams.valueIndex(stream);
    ValueInode.encode(
        streams.xattrs().value(value),
        streams.xattrs().valueReferences(value),
        sectors(stream),
        extentTree(stream).root(),
        csumSeed,
        number,
        block,
        at);
  }

  private InodeFields journal() {
    if (layout.journalBlocks() == 0) {
      return own(0, 0, 0, 0, BlockField.empty());
    }
    int stream = streams.journal();
    return own(
        OWN_MODE,
        (long) layout.journalBlocks() * VolumeShape.BLOCK_BYTES,
        sectors(stream),
        InodeFormat.FLAG_EXTENTS,
        extentTree(stream).root());
  }

  private InodeFields reservedFile() {
    if (layout.shape().reservedBlocks() == 0) {
      return own(0, 0, 0, 0, BlockField.empty());
    }
    ByteBuffer field = ByteBuffer.wrap(BlockField.empty()).order(ByteOrder.LITTLE_ENDIAN);
    long list = layout.runs().start(layout.firstRun(streams.resize()));
    field.putInt(DOUBLY_INDIRECT * Integer.BYTES, (int) list);
    return own(
        OWN_MODE,
        RESERVED_FILE_BYTES,
        SuperblockWriter.reservedFileBlocks(layout.shape()) * SECTORS_PER_BLOCK,
        0,
        field.array());
  }

  /** One of the file system's own files. */
  private InodeFields own(int mode, long sizeBytes, long sectors, int flags, byte[] blockField) {
    long seconds = layout.options().sourceDateEpochSeconds().orElse(0);
    return new InodeFields(
        mode, 0, 0, sizeBytes, 1, sectors, flags, seconds, 0, blockField, 0, new byte[0]);
  }

  private InodeFields file(int node) {
    Node file = streams.inventory().node(node);
    return switch (file) {
      case RegularFile regular ->
          file(
              node,
              REGULAR_MODE,
              regular.content().sizeBytes(),
              file.names(),
              InodeFormat.FLAG_EXTENTS,
              extentTree(node).root());
      case Folder _ -> folder(node);
      case Symlink link -> symlink(node, link);
      case SpecialFile special ->
          file(node, mode(special.kind()), 0, file.names(), 0, device(special));
    };
  }

  private InodeFields folder(int node) {
    int links = 2 + streams.inventory().subfolders(node);
    boolean indexed = !streams.isEmptyLostAndFound(node) && streams.directory(node).isIndexed();
    return file(
        node,
        FOLDER_MODE,
        streams.blocks(node) * VolumeShape.BLOCK_BYTES,
        links > MAX_DIRECTORY_LINKS ? 1 : links,
        InodeFormat.FLAG_EXTENTS | (indexed ? InodeFormat.FLAG_INDEX : 0),
        extentTree(node).root());
  }

  private InodeFields symlink(int node, Symlink link) {
    boolean fast = link.targetBytes() <= BlockField.MAX_SYMLINK_BYTES;
    return file(
        node,
        SYMLINK_MODE,
        link.targetBytes(),
        link.names(),
        fast ? 0 : InodeFormat.FLAG_EXTENTS,
        fast ? BlockField.symlink(link.target()) : extentTree(node).root());
  }

  private static int mode(SpecialFile.Kind kind) {
    return switch (kind) {
      case FIFO -> 0010000;
      case CHARACTER_DEVICE -> 0020000;
      case BLOCK_DEVICE -> 0060000;
      case SOCKET -> 0140000;
    };
  }

  private static byte[] device(SpecialFile special) {
    return special.kind().isDevice()
        ? BlockField.device(special.major(), special.minor())
        : BlockField.empty();
  }

  private InodeFields file(
      int node, int type, long sizeBytes, int links, int flags, byte[] blockField) {
    Attributes attributes = streams.inventory().node(node).attributes();
    OptionalLong latest = layout.options().sourceDateEpochSeconds();
    boolean clamped = latest.isPresent() && attributes.modifiedSeconds() >= latest.getAsLong();
    XattrPlan xattrs = streams.xattrs();
    int xattrBlock = xattrs.block(node);
    return new InodeFields(
        type | attributes.permissions(),
        attributes.uid(),
        attributes.gid(),
        sizeBytes,
        links,
        sectors(node),
        flags,
        clamped ? latest.getAsLong() : attributes.modifiedSeconds(),
        clamped ? 0 : attributes.modifiedNanos(),
        blockField,
        xattrBlock < 0 ? 0 : layout.xattrBlock(xattrBlock),
        xattrs.has(node) ? xattrs.image(node).inodeBytes() : new byte[0]);
  }

  private long sectors(int stream) {
    long blocks = layout.blocks(stream) + layout.extentNodes(stream).length;
    long more = 0;
    if (streams.xattrs().has(stream)) {
      blocks += streams.xattrs().block(stream) < 0 ? 0 : 1;
      more = streams.xattrs().image(stream).largeValueSectors();
    }
    return blocks * SECTORS_PER_BLOCK + more;
  }

  /** The extent tree of a stream. */
  ExtentTreeImage extentTree(int stream) {
    return new ExtentTreeImage(layout.extents(stream), layout.extentNodes(stream));
  }
}
