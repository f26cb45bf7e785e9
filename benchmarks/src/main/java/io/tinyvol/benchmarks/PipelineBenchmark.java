package io.tinyvol.benchmarks;

import io.tinyvol.builder.BuildRequest;
import io.tinyvol.builder.BuildResult;
import io.tinyvol.builder.VolumeBuilder;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole build from an image file, on all cores, in MB/s. */
@OperationsPerInvocation(Sample.MEGABYTES)
@State(Scope.Thread)
public class PipelineBenchmark extends Settings {
  private Scratch imageFolder;
  private Path image;
  private Scratch storeFolder;
  private VolumeStore store;

  /** Writes the sample to a file, which then lies in the page cache. */
  @Setup
  public void writeImage(Sample sample) throws IOException {
    imageFolder = Scratch.make();
    image = imageFolder.path().resolve("image");
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = sample.bytes();
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
  }

  /** Deletes the image. */
  @TearDown
  public void deleteImage() throws IOException {
    imageFolder.close();
  }

  /** Makes an empty store. */
  @Setup(Level.Invocation)
  public void makeStore() throws IOException {
    storeFolder = Scratch.make();
    store = VolumeStore.create(storeFolder.path(), StoreConfig.withDefaults(), "benchmark");
  }

  /** Deletes the store. */
  @TearDown(Level.Invocation)
  public void deleteStore() throws IOException {
    store.close();
    storeFolder.close();
  }

  /** Read, scan, hash, look up, compress, write, commit; the manifest and the head. */
  @Benchmark
  public BuildResult build() throws IOException {
    BuildRequest request =
        new BuildRequest("volume", false, Collections.emptySortedMap(), Optional.empty());
    return new VolumeBuilder(store, InstantSource.system(), Progress.NONE)
        .fromImage(request, FilePlace.of(image), OptionalLong.empty());
  }

  /** The limit: hash and compress from memory, on as many threads, and throw the result away. */
  @Benchmark
  public void limitBareDigestAndCodec(Sample sample) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<ByteBuffer> chunks = sample.chunks();
    List<Callable<Integer>> workers =
        Collections.nCopies(
            OrderedPipeline.workersForAllCores(), () -> digestAndCompress(chunks, next));
    try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
      threads.invokeAll(workers);
    }
  }

  private static int digestAndCompress(List<ByteBuffer> chunks, AtomicInteger next)
      throws GeneralSecurityException {
    int sum = 0;
    try (BareTools bare = new BareTools()) {
      for (int i = next.getAndIncrement(); i < chunks.size(); i = next.getAndIncrement()) {
        sum += bare.digest(chunks.get(i)) + bare.compress(chunks.get(i)).remaining();
      }
    }
    return sum;
  }
}
