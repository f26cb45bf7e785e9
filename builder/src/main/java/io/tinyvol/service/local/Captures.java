package io.tinyvol.service.local;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.builder.commit.CommitOptions;
import io.tinyvol.builder.commit.CommitResult;
import io.tinyvol.builder.commit.DeltaCommit;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.service.CaptureSpec;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.VolumeChangedException;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.manifest.DifferingUnits;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/** Makes what lies outside the store revisions of volumes, where it is known what was changed. */
final class Captures {
  private static final int PIECE_BYTES = 1 << 20;

  private final VolumeStore store;
  private final InstantSource clock;

  Captures(VolumeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  CommittedVolume capture(CaptureSpec spec, RevisionOptions options, Progress progress)
      throws IOException {
    long started = System.nanoTime();
    if (store.catalog().find(spec.volume()).isEmpty()) {
      return capture(spec, root -> add(spec, root), progress, started);
    }
    // Held, so that nobody reads or writes it while it gets another content.
    try (VolumeHold _ = store.catalog().take(spec.volume(), "a disk is captured in it", true)) {
      checkHasBase(spec, store.catalog().get(spec.volume()));
      return capture(spec, root -> publish(spec, root, options), progress, started);
    }
  }

  private interface Publishing {
    VolumeHead publish(Digest root) throws IOException;
  }

  private CommittedVolume capture(
      CaptureSpec spec, Publishing publishing, Progress progress, long started) throws IOException {
    String what = "capture " + spec.volume();
    try (IngestSession session = store.writableContent().newSession(what)) {
      session.lease().hold(spec.base());
      ByteRanges changed = changed(spec);
      CommitResult put =
          DeltaCommit.commit(
              store.writableContent(),
              session,
              spec.base(),
              () -> open(spec),
              changed,
              new CommitOptions(store.config().maxChunkBytes(), false),
              progress);
      session.commit();
      return new CommittedVolume(
          VolumeSummary.of(spec.volume(), publishing.publish(put.root())),
          changed.totalBytes(),
          0,
          session.stats(),
          put.notes(),
          System.nanoTime() - started);
    }
  }

  private static void checkHasBase(CaptureSpec spec, VolumeHead head) throws IOException {
    if (!head.root().equals(spec.base()) || !head.layers().isEmpty()) {
      throw new VolumeChangedException(spec.volume());
    }
  }

  private static PosixFile open(CaptureSpec spec) throws IOException {
    return PosixFile.of(spec.descriptor(), "the disk");
  }

  /** Of what may have been changed, the blocks that were. */
  private ByteRanges changed(CaptureSpec spec) throws IOException {
    ByteRanges changed = new ByteRanges();
    if (!store.content().contains(ContentKind.NODE, spec.base())) {
      throw new IOException(
          "what the disk was made from is no longer in the store: build a volume from the disk");
    }
    try (VolumeView base = store.devices().view(spec.base(), List.of());
        PosixFile disk = open(spec)) {
      if (disk.sizeBytes() != base.sizeBytes()) {
        throw new IOException(
            "the disk has %d bytes, what it was made from %d: give it that size again"
                .formatted(disk.sizeBytes(), base.sizeBytes()));
      }
      DifferingUnits units = new DifferingUnits(base.sizeBytes(), changed);
      ByteBuffer was = ByteBuffer.allocateDirect(PIECE_BYTES);
      ByteBuffer is = ByteBuffer.allocateDirect(PIECE_BYTES);
      for (ByteRange range : spec.changed()) {
        for (long at = range.start(); at < range.end(); at += PIECE_BYTES) {
          int length = (int) Math.min(PIECE_BYTES, range.end() - at);
          base.readFully(at, was.clear().limit(length));
          disk.readFully(at, is.clear().limit(length));
          units.compare(at, length, was, is);
        }
      }
      units.finish();
    }
    return changed;
  }

  private VolumeHead publish(CaptureSpec spec, Digest root, RevisionOptions options)
      throws IOException {
    return store
        .catalog()
        .update(
            spec.volume(),
            head ->
                History.keeping(
                    head.committed(clock.instant(), root, List.of(), options.note()), options));
  }

  private VolumeHead add(CaptureSpec spec, Digest root) throws IOException {
    try (ContentReader nodes = store.content().newReader()) {
      VolumeGeometry geometry = new ManifestReader(nodes, root).geometry();
      VolumeHead head = VolumeHead.first(clock.instant(), geometry, root, new TreeMap<>());
      store.catalog().add(spec.volume(), head);
      return head;
    }
  }
}
