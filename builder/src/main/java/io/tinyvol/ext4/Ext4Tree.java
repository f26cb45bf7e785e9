package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;
import java.util.Optional;

/** The files of a file system by their paths. From {@link Ext4Reader#tree}. */
public final class Ext4Tree {
  private final SparseReader reader;
  private final Geometry geometry;
  private final InodeLookup lookup;

  Ext4Tree(SparseReader reader, Geometry geometry, GroupTable groups) {
    this.reader = reader;
    this.geometry = geometry;
    this.lookup = new InodeLookup(reader, geometry, groups);
  }

  /**
   * Visits the root and all that can be reached from it. What is damaged is left out and counted.
   *
   * @throws Ext4Exception if there is more of a kind than memory is set aside for
   * @throws IOException if the image cannot be read or the visitor throws
   */
  public TreeReport walk(TreeVisitor visitor) throws IOException {
    SeenNumbers seen = new SeenNumbers("blocks of directories");
    FileMapper mapper = new FileMapper(reader, geometry, seen);
    DirectoryReader directories = new DirectoryReader(reader, geometry, mapper, seen);
    FactsReader facts = new FactsReader(reader, geometry, mapper);
    return new TreeWalk(lookup, directories, facts, visitor).walk();
  }

  /**
   * Tells where the data of one file lies. This is for some files: a damaged image can give all
   * files one large map, which only {@link Ext4Reader#scanFiles} reads no more than once.
   *
   * @param inode the file's inode number
   * @throws Ext4Exception if the inode is damaged, or there is no such file
   * @throws IOException if the image cannot be read or the visitor throws
   */
  public void visitExtents(long inode, FileExtentVisitor visitor) throws IOException {
    FileMapper mapper =
        new FileMapper(reader, geometry, new SeenNumbers("blocks that map one file"));
    ExtentList extents = new ExtentList();
    FileKind kind;
    long sizeBytes;
    try {
      InodeView view = lookup.read(inode);
      kind = FileKind.ofMode(view.mode());
      sizeBytes = mapper.sizeBytes(kind, view);
      if (FileMapper.hasMap(kind, view)) {
        mapper.map(view, extents);
      }
    } catch (DamagedInodeException e) {
      throw damagedInode(inode, e);
    }
    visitor.file(inode, kind, sizeBytes);
    extents.deliver(visitor);
    visitor.endFile();
  }

  /**
   * The content of a file where that lies in its inode, so that there are no extents.
   *
   * @param inode the file's inode number
   * @return the content, or empty if it does not lie there
   * @throws Ext4Exception if the inode is damaged, or there is no such file
   * @throws IOException if the image cannot be read
   */
  public Optional<byte[]> inlineContent(long inode) throws IOException {
    if (!geometry.has(Feature.INLINE_DATA)) {
      return Optional.empty();
    }
    try {
      InodeView view = lookup.read(inode);
      return view.hasInlineData()
          ? Optional.of(InlineContent.read(view, view.sizeBytes(), geometry))
          : Optional.empty();
    } catch (DamagedInodeException e) {
      throw damagedInode(inode, e);
    }
  }

  private static Ext4Exception damagedInode(long inode, DamagedInodeException e) {
    return Ext4Exception.damaged("inode " + inode + " " + e.getMessage());
  }
}
