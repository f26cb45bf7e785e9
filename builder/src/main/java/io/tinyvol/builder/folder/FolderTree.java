package io.tinyvol.builder.folder;

import io.tinyvol.builder.TreeSource;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.io.IOException;

/**
 * A folder of this machine as the source of a volume.
 *
 * @param root the folder
 * @param options what of it is read
 * @param cache what is known of its files; it is kept anew when the volume is there
 */
public record FolderTree(FilePlace root, FolderOptions options, FileCache cache)
    implements TreeSource {
  @Override
  public Folder read(IngestSession session, int windowBytes, Progress progress) throws IOException {
    return FolderSource.read(root, options, session, windowBytes, cache, progress);
  }

  @Override
  public void published() throws IOException {
    cache.save();
  }
}
