package io.tinyvol.benchmarks;

import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** New chunks until they are durable, in one thread, in MB/s of plain bytes. */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class StoreBenchmark extends Settings {
  private ScratchStore store;
  private BareTools bare;

  /** Makes an empty store: chunks are new once only. */
  @Setup(Level.Invocation)
  public void makeStore() throws IOException {
    store = ScratchStore.make();
    bare = new BareTools();
  }

  /** Deletes the store. */
  @TearDown(Level.Invocation)
  public void deleteStore() throws IOException {
    bare.close();
    store.close();
  }

  /** Hash, look up, compress, write, commit. */
  @Benchmark
  public List<Digest> putAndCommit(Sample sample) throws IOException {
    return store.put(sample.chunks());
  }

  /** The limit: hash, compress, append to one file, fsync; nothing could find a chunk again. */
  @Benchmark
  public void limitBareFile(Sample sample) throws IOException, GeneralSecurityException {
    try (FileChannel file =
        FileChannel.open(
            store.scratch().path().resolve("bare"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer chunk : sample.chunks()) {
        bare.digest(chunk);
        ByteBuffer compressed = bare.compress(chunk);
        while (compressed.hasRemaining()) {
          file.write(compressed);
        }
      }
      file.force(true);
    }
  }
}
