package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentMemory;
import io.tinyvol.cas.ContentPruner;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.lease.Leases;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Counts what is read of a store. For one thread. */
final class CountingStore implements ContentStore {
  private final ContentStore store;
  private int nodes;
  private int chunks;

  CountingStore(ContentStore store) {
    this.store = store;
  }

  int nodes() {
    return nodes;
  }

  int chunks() {
    return chunks;
  }

  @Override
  public ContentReader newReader() {
    ContentReader reader = store.newReader();
    return new ContentReader() {
      @Override
      public @Nullable ContentInfo find(Digest digest) throws IOException {
        return reader.find(digest);
      }

      @Override
      public ByteBuffer read(ContentKind kind, Digest digest) throws IOException {
        switch (kind) {
          case NODE -> nodes++;
          case CHUNK -> chunks++;
        }
        return reader.read(kind, digest);
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public IngestSession newSession(String what) {
    return store.newSession(what);
  }

  @Override
  public Leases leases() {
    return store.leases();
  }

  @Override
  public ContentPruner pruner() {
    return store.pruner();
  }

  @Override
  public long estimatedChunks() throws IOException {
    return store.estimatedChunks();
  }

  @Override
  public boolean contains(ContentKind kind, Digest digest) throws IOException {
    return store.contains(kind, digest);
  }

  @Override
  public void forEach(ContentKind kind, int firstByte, Visitor visitor) throws IOException {
    store.forEach(kind, firstByte, visitor);
  }

  @Override
  public void verifyIndex() throws IOException {
    store.verifyIndex();
  }

  @Override
  public ContentMemory memory() throws IOException {
    return store.memory();
  }

  @Override
  public void close() {}
}
