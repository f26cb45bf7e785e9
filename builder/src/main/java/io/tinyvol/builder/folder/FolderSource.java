package io.tinyvol.builder.folder;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.posix.Scratch;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a folder of this machine: a tree in memory, with the content of files in the store.
 *
 * <p>A file that changes while it is read is read again, three times; after that it is refused. One
 * that vanishes was never there, and so is a folder. What cannot be read is refused, by name;
 * extended attributes that cannot be read are left out.
 */
public final class FolderSource {
  private FolderSource() {}

  /**
   * Reads the tree below {@code root}, which may be a symlink to a folder. Its content is durable
   * when the session is committed.
   *
   * @param windowBytes the store's longest chunk
   * @param cache what is known of the files; the caller saves it, after the commit
   * @throws NoSuchFileException if there is no such folder
   * @throws java.nio.file.AccessDeniedException if something in it may not be read
   * @throws SourceException if it is no folder, or a file keeps changing
   */
  public static Folder read(
      FilePlace root,
      FolderOptions options,
      IngestSession session,
      int windowBytes,
      FileCache cache,
      Progress progress)
      throws IOException {
    progress.begin("reading files", -1);
    Scratch scratch = new Scratch();
    AttributeReader attributes = new AttributeReader(scratch);
    try (OpenFolder open = open(root);
        OpenFolders folders = new OpenFolders();
        FolderContents contents =
            new FolderContents(
                folders, attributes, session, windowBytes, cache, progress, scratch)) {
      FileStatus status = open.status(scratch);
      FolderPlace place = FolderPlace.root(root.name(), open, status);
      Folder tree = new Folder(rootAttributes(root, open, attributes, status));
      new FolderWalk(folders, attributes, options, contents, scratch).walk(place, tree);
      contents.finish();
      return tree;
    }
  }

  private static OpenFolder open(FilePlace root) throws IOException {
    if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
      throw new IOException("/proc: is not mounted; extended attributes are read through it");
    }
    try {
      return OpenFolder.open(root.path());
    } catch (ErrnoException e) {
      throw e.errno() == ErrnoException.ENOTDIR
          ? new SourceException(root + ": is not a folder; use --from-image for an image")
          : Failures.of(root.name(), e);
    }
  }

  private static Attributes rootAttributes(
      FilePlace root, OpenFolder open, AttributeReader attributes, FileStatus status)
      throws IOException {
    try {
      return attributes.read(open, new byte[] {'.'}, status);
    } catch (ErrnoException e) {
      throw Failures.of(root.name(), e);
    }
  }
}
