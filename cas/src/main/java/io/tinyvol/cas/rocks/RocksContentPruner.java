package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentPruner;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Deletes records and their facts, and has the database write its files anew without them. */
final class RocksContentPruner implements ContentPruner {
  private final RocksContentStore store;
  private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.BYTES);

  RocksContentPruner(RocksContentStore store) {
    this.store = store;
  }

  @Override
  public void delete(ContentKind kind, List<Digest> dead) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Digest digest : dead) {
        if (kind == ContentKind.CHUNK) {
          batch.delete(Keys.put(key, Keys.CHUNK_FACTS, digest));
        }
        batch.delete(Keys.put(key, Keys.record(kind), digest));
      }
      store.write(batch);
    } catch (RocksDBException e) {
      throw store.failure("cannot be written", e);
    }
  }

  @Override
  public void quarantine(Digest chunk) throws IOException {
    try (ContentReader reader = store.newReader()) {
      // It may have been put anew, or deleted, since it was found damaged.
      store.writeAlone(() -> markIfDamaged(chunk, reader));
    }
    store.flush();
  }

  private void markIfDamaged(Digest chunk, ContentReader reader) throws IOException {
    ContentInfo info = reader.find(chunk);
    if (info == null || info.isQuarantined() || isWhole(chunk, reader)) {
      return;
    }
    ByteBuffer facts = ByteBuffer.allocateDirect(ChunkFacts.BYTES);
    ChunkFacts.encode(new ContentInfo(info.plainBytes(), info.storedBytes(), true), facts);
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(Keys.put(key, Keys.CHUNK_FACTS, chunk), facts);
      store.write(batch);
    } catch (RocksDBException e) {
      throw store.failure("cannot be written", e);
    }
  }

  private static boolean isWhole(Digest chunk, ContentReader reader) throws IOException {
    try {
      return reader.read(ContentKind.CHUNK, chunk).remaining() >= 0;
    } catch (CorruptDataException e) {
      return false;
    }
  }

  @Override
  public long reclaim(Pause keepGoing) throws IOException {
    return new SpaceReclaim(store).run(keepGoing);
  }
}
