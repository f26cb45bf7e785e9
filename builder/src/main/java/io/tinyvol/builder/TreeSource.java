package io.tinyvol.builder;

import io.tinyvol.cas.IngestSession;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.io.IOException;

/** Where a tree of files comes from: a folder, a tar, an image for containers. */
public interface TreeSource {
  /**
   * Reads the tree and puts the content of its files.
   *
   * @param session takes the content
   * @param windowBytes the longest chunk
   * @param progress is told of the bytes that were read
   * @throws SourceException if the source is malformed, or is not what it should be
   */
  Folder read(IngestSession session, int windowBytes, Progress progress) throws IOException;

  /** Is called when the volume has been published, with what {@link #read} put durable. */
  default void published() throws IOException {}
}
