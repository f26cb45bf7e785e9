package io.tinyvol.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An image's files in a folder. Links are followed, for some tools make layouts of links. */
final class FolderFiles implements ImageFiles {
  private final Path folder;

  FolderFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public boolean has(String name) {
    Path path = path(name);
    return path != null && Files.isRegularFile(path);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(existing(name));
  }

  @Override
  public long sizeBytes(String name) throws IOException {
    return Files.size(existing(name));
  }

  private Path existing(String name) throws OciException {
    Path path = path(name);
    if (path == null) {
      throw new OciException(Shown.text(name) + " is missing");
    }
    return path;
  }

  /** Names are an image's own: they may only lead down. */
  private @Nullable Path path(String name) {
    try {
      Path relative = Path.of(name);
      boolean down = !relative.isAbsolute() && relative.normalize().equals(relative);
      return down && !relative.startsWith("..") ? folder.resolve(relative) : null;
    } catch (InvalidPathException _) {
      return null;
    }
  }

  @Override
  public void close() {}
}
