package io.tinyvol.cas.rocks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.Env;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;

/**
 * The chunk database's options and what they refer to; together they bound its memory.
 *
 * <p>It is written through the page cache. With O_DIRECT, RocksDB waits for each MiB by itself, and
 * a look-up of what was just written waits for the disk: a build takes half as long again.
 */
final class RocksSettings implements AutoCloseable {
  static final long MEMTABLE_BYTES = 32L << 20;
  private static final int MEMTABLES = 3;

  /** The facts of a million chunks. */
  private static final long BLOCK_CACHE_BYTES = 64L << 20;

  /** For indexes and filters, which every look-up needs: facts must not push them out. */
  private static final double INDEX_SHARE = 0.5;

  /** Four shards: what is larger than a shard is not cached at all, and the default makes many. */
  private static final int SHARD_BITS = 2;

  private static final long BLOB_FILE_BYTES = 256L << 20;

  /** Records from this length on lie in blob files: above a chunk's facts, below its bytes. */
  private static final long MIN_BLOB_BYTES = 256;

  private static final int MAX_OPEN_FILES = 512;
  private static final int BLOOM_BITS = 10;

  private final Cache cache = new LRUCache(BLOCK_CACHE_BYTES, SHARD_BITS, false, INDEX_SHARE);
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS);
  private final Options options = new Options();
  private final SstFileManager files;

  RocksSettings(boolean createIfMissing) throws RocksDBException {
    files = new SstFileManager(Env.getDefault());
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(filter)
            // In parts: a filter grows with its file, and would be read again and again as a whole.
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    options
        .setCreateIfMissing(createIfMissing)
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.NO_COMPRESSION) // digests do not compress
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(MEMTABLES)
        .setEnableBlobFiles(true)
        .setMinBlobSize(MIN_BLOB_BYTES)
        .setBlobFileSize(BLOB_FILE_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        // A volume's chunks lie mostly in the order of its blocks: the kernel is to read ahead.
        .setAdviseRandomOnOpen(false)
        // Space that is taken ahead (4 MiB for each MANIFEST, and what a table may be at most) is
        // missing where it is needed when a disk is nearly full.
        .setAllowFAllocate(false)
        // Without one, RocksDB takes no writes any more once a disk was full.
        .setSstFileManager(files)
        // A session that was not committed has nothing worth keeping.
        .setAvoidFlushDuringShutdown(true)
        .setSkipStatsUpdateOnDbOpen(true)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  Options options() {
    return options;
  }

  @Override
  public void close() {
    options.close();
    files.close();
    filter.close();
    cache.close();
  }
}
