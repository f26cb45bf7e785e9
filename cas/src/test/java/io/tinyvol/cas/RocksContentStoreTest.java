package io.tinyvol.cas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store that is used, beside what holds for all. */
class RocksContentStoreTest extends ContentStoreContract {
  private static final int PIECE_BYTES = 64 << 10;

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

  @Test
  void anInterruptEndsACollectionOfSpaceAndLosesNothing() throws IOException {
    int pieces = 600;
    try (ContentStore store = open(HashAlgorithm.SHA256, new Compression.None());
        ContentReader reader = store.newReader()) {
      List<Digest> kept = new ArrayList<>();
      List<Digest> dead = new ArrayList<>();
      try (IngestSession session = store.newSession("test")) {
        try (ContentWriter writer = session.newWriter()) {
          for (int i = 0; i < pieces; i++) {
            byte[] bytes = TestContent.random(new Random(i), PIECE_BYTES);
            (i % 3 == 0 ? kept : dead).add(writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes)));
          }
        }
        session.commit();
      }
      store.pruner().delete(ContentKind.CHUNK, dead);
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedIOException.class, () -> assertEquals(0, store.pruner().reclaim(() -> {})));
      assertTrue(Thread.interrupted());
      assertKept(reader, kept);
      long freed = store.pruner().reclaim(() -> {});
      assertTrue(freed > (long) dead.size() * PIECE_BYTES * 9 / 10, freed + " bytes");
      assertKept(reader, kept);
    }
  }

  private static void assertKept(ContentReader reader, List<Digest> kept) throws IOException {
    for (Digest chunk : kept) {
      assertEquals(PIECE_BYTES, reader.read(ContentKind.CHUNK, chunk).remaining());
    }
  }
}
