package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A leaf of a manifest that changes, from its start on. Read only if some of it stays. */
final class EditedLeaf {
  private final ManifestReader base;
  private final long index;
  private final long startBlock;
  private final LeafBuilder builder = new LeafBuilder();
  private long at;

  EditedLeaf(ManifestReader base, long index) {
    this.base = base;
    this.index = index;
    this.startBlock = index * base.geometry().leafBlocks();
    this.at = startBlock;
  }

  long index() {
    return index;
  }

  /** The block after the leaf's last. */
  long endBlock() {
    return startBlock + base.geometry().leafBlocks();
  }

  /** Keeps what is mapped before {@code from}, and drops it from there to before {@code to}. */
  void skipTo(long from, long to) throws IOException {
    if (at < from) {
      keep(from);
    }
    at = to;
  }

  /** Maps blocks that were skipped. */
  void add(Extent extent) {
    builder.add(extent);
  }

  private void keep(long to) throws IOException {
    Digest digest = base.nodeAt(0, index);
    if (digest == null) {
      return;
    }
    LeafNode old = base.leaf(digest);
    for (int i = old.firstEndingAfter((int) (at - startBlock)); i < old.count(); i++) {
      Extent extent = base.inside(old.extent(i, startBlock));
      if (extent.startBlock() >= to) {
        return;
      }
      builder.add(extent.slice(Math.max(at, extent.startBlock()), Math.min(to, extent.endBlock())));
    }
  }

  /** Puts the leaf with the rest of what it mapped; null if it maps nothing any more. */
  InteriorNode.@Nullable Child put(ContentWriter nodes) throws IOException {
    skipTo(endBlock(), endBlock());
    return builder.isEmpty() ? null : builder.put(nodes, base.geometry(), index);
  }
}
