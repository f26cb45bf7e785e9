package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentPruner.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDBException;

/**
 * Gives the space of deleted records back. First the tables, which hold keys alone, are written
 * anew without what was deleted: that costs little, and blob files to which none of them refers any
 * more go. Blob files that are dead in part have to be copied. RocksDB copies the oldest ones (see
 * "Integrated BlobDB" in its wiki: age cutoff), so those are taken first, and more of them until
 * few of all bytes are dead.
 */
final class SpaceReclaim {
  /** Of what blob files hold, so much may stay dead: to be free of it, all might be copied. */
  private static final double MOST_GARBAGE = 0.05;

  /** What is not worth any work. */
  private static final double LEAST_GARBAGE_BYTES = 1 << 20;

  private static final double LEAST_SHARE = 1.0 / 16;

  /** What the copies of a share of all blobs may need more than the share of all bytes. */
  private static final double MARGIN = 1.25;

  private final RocksContentStore store;

  SpaceReclaim(RocksContentStore store) {
    this.store = store;
  }

  long run(Pause pause) throws IOException {
    try {
      long before = fileBytes();
      store.flush();
      if (hasDeletions()) {
        compact(0);
      }
      for (double share = LEAST_SHARE; share <= 1 && hasGarbage(); share *= 2) {
        pause.between();
        if (!hasRoomFor(share)) {
          break;
        }
        compact(share);
      }
      return before - fileBytes();
    } catch (RocksDBException e) {
      throw store.failure("cannot be compacted", e);
    }
  }

  private long fileBytes() throws RocksDBException {
    return property("rocksdb.total-sst-files-size") + blobBytes();
  }

  private long blobBytes() throws RocksDBException {
    return property("rocksdb.total-blob-file-size");
  }

  /** Also those of a collection that was ended before it came so far. */
  private boolean hasDeletions() {
    return store.db().getLiveFilesMetaData().stream().anyMatch(file -> file.numDeletions() > 0);
  }

  private boolean hasGarbage() throws RocksDBException {
    double most = Math.max(LEAST_GARBAGE_BYTES, MOST_GARBAGE * blobBytes());
    return property("rocksdb.live-blob-file-garbage-size") > most;
  }

  /** What fails for want of space in the background would stop all writing. */
  private boolean hasRoomFor(double share) throws IOException, RocksDBException {
    long free = Files.getFileStore(store.path()).getUsableSpace();
    return free > MARGIN * share * blobBytes();
  }

  private long property(String name) throws RocksDBException {
    return store.db().getLongProperty(name);
  }

  /**
   * Writes all tables anew, and copies the blobs that are alive of the oldest files.
   *
   * @param share which of the blob files, by number
   */
  private void compact(double share) throws RocksDBException, InterruptedIOException {
    try (CompactRangeOptions all =
        new CompactRangeOptions()
            .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)
            .setExclusiveManualCompaction(false)) {
      set(share > 0, share);
      Compaction.run(store.db(), all);
    } finally {
      set(false, 0);
    }
  }

  private void set(boolean copies, double share) throws RocksDBException {
    store
        .db()
        .setOptions(
            MutableColumnFamilyOptions.builder()
                .setEnableBlobGarbageCollection(copies)
                .setBlobGarbageCollectionAgeCutoff(share)
                .build());
  }
}
