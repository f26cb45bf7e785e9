package io.tinyvol.builder;

import java.nio.file.Path;

/**
 * Where something is, and what to call it in messages: they differ where it was opened by another
 * process, which named it otherwise.
 *
 * @param path where it is for this process
 * @param name what to call it
 */
public record NamedPath(Path path, String name) {
  /** One that is called by its path. */
  public static NamedPath of(Path path) {
    return new NamedPath(path, path.toString());
  }

  @Override
  public String toString() {
    return name;
  }
}
