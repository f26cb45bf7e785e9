package io.tinyvol.cas.store;

import io.tinyvol.cas.NoSpaceException;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Space that is kept from builds, for the steps by which a full disk is emptied: to remove volumes,
 * or content that no volume refers to, takes a few files before anything is given back. It is a
 * file of the store's that has space and no content ({@code reserve}).
 *
 * <p>The file means nothing: where it is missing, for the file system is small, or full, or cannot
 * allocate, everything works without. Thread-safe. Only who holds the store's lock may use it.
 */
public final class SpaceReserve {
  private static final long MOST_BYTES = 16L << 20;

  /** No more than this part of the file system. */
  private static final int PART_OF_ALL = 100;

  /** No more than this part of what is free. */
  private static final int PART_OF_FREE = 16;

  /** Less is not worth a file: it would not hold a block of a folder and a few heads. */
  private static final long LEAST_BYTES = 64 << 10;

  private final Path file;

  /** The reserve of the store in a folder; nothing is looked at. */
  public SpaceReserve(StoreFolder folder) {
    this.file = folder.reserve();
  }

  /** A step that gives space back. It may fail anywhere, and be begun anew. */
  @FunctionalInterface
  public interface Step<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Does a step that gives space back. Where it finds the disk full, it is tried once more with the
   * reserve's space, if there is a reserve; that is not kept again before {@link #keep} is called.
   *
   * @throws NoSpaceException or another exception that {@link NoSpaceException#isCauseOf} knows, if
   *     the space did not suffice
   */
  public <T> T lendTo(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException full) {
      if (!NoSpaceException.isCauseOf(full) || !release(full)) {
        throw full;
      }
    }
    return step.run();
  }

  private boolean release(IOException full) throws IOException {
    try {
      return release();
    } catch (IOException e) {
      full.addSuppressed(e);
      throw full;
    }
  }

  /**
   * Gives the reserve's space back to the file system, so that it can be used on return.
   *
   * @return whether there was any
   */
  public synchronized boolean release() throws IOException {
    long sizeBytes;
    try (OwnFile reserve = OwnFile.openReadWrite(file)) {
      sizeBytes = reserve.status().sizeBytes();
      reserve.setLength(0); // what is full may not let names go
    } catch (NoSuchFileException e) {
      return false;
    }
    Files.delete(file);
    // A file system with a journal gives out blocks again when their freeing is durable.
    DurableFiles.syncFolder(file.resolveSibling("."));
    return sizeBytes > 0;
  }

  /**
   * Takes the space, where that is not done and there is plenty of it. Costs one look at the file
   * where it is; fails never, for it can be done later. It is not synced: lost in a crash it is
   * made again.
   */
  public synchronized void keep() {
    try {
      if (Files.notExists(file)) {
        long sizeBytes = sizeBytes();
        if (sizeBytes >= LEAST_BYTES) {
          allocate(sizeBytes);
        }
      }
    } catch (IOException e) {
      // Without it.
    }
  }

  private long sizeBytes() {
    var folder = file.resolveSibling(".").toFile(); // unlike a FileStore it reads no list of mounts
    long bytes = Math.min(MOST_BYTES, folder.getTotalSpace() / PART_OF_ALL);
    return bytes * PART_OF_FREE <= folder.getUsableSpace() ? bytes : 0;
  }

  private void allocate(long sizeBytes) throws IOException {
    boolean done = false;
    try (OwnFile reserve = OwnFile.create(file)) {
      done = reserve.allocate(sizeBytes);
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }
}
