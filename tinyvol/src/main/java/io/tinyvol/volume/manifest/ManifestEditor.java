package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import io.tinyvol.volume.format.RootNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a manifest out of another one and changes in ascending order. It reads and writes only
 * nodes on the way to a change; all others are taken over by their digests. The root is the one
 * that a {@link ManifestWriter} gives the same mapping. Holds one open node a level, whatever the
 * volume's size and the number of changes. Not thread-safe.
 */
public final class ManifestEditor {
  private final ManifestReader base;
  private final VolumeGeometry geometry;
  private final ContentWriter nodes;
  private final List<OpenNode> interiors = new ArrayList<>();
  private @Nullable EditedLeaf leaf;
  private RootNode root;
  private long endBlock;

  /** A node above the leaves, some of whose children are others now. */
  private static final class OpenNode {
    final List<Change> changes = new ArrayList<>();
    long index;
  }

  /** What a child is now; null is absent. They come by ascending slot. */
  private record Change(int slot, InteriorNode.@Nullable Child child) {}

  /**
   * An editor of the manifest that {@code base} reads, which puts nodes with {@code nodes}. Both
   * stay the caller's to close.
   */
  public ManifestEditor(ManifestReader base, ContentWriter nodes) {
    this.base = base;
    this.geometry = base.geometry();
    this.nodes = nodes;
    this.root = base.root();
    for (int level = 1; level <= geometry.topLevel(); level++) {
      interiors.add(new OpenNode());
    }
  }

  /**
   * Replaces what the blocks from {@code startBlock} to before {@code endBlock} are mapped to.
   *
   * @param extents what they are from now on, ascending and inside the range; the rest of it is
   *     zeros
   * @throws IllegalArgumentException if the range is empty, starts before the end of the one
   *     before, or ends after the volume; or an extent lies outside or is not a part of a chunk
   * @throws io.tinyvol.cas.CorruptDataException if a node on the way is missing or damaged
   */
  public void replace(long startBlock, long endBlock, List<Extent> extents) throws IOException {
    if (startBlock < this.endBlock || startBlock >= endBlock || endBlock > geometry.blocks()) {
      throw new IllegalArgumentException(
          "blocks " + startBlock + " to " + endBlock + " after block " + this.endBlock);
    }
    this.endBlock = endBlock;
    long at = startBlock;
    for (Extent extent : extents) {
      if (extent.startBlock() < at || extent.endBlock() > endBlock) {
        throw new IllegalArgumentException(extent + " in blocks " + at + " to " + endBlock);
      }
      if (!LeafNode.canHold(extent, geometry)) {
        throw new IllegalArgumentException(extent + " is not a part of a chunk");
      }
      unmap(at, extent.startBlock());
      map(extent);
      at = extent.endBlock();
    }
    unmap(at, endBlock);
  }

  private void map(Extent extent) throws IOException {
    for (long start = extent.startBlock(); start < extent.endBlock(); ) {
      EditedLeaf edited = leafOf(start);
      long end = Math.min(extent.endBlock(), edited.endBlock());
      edited.skipTo(start, end);
      edited.add(extent.slice(start, end));
      start = end;
    }
  }

  /** Subtrees that go as a whole are not read. */
  private void unmap(long from, long to) throws IOException {
    for (long start = from; start < to; ) {
      int level = wholeSubtree(start, to);
      if (level >= 0) {
        closeUpTo(level);
        set(level, start / base.spanBlocks(level), null);
        start += base.spanBlocks(level);
      } else {
        EditedLeaf edited = leafOf(start);
        long end = Math.min(to, edited.endBlock());
        edited.skipTo(start, end);
        start = end;
      }
    }
  }

  /** The highest level of which a node starts at a block and ends in the range, or -1. */
  private int wholeSubtree(long start, long to) {
    for (int level = geometry.topLevel(); level >= 0; level--) {
      long span = base.spanBlocks(level);
      if (start % span == 0 && (to - start >= span || to == geometry.blocks())) {
        return level;
      }
    }
    return -1;
  }

  private EditedLeaf leafOf(long block) throws IOException {
    long index = block / geometry.leafBlocks();
    if (leaf == null || leaf.index() != index) {
      closeUpTo(0);
      leaf = new EditedLeaf(base, index);
    }
    return leaf;
  }

  /** Completes the open nodes up to a level, from below: each one is a change of its parent. */
  private void closeUpTo(int level) throws IOException {
    EditedLeaf edited = leaf;
    if (edited != null) {
      leaf = null;
      set(0, edited.index(), edited.put(nodes));
    }
    for (int above = 1; above <= level; above++) {
      closeInterior(above);
    }
  }

  /** Says what the node of a level and an index is now; all below it are closed. */
  private void set(int level, long index, InteriorNode.@Nullable Child child) throws IOException {
    if (level == geometry.topLevel()) {
      root =
          child == null
              ? new RootNode(geometry, 0, 0, Optional.empty())
              : new RootNode(
                  geometry, child.mappedBlocks(), child.extents(), Optional.of(child.digest()));
      return;
    }
    OpenNode parent = interiors.get(level);
    long parentIndex = index >>> VolumeGeometry.FANOUT_SHIFT;
    if (parent.index != parentIndex) {
      closeInterior(level + 1);
      parent.index = parentIndex;
    }
    int slot = (int) (index & (VolumeGeometry.FANOUT - 1));
    parent.changes.add(new Change(slot, child));
  }

  private void closeInterior(int level) throws IOException {
    OpenNode node = interiors.get(level - 1);
    if (node.changes.isEmpty()) {
      return;
    }
    List<InteriorNode.Child> children = children(level, node);
    node.changes.clear();
    set(
        level,
        node.index,
        children.isEmpty() ? null : ManifestWriter.putInterior(nodes, level, node.index, children));
  }

  /** The children that a node has now: those that changed, and the others as they were. */
  private List<InteriorNode.Child> children(int level, OpenNode node) throws IOException {
    List<InteriorNode.Child> children = new ArrayList<>();
    Digest digest = base.nodeAt(level, node.index);
    InteriorNode old = digest == null ? null : base.interior(digest, level);
    int oldCount = old == null ? 0 : old.count();
    int i = 0;
    for (Change change : node.changes) {
      for (; old != null && i < oldCount && old.child(i).index() <= change.slot(); i++) {
        if (old.child(i).index() < change.slot()) {
          children.add(old.child(i));
        }
      }
      if (change.child() != null) {
        children.add(change.child());
      }
    }
    for (; old != null && i < oldCount; i++) {
      children.add(old.child(i));
    }
    return children;
  }

  /** Completes the manifest and gives its root's digest. Nothing may be replaced any more. */
  public Digest finish() throws IOException {
    closeUpTo(geometry.topLevel());
    return nodes.put(ContentKind.NODE, root.encode());
  }
}
