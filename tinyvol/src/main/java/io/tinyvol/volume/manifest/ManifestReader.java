package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import io.tinyvol.volume.format.ManifestNode;
import io.tinyvol.volume.format.RootNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one manifest, with a cache of nodes. Not thread-safe. */
public final class ManifestReader {
  private final ContentReader content;
  private final RootNode root;
  private final NodeCache cache;

  /**
   * Opens the manifest with this root; the reader of content stays the caller's.
   *
   * @throws io.tinyvol.cas.CorruptDataException if the root is missing or damaged
   */
  public ManifestReader(ContentReader content, Digest rootDigest) throws IOException {
    this(content, rootDigest, new RecentNodes());
  }

  /** The same with a cache that others may use as well. */
  public ManifestReader(ContentReader content, Digest rootDigest, NodeCache cache)
      throws IOException {
    this.content = content;
    this.cache = cache;
    this.root = RootNode.decode(content.read(ContentKind.NODE, rootDigest), rootDigest);
  }

  /** The root node: the volume's geometry and totals. */
  public RootNode root() {
    return root;
  }

  /** The volume's geometry. */
  public VolumeGeometry geometry() {
    return root.geometry();
  }

  /**
   * The extent that holds a block, or null where the block is zeros.
   *
   * @throws IllegalArgumentException if the volume has no such block
   */
  public @Nullable Extent find(long block) throws IOException {
    if (block < 0 || block >= geometry().blocks()) {
      throw new IllegalArgumentException("no block of " + geometry() + ": " + block);
    }
    long leafIndex = block / geometry().leafBlocks();
    Digest digest = nodeAt(0, leafIndex);
    if (digest == null) {
      return null;
    }
    LeafNode leaf = leaf(digest);
    long baseBlock = leafIndex * geometry().leafBlocks();
    int i = leaf.find((int) (block - baseBlock));
    return i < 0 ? null : inside(leaf.extent(i, baseBlock));
  }

  /**
   * The digest of the node of this level and index, counted over the whole volume, or null where it
   * is absent.
   */
  @Nullable Digest nodeAt(int level, long index) throws IOException {
    Digest digest = root.top().orElse(null);
    for (int above = topLevel(); above > level && digest != null; above--) {
      long childIndex = index >>> ((above - 1 - level) * VolumeGeometry.FANOUT_SHIFT);
      InteriorNode node = interior(digest, above);
      int i = node.find((int) childIndex & (VolumeGeometry.FANOUT - 1));
      digest = i < 0 ? null : node.child(i).digest();
    }
    return digest;
  }

  /** The block after the last one that is mapped; 0 where none is. Reads one node a level. */
  public long mappedEndBlock() throws IOException {
    Digest digest = root.top().orElse(null);
    if (digest == null) {
      return 0;
    }
    long index = 0;
    for (int level = topLevel(); level > 0; level--) {
      InteriorNode node = interior(digest, level);
      InteriorNode.Child last = node.child(node.count() - 1);
      index = (index << VolumeGeometry.FANOUT_SHIFT) + last.index();
      digest = last.digest();
    }
    LeafNode leaf = leaf(digest);
    return inside(leaf.extent(leaf.count() - 1, index * geometry().leafBlocks())).endBlock();
  }

  /** The extent that holds a block or, where that is zeros, the next one; null if none follows. */
  public @Nullable Extent firstExtentAtOrAfter(long block) throws IOException {
    if (root.top().isEmpty() || block >= geometry().blocks()) {
      return null;
    }
    return firstExtent(root.top().get(), topLevel(), 0, block);
  }

  /** The recursion enters one subtree without result at most on each level. */
  private @Nullable Extent firstExtent(Digest digest, int level, long index, long block)
      throws IOException {
    long start = index * spanBlocks(level);
    if (level == 0) {
      LeafNode leaf = leaf(digest);
      int i = leaf.firstEndingAfter((int) Math.max(0, block - start));
      return i == leaf.count() ? null : inside(leaf.extent(i, start));
    }
    InteriorNode node = interior(digest, level);
    long slot = Math.max(0, block - start) / spanBlocks(level - 1);
    for (int i = node.firstAtOrAfter((int) slot); i < node.count(); i++) {
      InteriorNode.Child child = node.child(i);
      long childIndex = (index << VolumeGeometry.FANOUT_SHIFT) + child.index();
      Extent found = firstExtent(child.digest(), level - 1, childIndex, block);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The first block at or after this one that no extent holds, or the number of blocks. */
  public long firstGapAtOrAfter(long block) throws IOException {
    if (root.top().isEmpty() || block >= geometry().blocks()) {
      return Math.min(block, geometry().blocks());
    }
    return Math.min(firstGap(root.top().get(), topLevel(), 0, block), geometry().blocks());
  }

  /** Looks in one subtree, whose end it gives if there is no gap in it. */
  private long firstGap(Digest digest, int level, long index, long block) throws IOException {
    long at = block;
    if (level == 0) {
      LeafNode leaf = leaf(digest);
      long start = index * geometry().leafBlocks();
      for (int i = leaf.firstEndingAfter((int) (block - start)); i < leaf.count(); i++) {
        Extent extent = leaf.extent(i, start);
        if (extent.startBlock() > at) {
          return at;
        }
        at = extent.endBlock();
      }
      return at;
    }
    InteriorNode node = interior(digest, level);
    long childBlocks = spanBlocks(level - 1);
    long end = (index + 1) * spanBlocks(level);
    while (at < end) {
      long childIndex = at / childBlocks;
      int i = node.find((int) childIndex & (VolumeGeometry.FANOUT - 1));
      if (i < 0) {
        return at;
      }
      InteriorNode.Child child = node.child(i);
      long childEnd = (childIndex + 1) * childBlocks;
      // A child that is mapped as a whole need not be read.
      if (child.mappedBlocks() < childBlocks) {
        long gap = firstGap(child.digest(), level - 1, childIndex, at);
        if (gap < childEnd) {
          return gap;
        }
      }
      at = childEnd;
    }
    return at;
  }

  /** The blocks that a node of this level covers. */
  long spanBlocks(int level) {
    return (long) geometry().leafBlocks() << (level * VolumeGeometry.FANOUT_SHIFT);
  }

  /** A manifest from elsewhere may map more than the volume has. */
  Extent inside(Extent extent) throws CorruptDataException {
    if (extent.endBlock() > geometry().blocks()) {
      throw new CorruptDataException("manifest", "maps blocks after its end: " + extent);
    }
    return extent;
  }

  /** What is told of the extents of a manifest. */
  @FunctionalInterface
  public interface ExtentVisitor {
    /** One extent; they come in ascending order. */
    void visit(Extent extent) throws IOException;
  }

  /** Visits all extents in ascending order. */
  public void forEachExtent(ExtentVisitor visitor) throws IOException {
    if (root.top().isPresent()) {
      visit(root.top().get(), topLevel(), 0, visitor);
    }
  }

  /** The plain bytes of all nodes, the root included; nodes that occur twice count twice. */
  public long nodeBytes() throws IOException {
    long bytes = RootNode.BYTES;
    return root.top().isEmpty() ? bytes : bytes + nodeBytes(root.top().get(), topLevel());
  }

  private long nodeBytes(Digest digest, int level) throws IOException {
    if (level == 0) {
      return leaf(digest).sizeBytes();
    }
    InteriorNode node = interior(digest, level);
    long bytes = node.sizeBytes();
    for (int i = 0; i < node.count(); i++) {
      bytes += nodeBytes(node.child(i).digest(), level - 1);
    }
    return bytes;
  }

  private int topLevel() {
    return geometry().topLevel();
  }

  /** The recursion is as deep as the tree has levels: five at most. */
  private void visit(Digest digest, int level, long index, ExtentVisitor visitor)
      throws IOException {
    if (level == 0) {
      LeafNode leaf = leaf(digest);
      for (int i = 0; i < leaf.count(); i++) {
        visitor.visit(inside(leaf.extent(i, index * geometry().leafBlocks())));
      }
      return;
    }
    InteriorNode node = interior(digest, level);
    for (int i = 0; i < node.count(); i++) {
      InteriorNode.Child child = node.child(i);
      long childIndex = (index << VolumeGeometry.FANOUT_SHIFT) + child.index();
      visit(child.digest(), level - 1, childIndex, visitor);
    }
  }

  /** The node above the leaves with this digest. */
  public InteriorNode interior(Digest digest, int level) throws IOException {
    ManifestNode cached = cache.get(digest);
    if (cached instanceof InteriorNode node && node.level() == level) {
      return node;
    }
    InteriorNode node = InteriorNode.decode(content.read(ContentKind.NODE, digest), level, digest);
    cache.put(digest, node);
    return node;
  }

  /** The leaf with this digest. */
  public LeafNode leaf(Digest digest) throws IOException {
    ManifestNode cached = cache.get(digest);
    if (cached instanceof LeafNode leaf && leaf.blockBytes() == geometry().blockBytes()) {
      return leaf;
    }
    LeafNode leaf = LeafNode.decode(content.read(ContentKind.NODE, digest), geometry(), digest);
    cache.put(digest, leaf);
    return leaf;
  }
}
