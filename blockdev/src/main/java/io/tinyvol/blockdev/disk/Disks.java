package io.tinyvol.blockdev.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The disks of one place: a pool, a folder. What else a place can do is said by the other
 * interfaces that its class implements: {@link MakesDisks}, {@link CopiesDisks}, {@link
 * KeepsRevisions}, {@link ResizesDisks}, {@link TrimsDisks}. What it cannot do is refused, never
 * done some other way.
 *
 * <p>Thread-safe, also between processes. What a method did is durable when it returns; after a
 * failure or a crash a disk is as it was before or as it was to be.
 */
public interface Disks extends Closeable {
  /** The disks that are whole. */
  List<Disk> list() throws IOException;

  /**
   * The path that a guest is given: of a block device or a file, which is there on return.
   *
   * @throws NoSuchDiskException if there is no such disk
   */
  Path activate(String name) throws IOException;

  /**
   * Deletes a disk, and its revisions.
   *
   * @throws NoSuchDiskException if there is no such disk
   * @throws DiskTakenException if it is in use
   */
  void delete(String name) throws IOException;

  /** What was found until now that people should know of, a line each. */
  List<String> notes();

  /** Gives up what is open; the disks stay. */
  @Override
  void close();
}
