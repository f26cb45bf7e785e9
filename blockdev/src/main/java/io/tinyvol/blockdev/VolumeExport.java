package io.tinyvol.blockdev;

import io.tinyvol.cas.ContentStore;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Writes whole volumes to files, streams, and what else takes their bytes. */
public final class VolumeExport {
  private final ContentStore store;
  private final Progress progress;

  /** Exports out of {@code store}. */
  public VolumeExport(ContentStore store, Progress progress) {
    this.store = store;
    this.progress = progress;
  }

  /**
   * Writes a volume to a stream, zeros included.
   *
   * @return the bytes written that were not a hole's
   */
  public long toStream(VolumeView view, WritableByteChannel channel) throws IOException {
    return copy(view, new StreamSink(channel));
  }

  /**
   * Writes a volume to a regular file that is open, and of which nothing is kept; sparse where the
   * volume is zeros.
   *
   * @param durable whether the bytes are durable on return: for a guest to boot from
   * @return the bytes written that are not holes
   */
  public long toFile(VolumeView view, Descriptor file, boolean durable) throws IOException {
    try (FileSink sink = FileSink.on(file, view.sizeBytes())) {
      long written = copy(view, sink);
      if (durable) {
        sink.sync();
      }
      return written;
    }
  }

  /**
   * Hands a volume to a sink, from this thread, while all cores read ahead.
   *
   * @return the bytes handed over
   */
  public long copy(VolumeView view, RangeSink sink) throws IOException {
    return view.isChanged()
        ? copy(view, List.of(new ByteRange(0, view.sizeBytes())), sink)
        : new VolumeCopier(store, progress).copy(view.root(), sink);
  }

  /**
   * The same of some ranges, which ascend and do not overlap.
   *
   * @return the bytes handed over
   */
  public long copy(VolumeView view, List<ByteRange> ranges, RangeSink sink) throws IOException {
    return new ViewCopier(view, progress).copy(ranges, sink);
  }
}
