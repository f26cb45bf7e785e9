package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is going to be a disk's image. As long as it is open, it is locked. */
final class StagedReflink implements StagedDisk {
  private final ReflinkFolder folder;
  private final NewDisk wanted;
  private final Path path;
  private final OwnFile file;

  StagedReflink(ReflinkFolder folder, NewDisk wanted, Path path, OwnFile file) {
    this.folder = folder;
    this.wanted = wanted;
    this.path = path;
    this.file = file;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Path publish() throws IOException {
    return folder.publish(wanted, path);
  }

  @Override
  public void close() throws IOException {
    // Once it is an image, there is nothing under this name.
    Files.deleteIfExists(path);
    file.close();
  }
}
