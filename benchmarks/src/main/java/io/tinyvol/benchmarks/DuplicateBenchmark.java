package io.tinyvol.benchmarks;

import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Chunks that the store has already, in one thread, in MB/s of plain bytes. */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class DuplicateBenchmark extends Settings {
  private ScratchStore store;
  private BareTools bare;

  /** Puts everything once. */
  @Setup
  public void fillStore(Sample sample) throws IOException {
    store = ScratchStore.make();
    store.put(sample.chunks());
    bare = new BareTools();
  }

  /** Deletes the store. */
  @TearDown
  public void deleteStore() throws IOException {
    bare.close();
    store.close();
  }

  /** Hash and look up. */
  @Benchmark
  public List<Digest> putAgain(Sample sample) throws IOException {
    return store.put(sample.chunks());
  }

  /** The limit: the bare digest. */
  @Benchmark
  public void limitBareDigest(Sample sample, Blackhole hole) throws GeneralSecurityException {
    for (ByteBuffer chunk : sample.chunks()) {
      hole.consume(bare.digest(chunk));
    }
  }
}
