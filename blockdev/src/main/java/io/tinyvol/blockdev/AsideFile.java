package io.tinyvol.blockdev;

import io.tinyvol.posix.DurableFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is written beside its place, and appears there when it is whole; what was there
 * before is untouched until then. Closing it without that leaves nothing.
 */
public final class AsideFile implements Closeable {
  private final Path target;
  private final Path temporary;

  private AsideFile(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /**
   * Makes the file, empty.
   *
   * @param replace whether a file that is in its place may be replaced
   * @throws FileAlreadyExistsException if it may not
   * @throws NoSuchFileException if there is no such folder
   */
  public static AsideFile create(Path target, boolean replace) throws IOException {
    if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(String.valueOf(folder));
    }
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
    Path temporary = DurableFiles.temporaryFor(target);
    temporary.toFile().deleteOnExit(); // also when the command is interrupted
    Files.createFile(temporary);
    return new AsideFile(target, temporary);
  }

  /** Where it is until it is published. */
  public Path path() {
    return temporary;
  }

  /**
   * Puts it in its place.
   *
   * @param durable whether that is durable on return; its content is the caller's to sync
   */
  public void publish(boolean durable) throws IOException {
    if (durable) {
      DurableFiles.publish(temporary, target);
    } else {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
