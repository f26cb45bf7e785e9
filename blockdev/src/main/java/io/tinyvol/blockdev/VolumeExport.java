package io.tinyvol.blockdev;

import io.tinyvol.cas.ContentStore;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeHead;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes whole volumes to files and streams. A file appears under its name when it is whole; what
 * was there before is untouched until then.
 */
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
  public long toStream(VolumeHead head, WritableByteChannel channel) throws IOException {
    return new VolumeCopier(store, progress).copy(head.root(), new StreamSink(channel));
  }

  /**
   * Writes a volume to a sparse file and replaces what is there. Not durable: for copies that are
   * moved on.
   *
   * @return the bytes written that are not holes
   */
  public long toFile(VolumeHead head, Path target) throws IOException {
    return writeAside(head, target, false);
  }

  /**
   * Writes a volume to a sparse file for a guest to boot from; durable on return.
   *
   * @param replace whether a file that is there may be replaced
   * @return the bytes written that are not holes
   * @throws FileAlreadyExistsException if it may not
   */
  public long materialize(VolumeHead head, Path target, boolean replace) throws IOException {
    if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    return writeAside(head, target, true);
  }

  private long writeAside(VolumeHead head, Path target, boolean durable) throws IOException {
    Path temporary = temporaryFor(target);
    try {
      long written = write(head, temporary, durable);
      if (durable) {
        DurableFiles.publish(temporary, target);
      } else {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return written;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path temporaryFor(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(String.valueOf(folder));
    }
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
    return DurableFiles.temporaryFor(target);
  }

  private long write(VolumeHead head, Path file, boolean durable) throws IOException {
    file.toFile().deleteOnExit(); // also when the command is interrupted
    try (FileSink sink = FileSink.create(file, head.geometry().virtualBytes())) {
      long written = new VolumeCopier(store, progress).copy(head.root(), sink);
      if (durable) {
        sink.sync();
      }
      return written;
    }
  }
}
