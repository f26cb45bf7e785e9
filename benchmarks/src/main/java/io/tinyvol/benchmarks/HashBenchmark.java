package io.tinyvol.benchmarks;

import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Digests of chunks, in MB/s. */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class HashBenchmark extends Settings {
  @Param({"sha256", "sha512-256"})
  private String hash = "";

  private Hasher hasher;
  private BareTools bare;
  private byte[] array;

  /** Copies the sample to where a bare digest costs no copy. */
  @Setup
  public void prepare(Sample sample) {
    hasher = new Hasher(HashAlgorithm.ofLabel(hash));
    bare = new BareTools(hash.equals("sha256") ? "SHA-256" : "SHA-512/256");
    array = new byte[Sample.BYTES];
    sample.bytes().get(array);
  }

  /** As a build does it. */
  @Benchmark
  public void hashChunks(Sample sample, Blackhole hole) {
    for (ByteBuffer chunk : sample.chunks()) {
      hole.consume(hasher.chunk(chunk));
    }
  }

  /** The limit: the bare digest of the same chunks. */
  @Benchmark
  public void limitBareDigest(Sample sample, Blackhole hole) throws GeneralSecurityException {
    int at = 0;
    for (ByteBuffer chunk : sample.chunks()) {
      hole.consume(bare.digest(array, at, chunk.remaining()));
      at += chunk.remaining();
    }
  }
}
