package io.tinyvol.builder.commit;

import io.tinyvol.builder.cut.Gather;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.ext4.Ext4Exception;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ManifestEditor;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts what changed in a volume into the store and makes the manifest of its new state, at the cost
 * of the change: of the file system, where there is one, the superblock, the group descriptors and
 * changed inodes are read, and of the base manifest what is on the way to changes.
 *
 * <p>A file that changed has a changed inode. Its windows in which something changed are put as a
 * whole, as a build would, so that they are the chunks that the same file gives elsewhere. All else
 * that changed is put as it is, cut where the windows of an image are.
 */
public final class DeltaCommit {
  private static final int UNIT_BYTES = 4096;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int BATCH_RUNS = 256;
  private static final int GATHERS_A_TASK = 16;

  private final Views views;
  private final IngestSession session;
  private final CommitOptions options;
  private final Progress progress;
  private final VolumeGeometry geometry;
  private final ManifestEditor editor;

  private List<CommitRun> batch = new ArrayList<>();
  private long batchBytes;
  private long reportedBytes;

  private DeltaCommit(
      Views views,
      IngestSession session,
      CommitOptions options,
      Progress progress,
      VolumeGeometry geometry,
      ManifestEditor editor) {
    this.views = views;
    this.session = session;
    this.options = options;
    this.progress = progress;
    this.geometry = geometry;
    this.editor = editor;
  }

  /** What a batch of runs becomes, and how many changed bytes come before its end. */
  private record Done(List<BlockEdit> edits, long walkedBytes) {}

  /**
   * Commits changes. Nothing is published, and the session is not committed: the new root is
   * durable when the caller has done that. The new state's bytes are the view's, except for those
   * that {@link CommitOptions#dropFree} makes zeros.
   *
   * @param store has the base manifest
   * @param session takes chunks and nodes
   * @param baseRoot the manifest that the changes are over
   * @param views open views of the whole new state, of the base volume's size
   * @param changed where the new state may differ from the base: whole blocks of 4 KiB, the last
   *     one perhaps cut off by the volume's end
   * @throws io.tinyvol.builder.SourceException if free blocks are to be dropped, and which are free
   *     is not certain: there is no ext4 file system, or it is damaged, was not unmounted cleanly
   *     or has a journal to be replayed
   * @throws IllegalArgumentException if the view has another size, or changes lie outside
   * @throws io.tinyvol.cas.CorruptDataException if the base manifest is damaged
   */
  public static CommitResult commit(
      ContentStore store,
      IngestSession session,
      Digest baseRoot,
      Views views,
      ByteRanges changed,
      CommitOptions options,
      Progress progress)
      throws IOException {
    try (ContentReader reader = store.newReader();
        ContentWriter nodes = session.newWriter();
        SparseSource view = views.open()) {
      ManifestReader base = new ManifestReader(reader, baseRoot);
      VolumeGeometry geometry = base.geometry();
      check(geometry, view, changed);
      ManifestEditor editor = new ManifestEditor(base, nodes);
      CommitPlan plan =
          CommitPlan.of(view, geometry.blockBytes(), new ChangedRegion(changed), options);
      return new DeltaCommit(views, session, options, progress, geometry, editor)
          .run(plan, view, changed);
    }
  }

  private static void check(VolumeGeometry geometry, SparseSource view, ByteRanges changed) {
    if (view.sizeBytes() != geometry.virtualBytes()) {
      throw new IllegalArgumentException("a view of " + view.sizeBytes() + " bytes of " + geometry);
    }
    for (int i = 0; i < changed.size(); i++) {
      long end = changed.offsetBytes(i) + changed.lengthBytes(i);
      boolean whole = end % UNIT_BYTES == 0 || end == view.sizeBytes();
      if (changed.offsetBytes(i) % UNIT_BYTES != 0 || !whole || end > view.sizeBytes()) {
        throw new IllegalArgumentException(
            "changed bytes " + changed.offsetBytes(i) + " to " + end + " of " + geometry);
      }
    }
  }

  private CommitResult run(CommitPlan plan, SparseSource view, ByteRanges changed)
      throws IOException {
    progress.begin("committing", changed.totalBytes());
    List<Gather> gathers = plan.cuts().gathers();
    GatheredEdits gathered = new GatheredEdits(gathers, gather(gathers));
    try (OrderedPipeline<CommitWorker, Done> pipeline = pipeline(done -> edit(done, gathered))) {
      ChangeWalk walk =
          new ChangeWalk(
              changed, view, geometry, plan, (run, walked) -> add(run, walked, pipeline));
      walk.walk();
      submit(changed.totalBytes(), pipeline);
      pipeline.finish();
      editGatheredBefore(Long.MAX_VALUE, gathered);
      return new CommitResult(
          editor.finish(),
          walk.fileWindows() + gathers.size(),
          walk.droppedBlocks() * geometry.blockBytes(),
          plan.notes());
    } catch (Ext4Exception e) {
      // Only what tells which blocks are free is still read of the file system.
      throw CommitPlan.notCertain(e);
    }
  }

  private <T> OrderedPipeline<CommitWorker, T> pipeline(OrderedPipeline.Results<T> results)
      throws IOException {
    return new OrderedPipeline<>(
        OrderedPipeline.workersForAllCores(),
        () ->
            new CommitWorker(views.open(), geometry, options.maxChunkBytes(), session.newWriter()),
        results);
  }

  /** Their extents are kept: a plan bounds how many there are. */
  private List<Extent> gather(List<Gather> gathers) throws IOException {
    List<Extent> extents = new ArrayList<>();
    if (gathers.isEmpty()) {
      return extents;
    }
    try (OrderedPipeline<CommitWorker, List<Extent>> pipeline = pipeline(extents::addAll)) {
      for (int i = 0; i < gathers.size(); i += GATHERS_A_TASK) {
        List<Gather> part = gathers.subList(i, Math.min(i + GATHERS_A_TASK, gathers.size()));
        pipeline.submit(worker -> worker.gather(part));
      }
      pipeline.finish();
    }
    return extents;
  }

  private void add(CommitRun run, long walkedBytes, OrderedPipeline<CommitWorker, Done> pipeline)
      throws IOException {
    batch.add(run);
    batchBytes += run.isZero() ? 0 : (run.endBlock() - run.startBlock()) * geometry.blockBytes();
    if (batchBytes >= BATCH_BYTES || batch.size() >= BATCH_RUNS) {
      submit(walkedBytes, pipeline);
    }
  }

  private void submit(long walkedBytes, OrderedPipeline<CommitWorker, Done> pipeline)
      throws IOException {
    List<CommitRun> runs = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    pipeline.submit(worker -> new Done(worker.put(runs), walkedBytes));
  }

  private void edit(Done done, GatheredEdits gathered) throws IOException {
    for (BlockEdit edit : done.edits()) {
      editGatheredBefore(edit.startBlock(), gathered);
      editor.replace(edit.startBlock(), edit.endBlock(), edit.extents());
    }
    progress.advance(done.walkedBytes() - reportedBytes);
    reportedBytes = done.walkedBytes();
  }

  private void editGatheredBefore(long block, GatheredEdits gathered) throws IOException {
    while (gathered.hasBefore(block)) {
      BlockEdit edit = gathered.next();
      editor.replace(edit.startBlock(), edit.endBlock(), edit.extents());
    }
  }
}
