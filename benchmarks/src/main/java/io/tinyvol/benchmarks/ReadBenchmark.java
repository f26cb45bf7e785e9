package io.tinyvol.benchmarks;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Chunks out of the store in random order, in one thread, in MB/s of plain bytes. */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class ReadBenchmark extends Settings {
  private static final long SEED = 1;

  private ScratchStore store;
  private ContentReader reader;
  private BareTools bare;
  private List<Digest> digests;
  private final List<ByteBuffer> compressed = new ArrayList<>();

  /** Stores the sample, and keeps its compressed chunks in memory. */
  @Setup
  public void fillStore(Sample sample) throws IOException {
    List<ByteBuffer> chunks = new ArrayList<>(sample.chunks());
    Collections.shuffle(chunks, new Random(SEED));
    store = ScratchStore.make();
    digests = store.put(sample.chunks());
    Collections.shuffle(digests, new Random(SEED));
    reader = store.content().newReader();
    bare = new BareTools();
    for (ByteBuffer chunk : chunks) {
      ByteBuffer record = bare.compress(chunk);
      compressed.add(ByteBuffer.allocateDirect(record.remaining()).put(record).flip());
    }
  }

  /** Deletes the store. */
  @TearDown
  public void deleteStore() throws IOException {
    reader.close();
    bare.close();
    store.close();
  }

  /** Look up, read, decompress, compare the digest. */
  @Benchmark
  public void readChunks(Blackhole hole) throws IOException {
    for (Digest digest : digests) {
      hole.consume(reader.read(ContentKind.CHUNK, digest));
    }
  }

  /** The limit: decompress from memory, digest. */
  @Benchmark
  public void limitBareCodecAndDigest(Blackhole hole) throws GeneralSecurityException {
    for (ByteBuffer record : compressed) {
      hole.consume(bare.digest(bare.decompress(record)));
    }
  }
}
