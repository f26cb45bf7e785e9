package io.tinyvol.benchmarks;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Which chunk holds a block: random blocks of a volume whose manifest is cached, in ns. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ManifestLookupBenchmark extends Settings {
  private static final long SEED = 1;
  private static final int EXTENTS = 60_000;
  private static final int BLOCK_BYTES = VolumeGeometry.DEFAULT_BLOCK_BYTES;

  /** With these, 1.5 GiB: what five root file systems hold. */
  private static final int LONGEST_EXTENT_BLOCKS = 12;

  /** A power of two. */
  private static final int LOOKUPS = 1 << 16;

  private final TreeMap<Long, Extent> map = new TreeMap<>();
  private final long[] blocks = new long[LOOKUPS];
  private int next;
  private ScratchStore store;
  private ContentReader content;
  private ManifestReader manifest;

  /** Makes a volume, and reads every node once. */
  @Setup
  public void makeVolume() throws IOException {
    Random random = new Random(SEED);
    long end = 0;
    for (int i = 0; i < EXTENTS; i++) {
      // Every eighth extent has zeros before it.
      long start = end + (i % 8 == 0 ? 1 : 0);
      int length = 1 + random.nextInt(LONGEST_EXTENT_BLOCKS);
      Digest chunk =
          new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      map.put(start, new Extent(start, length, chunk, 0, length * BLOCK_BYTES));
      end = start + length;
    }
    store = ScratchStore.make();
    Digest root = writeManifest(new VolumeGeometry(end * BLOCK_BYTES, BLOCK_BYTES));
    content = store.content().newReader();
    manifest = new ManifestReader(content, root);
    manifest.forEachExtent(extent -> {});
    for (int i = 0; i < LOOKUPS; i++) {
      blocks[i] = random.nextLong(end);
    }
  }

  private Digest writeManifest(VolumeGeometry geometry) throws IOException {
    try (IngestSession session = store.content().newSession("a test")) {
      Digest root;
      try (ContentWriter nodes = session.newWriter()) {
        ManifestWriter writer = new ManifestWriter(geometry, nodes);
        for (Extent extent : map.values()) {
          writer.add(extent);
        }
        root = writer.finish();
      }
      session.commit();
      return root;
    }
  }

  /** Deletes the store. */
  @TearDown
  public void deleteStore() throws IOException {
    content.close();
    store.close();
  }

  private long nextBlock() {
    return blocks[next++ & (LOOKUPS - 1)];
  }

  /** The manifest. */
  @Benchmark
  public @Nullable Extent findInManifest() throws IOException {
    return manifest.find(nextBlock());
  }

  /** The rival: a balanced tree of the same extents, all of it in the heap. */
  @Benchmark
  public @Nullable Extent rivalTreeMap() {
    long block = nextBlock();
    Map.Entry<Long, Extent> entry = map.floorEntry(block);
    return entry == null || entry.getValue().endBlock() <= block ? null : entry.getValue();
  }
}
