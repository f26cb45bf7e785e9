package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.codec.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Reads through buffers of its own, so that nothing is allocated for a read. */
final class RocksContentReader implements ContentReader {
  private final RocksContentStore store;
  private final Hasher hasher;
  private final RecordCodec codec;
  private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.BYTES);
  private final ByteBuffer facts = ByteBuffer.allocateDirect(ChunkFacts.BYTES);
  private ByteBuffer stored = ByteBuffer.allocateDirect(128 << 10);

  RocksContentReader(RocksContentStore store, HashAlgorithm hash, Compression compression) {
    this.store = store;
    this.hasher = new Hasher(hash);
    this.codec = new RecordCodec(compression);
  }

  @Override
  public @Nullable ContentInfo find(Digest digest) throws IOException {
    try {
      facts.clear();
      Keys.put(key, Keys.CHUNK_FACTS, digest);
      int size = store.db().get(store.reads(), key, facts);
      return size == RocksDB.NOT_FOUND ? null : ChunkFacts.decode(facts, size, digest);
    } catch (RocksDBException e) {
      throw store.failure("chunk " + digest, e);
    }
  }

  @Override
  public ByteBuffer read(ContentKind kind, Digest digest) throws IOException {
    ByteBuffer plain;
    try {
      plain = codec.decode(get(kind, digest));
    } catch (CorruptDataException e) {
      throw e;
    } catch (IOException e) {
      throw new CorruptDataException(describe(kind, digest), String.valueOf(e.getMessage()), e);
    }
    Digest actual = kind.digest(hasher, plain);
    if (!actual.equals(digest)) {
      throw new CorruptDataException(describe(kind, digest), "its bytes have the digest " + actual);
    }
    return plain;
  }

  private ByteBuffer get(ContentKind kind, Digest digest) throws IOException {
    try {
      int size = getInto(kind, digest);
      if (size > stored.capacity()) {
        checkLength(kind, digest, size);
        stored = ByteBuffer.allocateDirect(Math.max(size, 2 * stored.capacity()));
        size = getInto(kind, digest);
      }
      if (size == RocksDB.NOT_FOUND) {
        throw new CorruptDataException(describe(kind, digest), "is missing");
      }
      return stored.limit(size);
    } catch (RocksDBException e) {
      throw store.failure(describe(kind, digest), e);
    }
  }

  private int getInto(ContentKind kind, Digest digest) throws RocksDBException {
    stored.clear();
    Keys.put(key, Keys.record(kind), digest);
    return store.db().get(store.reads(), key, stored);
  }

  private static void checkLength(ContentKind kind, Digest digest, int size)
      throws CorruptDataException {
    if (size > RecordCodec.MAX_PLAIN_BYTES + RecordCodec.HEADER_BYTES) {
      throw new CorruptDataException(describe(kind, digest), "record of " + size + " bytes");
    }
  }

  private static String describe(ContentKind kind, Digest digest) {
    return kind.name().toLowerCase(Locale.ROOT) + " " + digest;
  }

  @Override
  public void close() {
    codec.close();
  }
}
