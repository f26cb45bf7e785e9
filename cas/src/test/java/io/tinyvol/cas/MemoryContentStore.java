package io.tinyvol.cas;

import io.tinyvol.cas.codec.RecordCodec;
import io.tinyvol.cas.lease.Lease;
import io.tinyvol.cas.lease.Leases;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ContentStore} in memory, for tests of what is above it. Its readers are as strict as the
 * contract allows: a buffer that was handed out is overwritten by the reader's next call.
 */
public final class MemoryContentStore implements ContentStore {
  private final HashAlgorithm hash;
  private final Leases leases;
  private final SortedMap<Digest, byte[]> chunks = new ConcurrentSkipListMap<>();
  private final SortedMap<Digest, byte[]> nodes = new ConcurrentSkipListMap<>();

  /** An empty store with SHA-256. */
  public MemoryContentStore() {
    this(HashAlgorithm.SHA256, new Leases());
  }

  /** An empty store. */
  public MemoryContentStore(HashAlgorithm hash, Leases leases) {
    this.hash = hash;
    this.leases = leases;
  }

  /** What the store has, for tests to count, to damage and to take away. */
  public SortedMap<Digest, byte[]> contents(ContentKind kind) {
    return switch (kind) {
      case CHUNK -> chunks;
      case NODE -> nodes;
    };
  }

  /** Forgets everything. */
  public void clear() {
    chunks.clear();
    nodes.clear();
  }

  @Override
  public ContentReader newReader() {
    return new Reader();
  }

  @Override
  public IngestSession newSession(String what) {
    return new Session(leases.open(what).settle());
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public ContentPruner pruner() {
    return new Pruner();
  }

  @Override
  public void forEach(ContentKind kind, int firstByte, Visitor visitor) {
    for (Map.Entry<Digest, byte[]> entry : contents(kind).entrySet()) {
      if (entry.getKey().firstWord() >>> 56 == firstByte) {
        visitor.visit(entry.getKey(), RecordCodec.HEADER_BYTES + entry.getValue().length);
      }
    }
  }

  @Override
  public boolean contains(ContentKind kind, Digest digest) {
    return contents(kind).containsKey(digest);
  }

  @Override
  public long estimatedChunks() {
    return chunks.size();
  }

  @Override
  public void verifyIndex() {}

  @Override
  public ContentMemory memory() {
    long bytes = 0;
    for (ContentKind kind : ContentKind.values()) {
      bytes += contents(kind).values().stream().mapToLong(content -> content.length).sum();
    }
    return new ContentMemory(0, bytes, 0);
  }

  @Override
  public void close() {}

  private final class Reader implements ContentReader {
    private final Hasher hasher = new Hasher(hash);
    private byte[] handedOut = {};

    @Override
    public @Nullable ContentInfo find(Digest digest) {
      takeBack();
      byte[] bytes = chunks.get(digest);
      return bytes == null
          ? null
          : new ContentInfo(bytes.length, RecordCodec.HEADER_BYTES + bytes.length);
    }

    @Override
    public ByteBuffer read(ContentKind kind, Digest digest) throws CorruptDataException {
      takeBack();
      byte[] bytes = contents(kind).get(digest);
      if (bytes == null) {
        throw new CorruptDataException(kind + " " + digest, "is missing");
      }
      if (!kind.digest(hasher, ByteBuffer.wrap(bytes)).equals(digest)) {
        throw new CorruptDataException(kind + " " + digest, "is damaged");
      }
      handedOut = bytes.clone();
      return ByteBuffer.wrap(handedOut);
    }

    private void takeBack() {
      java.util.Arrays.fill(handedOut, (byte) 0xee);
    }

    @Override
    public void close() {
      takeBack();
    }
  }

  private final class Pruner implements ContentPruner {
    @Override
    public void delete(ContentKind kind, List<Digest> dead) {
      contents(kind).keySet().removeAll(dead);
    }

    @Override
    public void quarantine(Digest chunk) {
      chunks.remove(chunk);
    }

    @Override
    public long reclaim(Pause pause) {
      return 0;
    }
  }

  private final class Session implements IngestSession {
    private final Lease lease;
    private final AtomicInteger openWriters = new AtomicInteger();
    private final LongAdder count = new LongAdder();
    private final LongAdder newCount = new LongAdder();
    private final LongAdder newBytes = new LongAdder();

    Session(Lease lease) {
      this.lease = lease;
    }

    @Override
    public Lease lease() {
      return lease;
    }

    @Override
    public ContentWriter newWriter() {
      openWriters.incrementAndGet();
      return new Writer(this);
    }

    @Override
    public void commit() {
      if (openWriters.get() != 0) {
        throw new IllegalStateException(openWriters.get() + " writers are still open");
      }
    }

    @Override
    public IngestStats stats() {
      long stored = newBytes.sum() + RecordCodec.HEADER_BYTES * newCount.sum();
      return new IngestStats(count.sum(), newCount.sum(), newBytes.sum(), stored);
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  private final class Writer implements ContentWriter {
    private final Session session;
    private final Hasher hasher = new Hasher(hash);
    private boolean closed;

    Writer(Session session) {
      this.session = session;
    }

    @Override
    public Digest put(ContentKind kind, ByteBuffer content) {
      if (content.remaining() > RecordCodec.MAX_PLAIN_BYTES) {
        throw new IllegalArgumentException("too long for one record: " + content.remaining());
      }
      Digest digest = kind.digest(hasher, content);
      session.lease.touch(digest);
      Map<Digest, byte[]> map = contents(kind);
      boolean isNew = map.putIfAbsent(digest, TestContent.bytesOf(content)) == null;
      if (kind == ContentKind.CHUNK) {
        session.count.increment();
        if (isNew) {
          session.newCount.increment();
          session.newBytes.add(content.remaining());
        }
      }
      return digest;
    }

    @Override
    public boolean reuse(List<Digest> digests) {
      digests.forEach(session.lease::touch);
      if (!chunks.keySet().containsAll(digests)) {
        return false;
      }
      session.count.add(digests.size());
      return true;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        session.openWriters.decrementAndGet();
      }
    }
  }
}
