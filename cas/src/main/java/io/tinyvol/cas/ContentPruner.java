package io.tinyvol.cas;

import java.io.IOException;
import java.util.List;

/**
 * Removes content, and takes damaged content out of use. The first only for who has made sure that
 * nobody refers to it, nor is about to, as a collection does. For one thread at a time, beside
 * readers and sessions.
 */
public interface ContentPruner {
  /**
   * Removes content; from then on nobody finds it. Durable with the next {@link #reclaim} or commit
   * of a session, and not in part: what was removed later is not gone after a crash without what
   * was removed before.
   */
  void delete(ContentKind kind, List<Digest> dead) throws IOException;

  /**
   * Puts a chunk that is damaged into quarantine: the next who puts the same content puts it anew,
   * which ends that. Does nothing if there is no such chunk, or it is whole, for that may have
   * happened meanwhile. Durable on return.
   */
  void quarantine(Digest chunk) throws IOException;

  /**
   * Makes all removals durable and gives their space back to the file system, but for a share that
   * is not worth the work.
   *
   * @param keepGoing is asked now and then, and may throw to end the work, which loses nothing
   * @return bytes that the store's files take less than before
   * @throws java.io.InterruptedIOException if this thread is interrupted, which loses nothing
   */
  long reclaim(Pause keepGoing) throws IOException;

  /** Is called now and then during long work. */
  @FunctionalInterface
  interface Pause {
    /** May wait a while, or throw to end the work. */
    void between() throws IOException;
  }
}
