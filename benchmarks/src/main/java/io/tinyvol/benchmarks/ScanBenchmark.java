package io.tinyvol.benchmarks;

import io.tinyvol.builder.cut.ChunkRuns;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Finding chunks, in MB/s. Data is told from zeros by its first bytes, so it costs next to nothing;
 * zeros are read to their end, and the limit of that is the memory's.
 */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class ScanBenchmark extends Settings {
  private static final int WINDOW_BYTES = 64 << 10;

  private final MemorySegment zeros =
      MemorySegment.ofBuffer(ByteBuffer.allocateDirect(Sample.BYTES));

  /** Windows of data. */
  @Benchmark
  public void scanData(Sample sample, Blackhole hole) throws IOException {
    scan(MemorySegment.ofBuffer(sample.bytes()), hole);
  }

  /** Windows of zeros. */
  @Benchmark
  public void scanZeros(Blackhole hole) throws IOException {
    scan(zeros, hole);
  }

  private static void scan(MemorySegment bytes, Blackhole hole) throws IOException {
    for (long at = 0; at < bytes.byteSize(); at += WINDOW_BYTES) {
      long length = Math.min(WINDOW_BYTES, bytes.byteSize() - at);
      ChunkRuns.find(bytes.asSlice(at, length), (offset, run) -> hole.consume(run));
    }
  }

  /** The limit: every word of the zeros read once. */
  @Benchmark
  public long limitMemoryRead() {
    long sum = 0;
    for (long at = 0; at < Sample.BYTES; at += Long.BYTES) {
      sum += zeros.get(ValueLayout.JAVA_LONG, at);
    }
    return sum;
  }
}
