package io.tinyvol.volume.manifest;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import java.io.IOException;

/** Walks a manifest's nodes, and leaves out the subtrees that the visitor does not want. */
public final class NodeWalk {
  private NodeWalk() {}

  /** Decides on nodes and takes the leaves' extents. */
  public interface Visitor {
    /** Whether to go into a node. */
    boolean enters(Digest node) throws IOException;

    /** An extent of a leaf that was entered; its block is counted from the leaf's start. */
    void extent(Extent extent) throws IOException;

    /** A node that cannot be read. */
    void unreadable(Digest node, IOException failure) throws IOException;
  }

  /** Walks all nodes below the root. */
  public static void walk(ManifestReader manifest, Visitor visitor) throws IOException {
    if (manifest.root().top().isPresent()) {
      walk(manifest, manifest.root().top().get(), manifest.geometry().topLevel(), visitor);
    }
  }

  /** The recursion is as deep as the tree has levels: five at most. */
  private static void walk(ManifestReader manifest, Digest digest, int level, Visitor visitor)
      throws IOException {
    if (!visitor.enters(digest)) {
      return;
    }
    if (level == 0) {
      LeafNode leaf;
      try {
        leaf = manifest.leaf(digest);
      } catch (IOException e) {
        visitor.unreadable(digest, e);
        return;
      }
      for (int i = 0; i < leaf.count(); i++) {
        visitor.extent(leaf.extent(i, 0));
      }
      return;
    }
    InteriorNode node;
    try {
      node = manifest.interior(digest, level);
    } catch (IOException e) {
      visitor.unreadable(digest, e);
      return;
    }
    for (int i = 0; i < node.count(); i++) {
      walk(manifest, node.child(i).digest(), level - 1, visitor);
    }
  }
}
