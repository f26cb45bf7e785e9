package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Lease;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts, and knows when all its writers have handed on what they have. */
final class RocksIngestSession implements IngestSession {
  private final RocksContentStore store;
  private final Lease lease;
  private final HashAlgorithm hash;
  private final Compression compression;

  /** The digests that a writer is about to put: the one that adds it here first puts it. */
  private final Set<Digest> underWay = ConcurrentHashMap.newKeySet();

  private final AtomicInteger openWriters = new AtomicInteger();
  private final LongAdder chunks = new LongAdder();
  private final LongAdder newChunks = new LongAdder();
  private final LongAdder newBytes = new LongAdder();
  private final LongAdder storedBytes = new LongAdder();

  RocksIngestSession(
      RocksContentStore store, Lease lease, HashAlgorithm hash, Compression compression) {
    this.store = store;
    this.lease = lease;
    this.hash = hash;
    this.compression = compression;
  }

  @Override
  public ContentWriter newWriter() {
    openWriters.incrementAndGet();
    return new RocksContentWriter(store, this, hash, compression);
  }

  Set<Digest> underWay() {
    return underWay;
  }

  void writerClosed() {
    openWriters.decrementAndGet();
  }

  void countChunks(int count) {
    chunks.add(count);
  }

  void countNewChunk(int plainBytes, int recordBytes) {
    newChunks.increment();
    newBytes.add(plainBytes);
    storedBytes.add(recordBytes);
  }

  @Override
  public void commit() throws IOException {
    if (openWriters.get() != 0) {
      throw new IllegalStateException(openWriters.get() + " writers are still open");
    }
    store.flush();
  }

  @Override
  public Lease lease() {
    return lease;
  }

  @Override
  public IngestStats stats() {
    return new IngestStats(chunks.sum(), newChunks.sum(), newBytes.sum(), storedBytes.sum());
  }

  @Override
  public void close() {
    lease.close();
  }
}
