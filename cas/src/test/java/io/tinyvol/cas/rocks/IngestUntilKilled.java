package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cas.store.StoreLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/** A process that commits sessions until it is killed, and says which are durable. */
final class IngestUntilKilled {
  private IngestUntilKilled() {}

  /** Every piece of content has a number, from which the test makes it again. */
  static byte[] content(long number) {
    Random random = new Random(number);
    int length = random.nextInt(20) == 0 ? 600_000 : random.nextInt(20_000);
    return random.nextBoolean()
        ? TestContent.random(random, length)
        : TestContent.compressible(random, length);
  }

  static ContentKind kind(long number) {
    return number % 5 == 0 ? ContentKind.NODE : ContentKind.CHUNK;
  }

  public static void main(String[] args) throws IOException {
    StoreFolder folder = new StoreFolder(Path.of(args[0]));
    long number = Long.parseLong(args[1]);
    Random sizes = new Random(number);
    try (StoreLock _ = StoreLock.take(folder, "ingest");
        ContentStore store =
            RocksContentStore.open(
                folder.chunks(), HashAlgorithm.SHA256, Compression.DEFAULT, new Leases())) {
      while (true) {
        long end = number + 1 + sizes.nextInt(12);
        try (IngestSession session = store.newSession("a test")) {
          try (ContentWriter writer = session.newWriter()) {
            for (long i = number; i < end; i++) {
              writer.put(kind(i), ByteBuffer.wrap(content(i)));
            }
          }
          session.commit();
        }
        System.out.println("durable " + number + " " + end + " .");
        number = end;
      }
    }
  }
}
