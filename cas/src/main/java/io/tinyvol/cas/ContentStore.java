package io.tinyvol.cas;

import io.tinyvol.cas.lease.Leases;
import java.io.Closeable;
import java.io.IOException;

/**
 * Content by its digest, each distinct piece kept once. Thread-safe. The owner closes it after all
 * readers and sessions.
 */
public interface ContentStore extends Closeable {
  /** A reader for one thread. */
  ContentReader newReader();

  /**
   * Starts a session of writing. Sessions may run side by side.
   *
   * @param what what is written, for people: "build web"
   */
  IngestSession newSession(String what);

  /** Who uses its content, beside the volumes. */
  Leases leases();

  /** Removes content, for who knows that nobody uses it. */
  ContentPruner pruner();

  /**
   * Lists all content of a kind whose digests' first byte is {@code firstByte} (0 to 255), in
   * order.
   *
   * @throws CorruptDataException if the list cannot be read to its end
   */
  void forEach(ContentKind kind, int firstByte, Visitor visitor) throws IOException;

  /** Whether there is such content, damaged or not. */
  boolean contains(ContentKind kind, Digest digest) throws IOException;

  /** Is told of content. */
  @FunctionalInterface
  interface Visitor {
    /**
     * One piece.
     *
     * @param storedBytes what it takes in the store; 0 where the record of that is damaged
     */
    void visit(Digest digest, int storedBytes);
  }

  /** About how many chunks there are. */
  long estimatedChunks() throws IOException;

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
