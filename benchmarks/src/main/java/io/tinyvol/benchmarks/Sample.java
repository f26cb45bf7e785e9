package io.tinyvol.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Real bytes, cut into distinct chunks: the same for all benchmarks. */
@State(Scope.Benchmark)
public class Sample {
  /** The sample in MB, for {@code @OperationsPerInvocation}: so operations per second are MB/s. */
  public static final int MEGABYTES = 64;

  /** The sample in bytes: whole blocks of 4 KiB, and more than most caches hold. */
  static final int BYTES = MEGABYTES * 1_000_000;

  /** A file or a folder to take the bytes from; {@code java.home} means the JDK's own folder. */
  @Param("java.home")
  private String source = "";

  private ByteBuffer bytes;
  private List<ByteBuffer> chunks;

  /** Reads the sample. */
  @Setup
  public void load() throws IOException {
    String path = source.equals("java.home") ? System.getProperty("java.home") : source;
    SampleLoader loader = new SampleLoader(BYTES);
    loader.load(Path.of(path));
    bytes = loader.bytes();
    chunks = loader.chunks();
  }

  /** All bytes, in a direct buffer. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** The chunks, which lie one after another in {@link #bytes}. */
  List<ByteBuffer> chunks() {
    return chunks;
  }
}
