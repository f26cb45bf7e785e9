package io.tinyvol.ext4.format;

import io.tinyvol.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image that the kernel has mounted. */
record LoopMount(Path root) implements AutoCloseable {
  static LoopMount of(Path image, Path root) throws IOException, InterruptedException {
    Files.createDirectories(root);
    Commands.run("mount", "-o", "loop", image.toString(), root.toString());
    return new LoopMount(root);
  }

  /** The inode of a file. */
  int inode(String path) throws IOException {
    return Math.toIntExact((Long) Files.getAttribute(root.resolve(path), "unix:ino"));
  }

  @Override
  public void close() throws IOException {
    try {
      Commands.run("umount", root.toString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
