package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.Superblock;
import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the metadata of an ext2, ext3 or ext4 file system at the start of an image, and never
 * writes. A journal that was not replayed is not looked at: what is read is then the state some
 * moments earlier.
 *
 * <p>Not for several threads at once.
 */
public final class Ext4Reader {
  private final SparseReader reader;
  private final Geometry geometry;
  private final GroupTable groups;
  private final Superblock superblock;

  private Ext4Reader(
      SparseReader reader, Superblock superblock, Geometry geometry, GroupTable groups) {
    this.reader = reader;
    this.superblock = superblock;
    this.geometry = geometry;
    this.groups = groups;
  }

  /**
   * Reads the superblock and the group descriptors.
   *
   * @param source the image, which stays the caller's to close after the reader's last use. It may
   *     be longer than the file system.
   * @throws Ext4Exception if there is no such file system, or one that is not supported, or one
   *     that is damaged as a whole
   */
  public static Ext4Reader open(SparseSource source) throws IOException {
    SparseReader reader = new SparseReader(source);
    Superblock superblock = readSuperblock(reader);
    Geometry geometry = SuperblockCheck.check(superblock, source.sizeBytes());
    DescriptorBlocks blocks = new DescriptorBlocks(superblock, geometry);
    GroupTable groups = GroupTable.read(reader, geometry, blocks);
    return new Ext4Reader(reader, superblock, geometry, groups);
  }

  private static Superblock readSuperblock(SparseReader reader) throws IOException {
    if (reader.sizeBytes() >= Superblock.OFFSET_BYTES + Superblock.SIZE_BYTES) {
      ByteBuffer bytes = SparseReader.buffer(Superblock.SIZE_BYTES);
      reader.read(Superblock.OFFSET_BYTES, bytes, Superblock.SIZE_BYTES);
      Superblock superblock = Superblock.decode(bytes);
      if (superblock.magic() == Superblock.MAGIC) {
        return superblock;
      }
    }
    throw new Ext4Exception(
        Ext4Exception.Reason.NOT_EXT4, "is not an ext2, ext3 or ext4 file system");
  }

  /** The shape of the file system. */
  public Geometry geometry() {
    return geometry;
  }

  /**
   * Tells where the data of all files lies, in the order of their inodes: regular files, those that
   * the file system keeps for itself (such as its journal) included, directories, and symlinks that
   * do not fit their inode. A file whose inode or map is damaged is left out and counted.
   *
   * @throws Ext4Exception if the maps are larger than memory is set aside for
   * @throws IOException if the image cannot be read or the visitor throws
   */
  public ScanReport scanFiles(FileExtentVisitor visitor) throws IOException {
    return scanFiles(ImageRegion.ALL, visitor);
  }

  /**
   * Tells the same of those files only whose inodes lie in a region. Of the tables of inodes no
   * more is read.
   *
   * @throws Ext4Exception as {@link #scanFiles(FileExtentVisitor)}
   */
  public ScanReport scanFiles(ImageRegion region, FileExtentVisitor visitor) throws IOException {
    SeenNumbers mapBlocks = new SeenNumbers("blocks that map files");
    FileScan scan = new FileScan(new FileMapper(reader, geometry, mapBlocks), visitor);
    new InodeTables(reader, geometry, groups).visit(region, scan);
    return scan.report();
  }

  /** Whether it was unmounted cleanly, has no errors, and its journal has nothing to be done. */
  public boolean isClean() {
    return superblock.isClean();
  }

  /**
   * Which blocks are free.
   *
   * @throws Ext4Exception if that is not certain, for the file system is not clean
   */
  public FreeBlocks freeBlocks() throws Ext4Exception {
    if (geometry.has(Feature.NEEDS_RECOVERY)) {
      throw Ext4Exception.unsupported(
          "has a journal that was not replayed, so which blocks are free is not known");
    }
    if (!isClean()) {
      throw Ext4Exception.damaged("was not unmounted cleanly or has errors");
    }
    return new FreeBlocks(reader, superblock, geometry);
  }

  /** The paths of the files. */
  public Ext4Tree tree() {
    return new Ext4Tree(reader, geometry, groups);
  }
}
