package io.tinyvol.testing;

import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ext4 file system of 64 MiB, in blocks of 1 KiB, that is as full as a test wants. */
public final class SmallDisk implements AutoCloseable {
  private static final long SIZE_BYTES = 64L << 20;

  private final ScratchDisk disk;
  private final Path ballast;

  private SmallDisk(ScratchDisk disk) {
    this.disk = disk;
    this.ballast = disk.path().resolve("ballast");
  }

  /** Makes and mounts one, with nothing kept for root, from an image in a folder. */
  public static SmallDisk make(Path folder) throws IOException, InterruptedException {
    Path image = Files.createDirectories(folder).resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE_BYTES);
    }
    String line = "mke2fs -q -F -t ext4 -b 1024 -m 0 -N 4000 -E lazy_itable_init=0 -J size=4";
    Commands.run((line + " " + image).split(" "));
    return new SmallDisk(ScratchDisk.of(image));
  }

  /** Where it is mounted. */
  public Path path() {
    return disk.path();
  }

  /** How much is free for files; some more is for the file system's own use. */
  public long freeBytes() {
    return disk.path().toFile().getUsableSpace();
  }

  /** Fills it with a file, until so much is free, or a little less. */
  public void leave(long bytes) throws IOException, InterruptedException {
    makeSpace();
    Commands.run("sync", "-f", path().toString()); // what is to be written has its place then
    try (OwnFile file = OwnFile.create(ballast)) {
      long sizeBytes = 0;
      for (long left = freeBytes() - bytes; left > 0; left = freeBytes() - bytes) {
        sizeBytes += left;
        if (!allocated(file, sizeBytes)) {
          return;
        }
      }
    }
  }

  private static boolean allocated(OwnFile file, long sizeBytes) {
    try {
      return file.allocate(sizeBytes);
    } catch (IOException e) {
      return false; // its own metadata took the rest
    }
  }

  /** Removes what it was filled with. */
  public void makeSpace() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
