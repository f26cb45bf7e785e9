package io.tinyvol.volume.manifest;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where two volumes map different content, by their manifests alone. Subtrees that both have
 * are passed over, so the cost is that of the difference. Not thread-safe.
 */
public final class ManifestDiff {
  private final ManifestReader a;
  private final ManifestReader b;
  private final Visitor visitor;

  private ManifestDiff(ManifestReader a, ManifestReader b, Visitor visitor) {
    this.a = a;
    this.b = b;
    this.visitor = visitor;
  }

  /**
   * What a volume has in a range: a part of a chunk.
   *
   * @param chunk the chunk
   * @param offsetBytes where in the chunk the range starts
   * @param chunkBytes the chunk's whole length
   */
  public record Content(Digest chunk, int offsetBytes, int chunkBytes) {}

  /** Takes the ranges in which the volumes map different content. */
  @FunctionalInterface
  public interface Visitor {
    /** A range, in ascending order; null is zeros. */
    void range(long offsetBytes, long lengthBytes, @Nullable Content a, @Nullable Content b)
        throws IOException;
  }

  /** Visits every range in which {@code a} and {@code b} map different content. */
  public static void visit(ManifestReader a, ManifestReader b, Visitor visitor) throws IOException {
    ManifestDiff diff = new ManifestDiff(a, b, visitor);
    int level = Math.max(a.geometry().topLevel(), b.geometry().topLevel());
    diff.compare(diff.top(a, level), diff.top(b, level), level, 0);
  }

  /** The subtree of a volume at a level that may be above its own top. */
  private Subtree top(ManifestReader manifest, int level) {
    Digest digest = manifest.root().top().orElse(null);
    return digest == null
        ? Subtree.ZEROS
        : new Subtree(digest, Math.min(level, manifest.geometry().topLevel()));
  }

  /**
   * A node and its level; a node of a lower level than asked for stands for its first-born line.
   */
  private record Subtree(@Nullable Digest digest, int level) {
    static final Subtree ZEROS = new Subtree(null, 0);
  }

  private void compare(Subtree left, Subtree right, int level, long index) throws IOException {
    if (left.equals(right)) {
      return;
    }
    if (level == 0) {
      compareLeaves(pieces(a, left), pieces(b, right), index * VolumeGeometry.LEAF_BYTES);
      return;
    }
    Subtree[] leftChildren = children(a, left, level);
    Subtree[] rightChildren = children(b, right, level);
    for (int i = 0; i < VolumeGeometry.FANOUT; i++) {
      long childIndex = (index << VolumeGeometry.FANOUT_SHIFT) + i;
      compare(leftChildren[i], rightChildren[i], level - 1, childIndex);
    }
  }

  private static Subtree[] children(ManifestReader manifest, Subtree parent, int level)
      throws IOException {
    Subtree[] children = new Subtree[VolumeGeometry.FANOUT];
    Arrays.fill(children, Subtree.ZEROS);
    if (parent.digest() == null) {
      return children;
    }
    if (parent.level() < level) {
      children[0] = parent;
      return children;
    }
    InteriorNode node = manifest.interior(parent.digest(), level);
    for (int i = 0; i < node.count(); i++) {
      InteriorNode.Child child = node.child(i);
      children[child.index()] = new Subtree(child.digest(), level - 1);
    }
    return children;
  }

  /** A mapped range of a leaf, in bytes from the leaf's start. */
  private record Piece(long start, long end, Content content) {
    /** The content from {@code at} on. */
    Content from(long at) {
      return new Content(
          content.chunk(), content.offsetBytes() + (int) (at - start), content.chunkBytes());
    }
  }

  private static List<Piece> pieces(ManifestReader manifest, Subtree leafTree) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    if (leafTree.digest() == null) {
      return pieces;
    }
    LeafNode leaf = manifest.leaf(leafTree.digest());
    long blockBytes = manifest.geometry().blockBytes();
    for (int i = 0; i < leaf.count(); i++) {
      Extent extent = leaf.extent(i, 0);
      int offset = (int) (extent.chunkOffsetBlocks() * blockBytes);
      pieces.add(
          new Piece(
              extent.startBlock() * blockBytes,
              extent.endBlock() * blockBytes,
              new Content(extent.chunk(), offset, extent.chunkBytes())));
    }
    return pieces;
  }

  /** Sweeps over both leaves from edge to edge. */
  private void compareLeaves(List<Piece> left, List<Piece> right, long base) throws IOException {
    int l = 0;
    int r = 0;
    long at = 0;
    while (l < left.size() || r < right.size()) {
      Piece pl = l < left.size() ? left.get(l) : null;
      Piece pr = r < right.size() ? right.get(r) : null;
      long end = Math.min(nextEdge(pl, at), nextEdge(pr, at));
      Content cl = pl != null && pl.start() <= at ? pl.from(at) : null;
      Content cr = pr != null && pr.start() <= at ? pr.from(at) : null;
      if (cl == null ? cr != null : !cl.equals(cr)) {
        visitor.range(base + at, end - at, cl, cr);
      }
      at = end;
      l += pl != null && pl.end() == at ? 1 : 0;
      r += pr != null && pr.end() == at ? 1 : 0;
    }
  }

  private static long nextEdge(@Nullable Piece piece, long at) {
    if (piece == null) {
      return Long.MAX_VALUE;
    }
    return at < piece.start() ? piece.start() : piece.end();
  }
}
