package io.tinyvol.cas.rocks;

import java.io.InterruptedIOException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A compaction of the whole database which an interrupt ends: in a thread of its own. */
final class Compaction {
  private final RocksDB db;
  private final CompactRangeOptions options;
  private final FutureTask<Boolean> work;

  private Compaction(RocksDB db, CompactRangeOptions options) {
    this.db = db;
    this.options = options;
    this.work = new FutureTask<>(this::compact);
  }

  /**
   * Compacts.
   *
   * @throws InterruptedIOException if this thread is interrupted; what has been written by then
   *     stays, and nothing is lost
   */
  static void run(RocksDB db, CompactRangeOptions options)
      throws RocksDBException, InterruptedIOException {
    new Compaction(db, options).run();
  }

  private boolean compact() throws RocksDBException {
    db.compactRange(db.getDefaultColumnFamily(), null, null, options);
    return true;
  }

  private void run() throws RocksDBException, InterruptedIOException {
    Thread thread = Thread.ofPlatform().name("compaction").daemon().start(work);
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
        options.setCanceled(true); // the database looks for that between two records
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    check();
  }

  private void check() throws RocksDBException {
    if (work.state() == Future.State.FAILED) {
      if (work.exceptionNow() instanceof RocksDBException failure) {
        throw failure;
      }
      throw new IllegalStateException(work.exceptionNow());
    }
  }
}
