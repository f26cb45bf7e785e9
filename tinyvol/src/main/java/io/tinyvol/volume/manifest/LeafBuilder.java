package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The extents of a leaf that is being made. Those that go on in the same chunk become one. */
final class LeafBuilder {
  private final List<Extent> extents = new ArrayList<>();

  boolean isEmpty() {
    return extents.isEmpty();
  }

  void clear() {
    extents.clear();
  }

  /** Adds an extent behind the others, inside the leaf. */
  void add(Extent extent) {
    Extent last = extents.isEmpty() ? null : extents.getLast();
    if (last != null
        && last.endBlock() == extent.startBlock()
        && last.chunk().equals(extent.chunk())
        && last.chunkOffsetBlocks() + last.blockCount() == extent.chunkOffsetBlocks()) {
      int blocks = last.blockCount() + extent.blockCount();
      int offset = last.chunkOffsetBlocks();
      extents.removeLast();
      extents.add(new Extent(last.startBlock(), blocks, last.chunk(), offset, last.chunkBytes()));
    } else {
      extents.add(extent);
    }
  }

  /** Puts the leaf, which is not empty, and gives what its parent has to say of it. */
  InteriorNode.Child put(ContentWriter nodes, VolumeGeometry geometry, long leafIndex)
      throws IOException {
    long blocks = extents.stream().mapToLong(Extent::blockCount).sum();
    long baseBlock = leafIndex * geometry.leafBlocks();
    Digest digest =
        nodes.put(ContentKind.NODE, LeafNode.encode(geometry.blockBytes(), baseBlock, extents));
    return child(leafIndex, blocks, extents.size(), digest);
  }

  /** A node as its parent knows it, by its index among all nodes of its level. */
  static InteriorNode.Child child(long index, long mappedBlocks, long extents, Digest digest) {
    int slot = (int) (index & (VolumeGeometry.FANOUT - 1));
    return new InteriorNode.Child(slot, mappedBlocks, extents, digest);
  }
}
