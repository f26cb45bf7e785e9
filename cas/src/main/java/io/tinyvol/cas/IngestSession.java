package io.tinyvol.cas;

import java.io.Closeable;
import java.io.IOException;

/**
 * Content that becomes durable as a whole. Several writers, each in its own thread, put content;
 * then all of them are closed and {@link #commit} returns when everything is on stable storage.
 * Content of a session that was never committed may stay in the store or be gone; nothing refers to
 * it.
 */
public interface IngestSession extends Closeable {
  /** A writer for one thread. May be called from several threads. */
  ContentWriter newWriter();

  /**
   * Makes everything that was put durable.
   *
   * @throws IllegalStateException if a writer is still open
   */
  void commit() throws IOException;

  /** What has been put so far. May be called from any thread. */
  IngestStats stats();

  @Override
  void close();
}
