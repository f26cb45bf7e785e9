package io.tinyvol.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where something is, and what to call it in messages: they differ where it was opened by another
 * process, which named it otherwise.
 *
 * @param path where it is for this process
 * @param name what to call it
 * @param opened it, where it is open already; its owner closes it
 */
public record FilePlace(Path path, String name, Optional<Descriptor> opened) {
  /** One that is called by its path. */
  public static FilePlace of(Path path) {
    return new FilePlace(path, path.toString(), Optional.empty());
  }

  /** One that is open for reading. */
  public static FilePlace of(Descriptor opened, String name) {
    return new FilePlace(opened.path(), name, Optional.of(opened));
  }

  /**
   * Opens the file or device for reading; what is open already needs no right to be opened anew.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws java.nio.file.AccessDeniedException if it may not be read
   */
  public PosixFile open() throws IOException {
    return opened.isPresent() ? PosixFile.of(opened.get(), name) : PosixFile.open(path);
  }

  @Override
  public String toString() {
    return name;
  }
}
