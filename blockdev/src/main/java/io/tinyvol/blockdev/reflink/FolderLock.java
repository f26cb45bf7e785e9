package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.posix.OwnFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Who holds this may change the disks of a folder: one thread of one process. */
final class FolderLock implements Closeable {
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final OwnFile file;

  private FolderLock(OwnFile file) {
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws DiskTakenException if somebody has it for longer than {@code patience}
   */
  static FolderLock await(DiskFolder folder, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    OwnFile file = open(folder.lockFile());
    try {
      while (!file.tryLock()) {
        if (System.nanoTime() - deadline > 0) {
          throw new DiskTakenException(
              folder.path() + ": somebody else changes its disks; try again, or use --wait");
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      return new FolderLock(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static OwnFile open(Path path) throws IOException {
    try {
      return OwnFile.openReadWrite(path);
    } catch (NoSuchFileException e) {
      try {
        return OwnFile.create(path);
      } catch (FileAlreadyExistsException made) {
        return OwnFile.openReadWrite(path);
      }
    }
  }

  /** The lock's file, which is empty. */
  OwnFile file() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}
