package io.tinyvol.ext4.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An image that the kernel has mounted where only one process sees it: who else makes a copy of the
 * mounts meanwhile would keep it mounted.
 *
 * @param root where it is, as others see it through that process
 * @param process waits for its input to end, and unmounts
 */
record LoopMount(Path root, Process process) implements AutoCloseable {
  static LoopMount of(Path image, Path root) throws IOException {
    Files.createDirectories(root);
    String script = "mount -o loop \"$0\" \"$1\" && echo mounted && read; umount \"$1\"";
    Process process =
        new ProcessBuilder("unshare", "-m", "bash", "-c", script, image.toString(), root.toString())
            .redirectErrorStream(true)
            .start();
    String answer = process.inputReader().readLine();
    if (!"mounted".equals(answer)) {
      throw new AssertionError("mount " + image + ": " + answer);
    }
    return new LoopMount(Path.of("/proc/" + process.pid() + "/root" + root), process);
  }

  /** The inode of a file. */
  int inode(String path) throws IOException {
    return Math.toIntExact((Long) Files.getAttribute(root.resolve(path), "unix:ino"));
  }

  @Override
  public void close() throws IOException {
    try (OutputStream input = process.getOutputStream()) {
      input.write('\n');
    }
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError("umount ended with " + status);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
