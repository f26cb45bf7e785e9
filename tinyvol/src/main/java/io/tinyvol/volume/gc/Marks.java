package io.tinyvol.volume.gc;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.chunkset.ChunkNumbers;
import io.tinyvol.volume.chunkset.DigestParts;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.NodeWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is alive, and for whom: all nodes that roots lead to, and of the chunks those of one part.
 * Each distinct node is read once, however many roots lead to it. Digests are told apart by 128
 * bits: should two ever agree in these, one is kept that could go.
 */
final class Marks {
  private final ContentReader reader;
  private final DigestParts parts;
  private final int part;
  private final Progress progress;
  private final ChunkNumbers nodes = new ChunkNumbers();
  private final ChunkNumbers chunks = new ChunkNumbers();
  private final Set<Digest> roots = new HashSet<>();

  /** In the order of marking: content gets its numbers in that order too. */
  private final List<Stage> stages = new ArrayList<>();

  /** What had been marked before somebody's content was. */
  private record Stage(String holder, int nodesBefore, int chunksBefore) {}

  Marks(ContentReader reader, DigestParts parts, int part, Progress progress) {
    this.reader = reader;
    this.parts = parts;
    this.part = part;
    this.progress = progress;
  }

  /** The roots that have been marked. */
  Set<Digest> roots() {
    return roots;
  }

  /**
   * Marks all that a root leads to, and is not marked yet, as kept by somebody.
   *
   * @throws io.tinyvol.cas.CorruptDataException if a node cannot be read: what is below it would be
   *     taken for dead
   */
  void mark(Digest root, String holder) throws IOException {
    if (!roots.add(root)) {
      return;
    }
    if (stages.isEmpty() || !stages.getLast().holder().equals(holder)) {
      stages.add(new Stage(holder, nodes.size(), chunks.size()));
    }
    Walk walk = new Walk();
    if (walk.enters(root)) {
      NodeWalk.walk(new ManifestReader(reader, root), walk);
    }
  }

  /** Who keeps a piece of content, or null if it is not marked. */
  @Nullable String holder(ContentKind kind, Digest digest) {
    int number =
        switch (kind) {
          case NODE -> nodes.find(digest);
          case CHUNK -> chunks.find(digest);
        };
    if (number < 0) {
      return null;
    }
    for (int i = stages.size() - 1; i > 0; i--) {
      Stage stage = stages.get(i);
      if (number >= (kind == ContentKind.NODE ? stage.nodesBefore() : stage.chunksBefore())) {
        return stage.holder();
      }
    }
    return stages.getFirst().holder();
  }

  private final class Walk implements NodeWalk.Visitor {
    @Override
    public boolean enters(Digest node) {
      progress.advance(0);
      int before = nodes.size();
      return nodes.add(node) == before;
    }

    @Override
    public void extent(Extent extent) {
      if (parts.contains(part, extent.chunk())) {
        chunks.add(extent.chunk());
      }
    }

    @Override
    public void unreadable(Digest node, IOException failure) throws IOException {
      throw failure;
    }
  }
}
