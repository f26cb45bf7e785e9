package io.tinyvol.blockdev;

import io.tinyvol.posix.Descriptor;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** Writes whole volumes to files and streams. */
public final class VolumeExport {
  private final VolumeStore store;
  private final Progress progress;

  /** Exports out of {@code store}. */
  public VolumeExport(VolumeStore store, Progress progress) {
    this.store = store;
    this.progress = progress;
  }

  /**
   * Writes a volume to a stream, zeros included.
   *
   * @return the bytes written that were not a hole's
   */
  public long toStream(VolumeHead head, WritableByteChannel channel) throws IOException {
    return copy(head, new StreamSink(channel));
  }

  /**
   * Writes a volume to a regular file that is open, and of which nothing is kept; sparse where the
   * volume is zeros.
   *
   * @param durable whether the bytes are durable on return: for a guest to boot from
   * @return the bytes written that are not holes
   */
  public long toFile(VolumeHead head, Descriptor file, boolean durable) throws IOException {
    try (FileSink sink = FileSink.on(file, head.geometry().virtualBytes())) {
      long written = copy(head, sink);
      if (durable) {
        sink.sync();
      }
      return written;
    }
  }

  /** Of a volume that is written to, what was written when it is begun. */
  private long copy(VolumeHead head, RangeSink sink) throws IOException {
    try (VolumeView view = store.devices().view(head)) {
      return view.isChanged()
          ? new ViewCopier(view, progress).copy(sink)
          : new VolumeCopier(store.content(), progress).copy(head.root(), sink);
    }
  }
}
