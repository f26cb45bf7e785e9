package io.tinyvol.cas;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Content by its digest, each distinct piece kept once. Thread-safe. The owner closes it after all
 * readers and sessions.
 */
public interface ContentStore extends Closeable {
  /** A reader for one thread. */
  ContentReader newReader();

  /** Starts a session of writing. Sessions may run side by side. */
  IngestSession newSession();

  /**
   * Lists the digests of all chunks whose first byte is {@code firstByte} (0 to 255), in order.
   *
   * @throws CorruptDataException if the list cannot be read to its end
   */
  void forEachChunk(int firstByte, Consumer<Digest> consumer) throws IOException;

  /**
   * Reads what the store's own index consists of and compares its checksums.
   *
   * @throws CorruptDataException if one is wrong
   */
  void verifyIndex() throws IOException;

  /** What it keeps in memory now. */
  ContentMemory memory() throws IOException;

  @Override
  void close() throws IOException;
}
