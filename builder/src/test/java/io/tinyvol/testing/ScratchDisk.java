package io.tinyvol.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of a kind that the test chooses, in a sparse file, mounted until it is closed. */
public final class ScratchDisk implements AutoCloseable {
  private static final long SIZE_BYTES = 16L << 30;

  private final Path mount;

  private ScratchDisk(Path mount) {
    this.mount = mount;
  }

  /** One that holds all that ext4 knows, and many small files. */
  public static ScratchDisk ext4(Path folder) throws IOException, InterruptedException {
    return make(
        folder, "mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-N", "500000", "-O", "ea_inode");
  }

  /** One of XFS. It holds neither symlinks over 1023 bytes nor minor numbers over 18 bits. */
  public static ScratchDisk xfs(Path folder) throws IOException, InterruptedException {
    return make(folder, "mkfs.xfs", "-q");
  }

  /** One of btrfs. */
  public static ScratchDisk btrfs(Path folder) throws IOException, InterruptedException {
    return make(folder, "mkfs.btrfs", "-q");
  }

  /** What is in an image, mounted at a folder beside it, which is made. */
  public static ScratchDisk of(Path image) throws IOException, InterruptedException {
    Path mount = Files.createDirectory(image.resolveSibling(image.getFileName() + ".mount"));
    // The loop device goes with the mount.
    Commands.run("mount", "-o", "loop", image.toString(), mount.toString());
    return new ScratchDisk(mount);
  }

  private static ScratchDisk make(Path folder, String... mkfs)
      throws IOException, InterruptedException {
    Path image = Files.createDirectories(folder).resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE_BYTES);
    }
    List<String> command = new ArrayList<>(List.of(mkfs));
    command.add(image.toString());
    Commands.run(command.toArray(String[]::new));
    return of(image);
  }

  /** Where it is mounted. */
  public Path path() {
    return mount;
  }

  @Override
  public void close() throws IOException {
    try {
      Mounts.unmount(mount);
      Files.delete(mount);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
