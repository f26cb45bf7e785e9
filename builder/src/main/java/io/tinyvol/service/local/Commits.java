package io.tinyvol.service.local;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.commit.CommitOptions;
import io.tinyvol.builder.commit.CommitResult;
import io.tinyvol.builder.commit.DeltaCommit;
import io.tinyvol.builder.commit.Ext4Resize;
import io.tinyvol.builder.commit.GrownFilesystem;
import io.tinyvol.builder.commit.Views;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.lease.Lease;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeInUseException;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.manifest.ManifestResize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Puts what was written to volumes into chunks. As with builds, content is durable before a head
 * names it.
 */
final class Commits {
  private final VolumeStore store;
  private final InstantSource clock;

  Commits(VolumeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What a piece of work has put so far. */
  private record Put(Digest root, long changedBytes, long droppedBytes, List<String> notes) {
    static Put nothing(Digest root) {
      return new Put(root, 0, 0, List.of());
    }

    Put and(Put later) {
      List<String> all = new ArrayList<>(notes);
      all.addAll(later.notes);
      return new Put(
          later.root, changedBytes + later.changedBytes, droppedBytes + later.droppedBytes, all);
    }
  }

  CommittedVolume commit(String name, boolean dropFree, RevisionOptions options, Progress progress)
      throws IOException {
    long started = System.nanoTime();
    // Held from before the head is read until another one names what is made of it.
    try (IngestSession session = store.writableContent().newSession("commit " + name);
        Lease reading = store.leases().open("commit " + name)) {
      VolumeHead frozen = store.catalog().updateFrozen(name, false, head -> head);
      List<UUID> layers = frozen.layers();
      reading.hold(frozen.root()).settle();
      Put put = put(frozen, dropFree, session, progress);
      VolumeHead head = frozen;
      if (!layers.isEmpty()) {
        session.commit();
        head = publish(name, frozen, put.root(), options);
      }
      return result(name, head, put, session, started);
    }
  }

  private Put put(VolumeHead frozen, boolean dropFree, IngestSession session, Progress progress)
      throws IOException {
    if (frozen.layers().isEmpty()) {
      return Put.nothing(frozen.root());
    }
    try (VolumeView view = store.devices().view(frozen.root(), frozen.layers())) {
      ByteRanges changed = new ByteRanges();
      view.forEachChange(changed::range);
      return put(frozen.root(), view::share, changed, dropFree, session, progress);
    }
  }

  private Put put(
      Digest base,
      Views views,
      ByteRanges changed,
      boolean dropFree,
      IngestSession session,
      Progress progress)
      throws IOException {
    CommitOptions how = new CommitOptions(store.config().maxChunkBytes(), dropFree);
    CommitResult result =
        DeltaCommit.commit(store.writableContent(), session, base, views, changed, how, progress);
    return new Put(result.root(), changed.totalBytes(), result.droppedBytes(), result.notes());
  }

  private VolumeHead publish(String name, VolumeHead frozen, Digest root, RevisionOptions options)
      throws IOException {
    List<UUID> layers = frozen.layers();
    try {
      return store
          .catalog()
          .update(
              name,
              head -> {
                checkSame(name, frozen, head);
                return History.keeping(
                    head.committed(clock.instant(), root, layers, options.note()), options);
              },
              store.devices()::rebase);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * More may have been written, and layers may have been merged: a merged one has what was
   * committed, or what is newer, so it stays over that. But there must be no other revision.
   */
  private static void checkSame(String name, VolumeHead frozen, VolumeHead head) {
    if (!head.present().equals(frozen.present())) {
      throw new UncheckedIOException(
          new VolumeInUseException(name, "another revision was made meanwhile"));
    }
  }

  private static CommittedVolume result(
      String name, VolumeHead head, Put put, IngestSession session, long started) {
    return new CommittedVolume(
        VolumeSummary.of(name, head),
        put.changedBytes(),
        put.droppedBytes(),
        session.stats(),
        put.notes(),
        System.nanoTime() - started);
  }

  CommittedVolume resize(
      String name,
      long virtualBytes,
      boolean growFilesystem,
      RevisionOptions options,
      Progress progress)
      throws IOException {
    long started = System.nanoTime();
    // Held, so that nobody writes to it while it is looked at.
    try (VolumeHold _ = store.catalog().take(name, "it is being resized", true);
        IngestSession session = store.writableContent().newSession("resize " + name)) {
      VolumeHead frozen = store.catalog().updateFrozen(name, false, head -> head);
      VolumeGeometry old = frozen.geometry();
      VolumeGeometry geometry = new VolumeGeometry(virtualBytes, old.blockBytes());
      Put put = put(frozen, false, session, progress);
      if (virtualBytes < old.virtualBytes()) {
        if (virtualBytes % old.blockBytes() != 0) {
          throw new IllegalArgumentException(
              name + ": can be cut off at multiples of " + old.blockBytes() + " bytes only");
        }
        checkUnused(name, frozen, virtualBytes);
      }
      Digest resized =
          ManifestResize.cutToSize(
              store.writableContent(), session, put.root(), geometry.virtualBytes());
      put = put.and(Put.nothing(resized));
      if (growFilesystem) {
        put = put.and(grown(put.root(), virtualBytes, session, progress));
      }
      session.commit();
      Digest root = put.root();
      VolumeHead head =
          store
              .catalog()
              .update(
                  name,
                  present ->
                      History.keeping(
                          present.resized(clock.instant(), geometry, root, options.note()),
                          options));
      return result(name, head, put, session, started);
    }
  }

  private void checkUnused(String name, VolumeHead frozen, long virtualBytes) throws IOException {
    try (VolumeView view = store.devices().view(frozen.root(), frozen.layers())) {
      if (!Ext4Resize.isUnusedFrom(view, virtualBytes)) {
        throw new SourceException(
            name
                + ": cannot be cut off at "
                + virtualBytes
                + " bytes: what follows is in use; shrink the file system in it first");
      }
    }
  }

  private Put grown(Digest root, long virtualBytes, IngestSession session, Progress progress)
      throws IOException {
    try (VolumeView view = store.devices().view(root, List.of());
        GrownFilesystem grown = Ext4Resize.grow(view, virtualBytes, store.folder().temporary())) {
      return put(root, grown::open, grown.changed(), false, session, progress);
    }
  }
}
