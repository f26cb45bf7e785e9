package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.codec.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Hashes, looks up, compresses and writes, all in its own thread; batches of records go to the
 * database. Two writers that meet the same new content put it once: the first to note it as under
 * way puts it, and it stays noted until it is in the database, where the other would find it.
 */
final class RocksContentWriter implements ContentWriter {
  private static final long BATCH_BYTES = 1L << 20;

  private final RocksContentStore store;
  private final RocksIngestSession session;
  private final Hasher hasher;
  private final RecordCodec codec;
  private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.BYTES);
  private final ByteBuffer facts = ByteBuffer.allocateDirect(ChunkFacts.BYTES);
  private final WriteBatch batch = new WriteBatch();
  private final List<Digest> noted = new ArrayList<>();
  private boolean closed;

  RocksContentWriter(
      RocksContentStore store,
      RocksIngestSession session,
      HashAlgorithm hash,
      Compression compression) {
    this.store = store;
    this.session = session;
    this.hasher = new Hasher(hash);
    this.codec = new RecordCodec(compression);
  }

  @Override
  public Digest put(ContentKind kind, ByteBuffer content) throws IOException {
    if (content.remaining() > RecordCodec.MAX_PLAIN_BYTES) {
      throw new IllegalArgumentException("too long for one record: " + content.remaining());
    }
    Digest digest = kind.digest(hasher, content);
    session.lease().touch(digest);
    try {
      switch (kind) {
        case CHUNK -> putChunk(digest, content);
        case NODE -> putNode(digest, content);
      }
    } catch (RocksDBException e) {
      throw store.failure("cannot be written", e);
    }
    if (batch.getDataSize() >= BATCH_BYTES) {
      writeBatch();
    }
    return digest;
  }

  private void putChunk(Digest digest, ByteBuffer content) throws RocksDBException {
    session.countChunks(1);
    if (!session.underWay().add(digest)) {
      return;
    }
    if (isStored(digest)) {
      session.underWay().remove(digest);
      return;
    }
    noted.add(digest);
    ByteBuffer record = codec.encode(content);
    int recordBytes = record.remaining();
    batch.put(Keys.put(key, Keys.CHUNK, digest), record);
    ChunkFacts.encode(new ContentInfo(content.remaining(), recordBytes), facts);
    batch.put(Keys.put(key, Keys.CHUNK_FACTS, digest), facts);
    session.countNewChunk(content.remaining(), recordBytes);
  }

  private boolean isStored(Digest chunk) throws RocksDBException {
    facts.clear();
    Keys.put(key, Keys.CHUNK_FACTS, chunk);
    return ChunkFacts.isWhole(facts, store.db().get(store.reads(), key, facts));
  }

  @Override
  public boolean reuse(List<Digest> chunks) throws IOException {
    try {
      for (Digest chunk : chunks) {
        session.lease().touch(chunk);
        if (!session.underWay().contains(chunk) && !isStored(chunk)) {
          return false;
        }
      }
    } catch (RocksDBException e) {
      throw store.failure("cannot be read", e);
    }
    session.countChunks(chunks.size());
    return true;
  }

  /** Nodes are few and short: what is there is compared, so that a damaged one is written anew. */
  private void putNode(Digest digest, ByteBuffer content) throws RocksDBException {
    ByteBuffer record = codec.encode(content);
    Keys.put(key, Keys.NODE, digest);
    if (!isStored(key, record)) {
      batch.put(key, record);
    }
  }

  private boolean isStored(ByteBuffer recordKey, ByteBuffer record) throws RocksDBException {
    byte[] keyBytes = new byte[Keys.BYTES];
    recordKey.get(0, keyBytes);
    try {
      byte[] present = store.db().get(store.reads(), keyBytes);
      return present != null && record.equals(ByteBuffer.wrap(present));
    } catch (RocksDBException e) {
      if (RocksFailures.isCorruption(e)) {
        return false;
      }
      throw e;
    }
  }

  private void writeBatch() throws IOException {
    store.write(batch);
    batch.clear();
    noted.forEach(session.underWay()::remove);
    noted.clear();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (batch.count() > 0) {
        writeBatch();
      }
    } finally {
      noted.forEach(session.underWay()::remove);
      batch.close();
      codec.close();
      session.writerClosed();
    }
  }
}
