package io.tinyvol.volume.gc;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.lease.CollectionCycle;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.chunkset.DigestParts;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Removes content that nothing refers to, beside whatever else goes on in the store, by mark and
 * sweep: see {@link CollectionCycle} for why nothing that is used, or about to be, can go. Memory
 * is bounded by looking at a part of all chunks at a time.
 */
public final class GarbageCollector {
  /** Names who keeps content whom no lease and no pool names: the volumes. */
  static final String VOLUMES = "volumes";

  private final VolumeStore store;
  private final ContentStore content;
  private final boolean dryRun;
  private final Map<Digest, String> others;
  private final Progress progress;
  private final Counts counts = new Counts();

  private GarbageCollector(
      VolumeStore store, boolean dryRun, Map<Digest, String> others, Progress progress)
      throws IOException {
    this.store = store;
    this.content = dryRun ? store.content() : store.writableContent();
    this.dryRun = dryRun;
    this.others = others;
    this.progress = progress;
  }

  /** Who uses content of the store and is not part of it. */
  @FunctionalInterface
  public interface Others {
    /** The roots that are used, and by whom, for people. */
    Map<Digest, String> roots() throws IOException;
  }

  /**
   * Collects, or only says what a collection would free. If it fails half way, what it removed was
   * dead, and the rest goes next time.
   *
   * @param others is asked once the collection has begun
   * @throws io.tinyvol.cas.CorruptDataException if a head or a manifest cannot be read; then
   *     nothing is removed, for what it refers to is not known
   * @throws IOException if another collection is going on
   */
  public static GcReport run(VolumeStore store, boolean dryRun, Others others, Progress progress)
      throws IOException {
    try (CollectionCycle cycle = begin(store)) {
      return new GarbageCollector(store, dryRun, others.roots(), progress).run(cycle);
    }
  }

  private static CollectionCycle begin(VolumeStore store) throws IOException {
    return store
        .leases()
        .collect()
        .orElseThrow(() -> new IOException("a collection is going on already; wait for its end"));
  }

  private GcReport run(CollectionCycle cycle) throws IOException {
    Set<Digest> headRoots = new LinkedHashSet<>();
    for (VolumeHead head : store.catalog().all().values()) {
      headRoots.addAll(head.roots());
    }
    if (!dryRun) {
      // A removal of a head that is not durable yet might be undone by a crash, ours not.
      store.catalog().sync();
    }
    try (ContentReader reader = content.newReader()) {
      DigestParts parts = parts(reader, headRoots);
      for (int part = 0; part < parts.count(); part++) {
        Marks marks = new Marks(reader, parts, part, progress);
        mark(marks, headRoots, cycle);
        new Sweep(content, cycle, marks, counts, dryRun).run(parts, part, progress);
      }
    }
    long reclaimed = dryRun ? 0 : content.pruner().reclaim(() -> progress.advance(0));
    return counts.report(reclaimed);
  }

  /** No more chunks are alive than the store has, nor than all extents name. */
  private DigestParts parts(ContentReader reader, Set<Digest> roots) throws IOException {
    long extents = 0;
    long most = content.estimatedChunks();
    for (Digest root : roots) {
      if (extents > most) {
        break;
      }
      extents += new ManifestReader(reader, root).root().extents();
    }
    return DigestParts.forChunks(Math.min(extents, most));
  }

  private void mark(Marks marks, Set<Digest> headRoots, CollectionCycle cycle) throws IOException {
    progress.begin("marking", headRoots.size());
    for (Digest root : headRoots) {
      marks.mark(root, VOLUMES);
      progress.advance(1);
    }
    for (Map.Entry<Digest, String> other : others.entrySet()) {
      markIfThere(marks, other.getKey(), other.getValue());
    }
    do {
      awaitSettled(cycle);
      for (Digest root : cycle.roots()) {
        markIfThere(marks, root, cycle.holder(root).orElse(VOLUMES));
      }
    } while (!cycle.knows(marks.roots()));
  }

  /** A root that is gone, as may be one of a disk that was made long ago, leads to nothing. */
  private void markIfThere(Marks marks, Digest root, String holder) throws IOException {
    if (content.contains(ContentKind.NODE, root)) {
      marks.mark(root, holder);
    } else {
      marks.roots().add(root);
    }
  }

  private void awaitSettled(CollectionCycle cycle) throws IOException {
    try {
      while (!cycle.isSettled()) {
        progress.advance(0);
        cycle.awaitChange();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the collection was ended").initCause(e);
    }
  }
}
