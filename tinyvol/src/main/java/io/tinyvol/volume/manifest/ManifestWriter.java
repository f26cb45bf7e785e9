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

/**
 * Builds a manifest from extents in ascending order. Holds one open node a level, whatever the
 * volume's size. Not thread-safe.
 */
public final class ManifestWriter {
  private final VolumeGeometry geometry;
  private final ContentWriter nodes;
  private final LeafBuilder leaf = new LeafBuilder();
  private final List<OpenNode> interiors = new ArrayList<>();
  private Optional<Digest> top = Optional.empty();
  private long leafIndex;
  private long endBlock;
  private long mappedBlocks;
  private long extents;

  /** A node above the leaves whose children are still coming. */
  private static final class OpenNode {
    final List<InteriorNode.Child> children = new ArrayList<>();
    long index;
  }

  /** A writer that puts the nodes with {@code nodes}, which stays the caller's to close. */
  public ManifestWriter(VolumeGeometry geometry, ContentWriter nodes) {
    this.geometry = geometry;
    this.nodes = nodes;
    for (int level = 1; level <= geometry.topLevel(); level++) {
      interiors.add(new OpenNode());
    }
  }

  /**
   * Adds an extent that starts at or after the end of the one before. One that crosses the edge of
   * a leaf is split there, and neighbours that go on in the same chunk become one: so a mapping has
   * one manifest, however it comes.
   *
   * @throws IllegalArgumentException if it overlaps what is there, ends after the volume or its
   *     chunk does, or has a chunk that no store takes
   */
  public void add(Extent extent) throws IOException {
    if (extent.startBlock() < endBlock || extent.endBlock() > geometry.blocks()) {
      throw new IllegalArgumentException(extent + " after block " + endBlock);
    }
    if (!LeafNode.canHold(extent, geometry)) {
      throw new IllegalArgumentException(extent + " is not a part of a chunk");
    }
    endBlock = extent.endBlock();
    long start = extent.startBlock();
    while (start < endBlock) {
      long index = start / geometry.leafBlocks();
      long end = Math.min(endBlock, (index + 1) * geometry.leafBlocks());
      if (index != leafIndex) {
        finishLeaf();
        leafIndex = index;
      }
      leaf.add(extent.slice(start, end));
      start = end;
    }
  }

  /** Completes the manifest and gives its root's digest. */
  public Digest finish() throws IOException {
    finishLeaf();
    for (int level = 1; level <= geometry.topLevel(); level++) {
      finishInterior(level);
    }
    return nodes.put(ContentKind.NODE, new RootNode(geometry, mappedBlocks, extents, top).encode());
  }

  private void finishLeaf() throws IOException {
    if (leaf.isEmpty()) {
      return;
    }
    InteriorNode.Child child = leaf.put(nodes, geometry, leafIndex);
    mappedBlocks += child.mappedBlocks();
    extents += child.extents();
    handUp(1, leafIndex, child);
    leaf.clear();
  }

  /** Gives a finished node to its parent at {@code level}; above the top it is the top. */
  private void handUp(int level, long childIndex, InteriorNode.Child child) throws IOException {
    if (level > geometry.topLevel()) {
      top = Optional.of(child.digest());
      return;
    }
    OpenNode parent = interiors.get(level - 1);
    long parentIndex = childIndex >>> VolumeGeometry.FANOUT_SHIFT;
    if (parentIndex != parent.index) {
      finishInterior(level);
      parent.index = parentIndex;
    }
    parent.children.add(child);
  }

  private void finishInterior(int level) throws IOException {
    OpenNode node = interiors.get(level - 1);
    if (node.children.isEmpty()) {
      return;
    }
    InteriorNode.Child child = putInterior(nodes, level, node.index, node.children);
    node.children.clear();
    handUp(level + 1, node.index, child);
  }

  /** Puts a node above the leaves, and gives what its parent has to say of it. */
  static InteriorNode.Child putInterior(
      ContentWriter nodes, int level, long index, List<InteriorNode.Child> children)
      throws IOException {
    Digest digest = nodes.put(ContentKind.NODE, InteriorNode.encode(level, children));
    long blocks = children.stream().mapToLong(InteriorNode.Child::mappedBlocks).sum();
    long extentCount = children.stream().mapToLong(InteriorNode.Child::extents).sum();
    return LeafBuilder.child(index, blocks, extentCount, digest);
  }
}
