package io.tinyvol.cas;

import io.tinyvol.cas.lease.Lease;
import java.io.Closeable;
import java.io.IOException;

/**
 * Content that becomes durable as a whole. Several writers, each in its own thread, put content;
 * then all of them are closed and {@link #commit} returns when everything is on stable storage.
 * Content of a session that was never committed may stay in the store or be gone; nothing refers to
 * it. All that was put is held by the session's lease until the session is closed: by then a head
 * must name what is to be kept.
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

  /** What holds the content that was put; to be told what else is used. */
  Lease lease();

  /** What has been put so far. May be called from any thread. */
  IngestStats stats();

  @Override
  void close();
}
