package io.tinyvol.service;

import io.tinyvol.posix.Descriptor;
import java.io.InputStream;
import java.nio.file.Path;

/** A file, folder or stream to read. Opened by whoever names it, so with that process's rights. */
public sealed interface SourceFile {
  /** What to call it in messages. */
  String name();

  /**
   * One that is not open yet, by its path.
   *
   * @param path where it is for this process
   */
  record Named(Path path) implements SourceFile {
    @Override
    public String name() {
      return path.toString();
    }
  }

  /**
   * One that is open for reading.
   *
   * @param descriptor the file; its owner closes it
   * @param name what to call it in messages
   */
  record Open(Descriptor descriptor, String name) implements SourceFile {}

  /**
   * A stream, which only a tar can be read from.
   *
   * @param in the stream
   * @param name what to call it in messages
   */
  record Streamed(InputStream in, String name) implements SourceFile {}
}
