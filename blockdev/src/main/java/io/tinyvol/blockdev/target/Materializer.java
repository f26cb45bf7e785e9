package io.tinyvol.blockdev.target;

import io.tinyvol.blockdev.RangeSink;
import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.OutputFile;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;

/**
 * Writes volumes to targets: in order, in whole blocks, from one thread, while all cores read and
 * decompress ahead. What a target has behind the volume's end stays as it was.
 */
public final class Materializer {
  /**
   * At a disk's usual pace about a second's work, which a run that is killed loses at most. Tests
   * of that would have to write as much, and set less.
   */
  private static final long CHECKPOINT_BYTES =
      Long.getLong("io.tinyvol.checkpointBytes", 256L << 20);

  private final ContentStore store;
  private final Progress progress;
  private final long checkpointBytes;

  /** Writes what lies in {@code store}. */
  public Materializer(ContentStore store, Progress progress) {
    this(store, progress, CHECKPOINT_BYTES);
  }

  /** The same, which remembers how far it is after so many bytes each. */
  Materializer(ContentStore store, Progress progress, long checkpointBytes) {
    this.store = store;
    this.progress = progress;
    this.checkpointBytes = checkpointBytes;
  }

  /**
   * What was done.
   *
   * @param writtenBytes bytes that were written
   * @param zeroedBytes bytes that were made zeros without being written by us
   * @param keptBytes bytes that an interrupted run had written, and that were found right
   */
  public record Result(long writtenBytes, long zeroedBytes, long keptBytes) {}

  /**
   * Writes a volume; durable on return. After a failure or a crash the target holds anything.
   *
   * @param checkpoints of this content on this target, or none
   * @throws TargetTooSmallException if it does not fit, before anything is written
   */
  public Result write(VolumeView view, Target target, Checkpoints checkpoints) throws IOException {
    if (view.sizeBytes() > target.sizeBytes()) {
      throw new TargetTooSmallException(target.toString(), target.sizeBytes(), view.sizeBytes());
    }
    try (TargetWriter writer = new TargetWriter(target, checkpoints, checkpointBytes)) {
      writer.begin(view.sizeBytes());
      copy(view, new BlockAssembler(target.blockBytes(), writer), "writing");
      writer.finish();
      return new Result(writer.writtenBytes(), writer.zeroedBytes(), writer.keptBytes());
    }
  }

  /**
   * Makes a target that holds another volume hold this one: writes what differs; durable on return.
   *
   * @param differing the blocks in which it differs
   */
  public Result update(VolumeView view, Target target, DifferingBlocks differing)
      throws IOException {
    try (TargetWriter writer = new TargetWriter(target, Checkpoints.NONE, checkpointBytes)) {
      BlockAssembler blocks = new BlockAssembler(target.blockBytes(), writer);
      RangesSink sink = new RangesSink(differing.ranges(), blocks);
      new VolumeExport(store, named("writing")).copy(view, differing.ranges(), sink);
      writer.finish();
      return new Result(writer.writtenBytes(), writer.zeroedBytes(), 0);
    }
  }

  /**
   * Reads everything back and compares it with the volume.
   *
   * @throws IOException if there is anything else; names the first offset where
   */
  public void verify(VolumeView view, Target target) throws IOException {
    copy(view, new VerifyingSink(target.toString(), target::read), "verifying");
  }

  /**
   * The same for a regular file that is open for reading and writing, and synced.
   *
   * @param name what to call it in messages
   */
  public void verify(VolumeView view, Descriptor file, String name) throws IOException {
    try (OutputFile written = OutputFile.of(file);
        PosixFile stored = PosixFile.of(file, name)) {
      written.dropCached();
      copy(view, new VerifyingSink(name, stored::readFully), "verifying");
    }
  }

  private void copy(VolumeView view, RangeSink sink, String step) throws IOException {
    new VolumeExport(store, named(step)).copy(view, sink);
  }

  /** Progress under another name. */
  private Progress named(String step) {
    return new Progress() {
      @Override
      public void begin(String what, long totalBytes) {
        progress.begin(step, totalBytes);
      }

      @Override
      public void advance(long bytes) {
        progress.advance(bytes);
      }
    };
  }
}
