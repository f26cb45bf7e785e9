package io.tinyvol.cas;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store that is used, beside what holds for all. */
class RocksContentStoreTest extends ContentStoreContract {
  @TempDir Path folder;

  @Override
  ContentStore open(HashAlgorithm hash, Compression compression) throws IOException {
    return RocksContentStore.open(folder.resolve("chunks"), hash, compression, new Leases());
  }

  /** Who found it damaged may be late: it was put anew since, or was deleted. */
  @Test
  void whatIsWholeOrGoneIsNotPutIntoQuarantine() throws IOException {
    try (ContentStore store = open(HashAlgorithm.SHA256, new Compression.None());
        ContentReader reader = store.newReader()) {
      Digest chunk;
      try (IngestSession session = store.newSession("test")) {
        try (ContentWriter writer = session.newWriter()) {
          chunk = writer.put(ContentKind.CHUNK, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        session.commit();
      }
      store.pruner().quarantine(chunk);
      assertFalse(Objects.requireNonNull(reader.find(chunk)).isQuarantined());
      store.pruner().delete(ContentKind.CHUNK, List.of(chunk));
      store.pruner().quarantine(chunk);
      assertNull(reader.find(chunk));
    }
  }
}
