package io.tinyvol.benchmarks;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A store of its own folder, with the defaults of a new one; deleted when closed. */
record ScratchStore(Scratch scratch, ContentStore content) implements Closeable {
  static ScratchStore make() throws IOException {
    Scratch scratch = Scratch.make();
    return new ScratchStore(
        scratch,
        RocksContentStore.open(
            scratch.path().resolve("chunks"),
            HashAlgorithm.SHA256,
            Compression.DEFAULT,
            new Leases()));
  }

  /** Puts chunks in one thread and makes them durable. */
  List<Digest> put(List<ByteBuffer> chunks) throws IOException {
    List<Digest> digests = new ArrayList<>(chunks.size());
    try (IngestSession session = content.newSession("a test")) {
      try (ContentWriter writer = session.newWriter()) {
        for (ByteBuffer chunk : chunks) {
          digests.add(writer.put(ContentKind.CHUNK, chunk));
        }
      }
      session.commit();
    }
    return digests;
  }

  @Override
  public void close() throws IOException {
    try (scratch) {
      content.close();
    }
  }
}
