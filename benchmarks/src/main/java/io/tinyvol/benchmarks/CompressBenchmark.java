package io.tinyvol.benchmarks;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.codec.RecordCodec;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Chunks into records with the default compression, in MB/s of plain bytes. */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class CompressBenchmark extends Settings {
  private final RecordCodec codec = new RecordCodec(Compression.DEFAULT);
  private final BareTools bare = new BareTools();

  /** Gives the native contexts back. */
  @TearDown
  public void close() {
    codec.close();
    bare.close();
  }

  /** As a build does it. */
  @Benchmark
  public void encodeChunks(Sample sample, Blackhole hole) {
    for (ByteBuffer chunk : sample.chunks()) {
      hole.consume(codec.encode(chunk));
    }
  }

  /** The limit: the bare codec on the same chunks. */
  @Benchmark
  public void limitBareCodec(Sample sample, Blackhole hole) {
    for (ByteBuffer chunk : sample.chunks()) {
      hole.consume(bare.compress(chunk));
    }
  }
}
