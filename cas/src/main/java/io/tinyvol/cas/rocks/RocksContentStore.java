package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentMemory;
import io.tinyvol.cas.ContentPruner;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.posix.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A {@link ContentStore} in one RocksDB database with integrated BlobDB.
 *
 * <p>The database has no write-ahead log: what a session put becomes durable in bulk, by the flush
 * in {@link IngestSession#commit}. All records lie in one column family, where RocksDB keeps a
 * prefix of the writes after a crash and a write batch whole: a chunk's facts are never there
 * without its bytes.
 */
public final class RocksContentStore implements ContentStore {
  private final Path path;
  private final HashAlgorithm hash;
  private final Compression compression;
  private final RocksSettings settings;
  private final RocksDB db;
  private final Leases leases;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
  private final ReadOptions reads = new ReadOptions();
  private final FullDisk fullDisk;

  /** Many write beside each other, unless one has to write what it has read unchanged. */
  private final ReadWriteLock writing = new ReentrantReadWriteLock();

  private RocksContentStore(
      Path path,
      HashAlgorithm hash,
      Compression compression,
      RocksSettings settings,
      RocksDB db,
      Leases leases) {
    this.path = path;
    this.fullDisk = new FullDisk(path);
    this.hash = hash;
    this.compression = compression;
    this.settings = settings;
    this.db = db;
    this.leases = leases;
  }

  /**
   * Opens the database in the folder {@code path}, or makes one where there is none, or one that a
   * crash kept from being made.
   *
   * @param leases of who uses its content
   * @throws CorruptDataException if it is damaged beyond opening
   */
  public static RocksContentStore open(
      Path path, HashAlgorithm hash, Compression compression, Leases leases) throws IOException {
    boolean isNew = !isMade(path);
    RocksContentStore store = open(path, hash, compression, leases, isNew, RocksDB::open);
    if (isNew) {
      DurableFiles.syncFolder(path.resolveSibling(".")); // RocksDB syncs what is in its folder
    }
    return store;
  }

  /**
   * Opens the database for reading only, which changes nothing in its folder: opened for writing,
   * RocksDB removes the files that it has no record of, and a damaged record may be the reason.
   * Where there is none, one is made.
   *
   * @throws CorruptDataException if it is damaged beyond opening
   */
  public static RocksContentStore openForReading(
      Path path, HashAlgorithm hash, Compression compression, Leases leases) throws IOException {
    if (!isMade(path)) {
      return open(path, hash, compression, leases);
    }
    return open(path, hash, compression, leases, false, RocksDB::openReadOnly);
  }

  private interface Opening {
    RocksDB open(Options options, String path) throws RocksDBException;
  }

  private static RocksContentStore open(
      Path path,
      HashAlgorithm hash,
      Compression compression,
      Leases leases,
      boolean createIfMissing,
      Opening opening)
      throws IOException {
    RocksDB.loadLibrary();
    RocksSettings settings;
    try {
      settings = new RocksSettings(createIfMissing);
    } catch (RocksDBException e) {
      throw RocksFailures.of(path, "cannot be opened", e);
    }
    try {
      RocksDB db = opening.open(settings.options(), path.toString());
      return new RocksContentStore(path, hash, compression, settings, db, leases);
    } catch (RocksDBException e) {
      settings.close();
      throw RocksFailures.ofOpen(path, e);
    }
  }

  /**
   * Whether there is a database, damaged or not: one that lost a file must not be made anew.
   * RocksDB publishes a new one by the file CURRENT, and writes tables and blobs after that.
   */
  private static boolean isMade(Path path) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(n -> n.equals("CURRENT") || n.endsWith(".sst") || n.endsWith(".blob"));
    }
  }

  @Override
  public ContentReader newReader() {
    return new RocksContentReader(this, hash, compression);
  }

  @Override
  public IngestSession newSession(String what) {
    return new RocksIngestSession(this, leases.open(what).settle(), hash, compression);
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public ContentPruner pruner() {
    return new RocksContentPruner(this);
  }

  @Override
  public void forEach(ContentKind kind, int firstByte, Visitor visitor) throws IOException {
    byte prefix = Keys.index(kind);
    byte[] from = {prefix, (byte) firstByte};
    byte[] to =
        firstByte == 255
            ? new byte[] {(byte) (prefix + 1)}
            : new byte[] {prefix, (byte) (firstByte + 1)};
    try (Slice bound = new Slice(to);
        ReadOptions bounded = new ReadOptions().setIterateUpperBound(bound).setFillCache(false);
        RocksIterator iterator = db.newIterator(bounded)) {
      for (iterator.seek(from); iterator.isValid(); iterator.next()) {
        visitor.visit(Digest.of(iterator.key(), 1), storedBytes(kind, iterator.value()));
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failure("the list of content cannot be read", e);
    }
  }

  private static int storedBytes(ContentKind kind, byte[] value) {
    return switch (kind) {
      case NODE -> value.length;
      case CHUNK -> ChunkFacts.storedBytes(value);
    };
  }

  @Override
  public boolean contains(ContentKind kind, Digest digest) throws IOException {
    byte[] key = Keys.put(ByteBuffer.allocate(Keys.BYTES), Keys.index(kind), digest).array();
    try {
      return db.get(reads, key) != null;
    } catch (RocksDBException e) {
      if (RocksFailures.isCorruption(e)) {
        return true;
      }
      throw failure("content " + digest, e);
    }
  }

  @Override
  public void verifyIndex() throws IOException {
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      throw failure("checksum", e);
    }
  }

  @Override
  public ContentMemory memory() throws IOException {
    try {
      return new ContentMemory(
          db.getLongProperty("rocksdb.block-cache-usage"),
          db.getLongProperty("rocksdb.cur-size-all-mem-tables"),
          db.getLongProperty("rocksdb.estimate-table-readers-mem"));
    } catch (RocksDBException e) {
      throw failure("its memory is not known", e);
    }
  }

  @Override
  public long estimatedChunks() throws IOException {
    try {
      return db.getLongProperty("rocksdb.estimate-num-keys") / 2;
    } catch (RocksDBException e) {
      throw failure("its size is not known", e);
    }
  }

  Path path() {
    return path;
  }

  RocksDB db() {
    return db;
  }

  ReadOptions reads() {
    return reads;
  }

  void write(WriteBatch batch) throws IOException {
    writing.readLock().lock();
    try {
      fullDisk.write(() -> db.write(unlogged, batch));
    } catch (RocksDBException e) {
      throw failure("cannot be written", e);
    } finally {
      writing.readLock().unlock();
    }
  }

  /** A change that depends on what is there. */
  interface Change {
    void run() throws IOException;
  }

  /** Makes a change while nobody else writes. It may be short only. */
  void writeAlone(Change change) throws IOException {
    writing.writeLock().lock();
    try {
      change.run(); // which may take the lock to write, as its owner
    } finally {
      writing.writeLock().unlock();
    }
  }

  void flush() throws IOException {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true);
        WriteBatch nothing = new WriteBatch()) {
      fullDisk.flush(() -> db.write(unlogged, nothing), () -> db.flush(wait));
    } catch (RocksDBException e) {
      throw failure("cannot be flushed", e);
    }
  }

  IOException failure(String what, RocksDBException e) {
    return RocksFailures.of(path, what, e);
  }

  @Override
  public void close() throws IOException {
    reads.close();
    unlogged.close();
    try {
      db.closeE();
    } catch (RocksDBException e) {
      throw failure("cannot be closed", e);
    } finally {
      db.close();
      settings.close();
    }
  }
}
