package io.tinyvol.cas.rocks;

import io.tinyvol.cas.NoSpaceException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Goes on with a database whose disk was full. RocksDB takes no writes after that until it finds,
 * by itself and every five seconds, that there is more space than a memtable takes, and has flushed
 * what it could not. Who writes in these seconds waits. To ask for a flush meanwhile keeps RocksDB
 * from going on, as long as it runs (seen with 10.10): so a write is tried before each.
 * Thread-safe.
 */
final class FullDisk {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Path path;
  private volatile boolean wasFull;

  FullDisk(Path path) {
    this.path = path;
  }

  /** Something that RocksDB refuses as a whole while it takes no writes. */
  @FunctionalInterface
  interface Write {
    void run() throws RocksDBException;
  }

  /** Writes, if need be when RocksDB goes on. */
  void write(Write write) throws RocksDBException {
    long start = System.nanoTime();
    boolean isLater = wasFull;
    while (true) {
      try {
        write.run();
        wasFull = false;
        return;
      } catch (RocksDBException e) {
        note(e);
        if (!isLater || !isCauseOf(e) || !isTimeToWait(start)) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Flushes, one at a time, and not while RocksDB takes no writes.
   *
   * @param emptyWrite fails while it takes none
   */
  synchronized void flush(Write emptyWrite, Write flush) throws RocksDBException {
    write(emptyWrite);
    try {
      flush.run();
    } catch (RocksDBException e) {
      note(e);
      throw e;
    }
  }

  private void note(RocksDBException e) {
    if (isCauseOf(e)) {
      wasFull = true;
    }
  }

  private boolean isTimeToWait(long start) {
    return System.nanoTime() - start < PATIENCE_NANOS
        && !Thread.currentThread().isInterrupted()
        && path.toFile().getUsableSpace() > RocksSettings.MEMTABLE_BYTES;
  }

  /** Whether the disk is full, or was when RocksDB wrote last. */
  static boolean isCauseOf(RocksDBException e) {
    Status status = e.getStatus();
    return NoSpaceException.isCauseOf(e)
        || (status != null && status.getSubCode() == Status.SubCode.NoSpace);
  }
}
