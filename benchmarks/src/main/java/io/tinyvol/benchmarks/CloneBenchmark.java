package io.tinyvol.benchmarks;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.delta.LayerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A clone of a volume until it is durable, in µs. Only heads are read and written. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class CloneBenchmark extends Settings {
  private static final String SOURCE = "source";

  /** The volume's size: 1 MiB and 1 TiB. */
  @Param({"1048576", "1099511627776"})
  private long virtualBytes;

  private Scratch scratch;
  private VolumeCatalog catalog;
  private byte[] head;
  private int clones;

  /** Makes a catalogue of one volume. Anew for each iteration, so that it does not grow on. */
  @Setup(Level.Iteration)
  public void makeVolume() throws IOException {
    scratch = Scratch.make();
    LayerFolder noLayers = new LayerFolder(scratch.path().resolve("deltas"));
    catalog = VolumeCatalog.open(scratch.path(), noLayers, _ -> {}, new Leases());
    VolumeGeometry geometry = new VolumeGeometry(virtualBytes, VolumeGeometry.DEFAULT_BLOCK_BYTES);
    Instant now = Instant.EPOCH;
    catalog.add(
        SOURCE,
        VolumeHead.first(now, geometry, new Digest(1, 2, 3, 4), Collections.emptySortedMap()));
    catalog.clone(SOURCE, "first", UUID.randomUUID(), now);
    head = Files.readAllBytes(scratch.path().resolve("first"));
  }

  /** Deletes the volumes. */
  @TearDown(Level.Iteration)
  public void deleteVolumes() throws IOException {
    scratch.close();
  }

  /** The clone. */
  @Benchmark
  public VolumeHead cloneVolume() throws IOException {
    return catalog.clone(SOURCE, "clone" + clones++, UUID.randomUUID(), Instant.EPOCH);
  }

  /** The limit: as many bytes into a temporary, fsync, rename, fsync of the folder. */
  @Benchmark
  public void limitWriteAndRename() throws IOException {
    BareFiles.publish(scratch.path(), "bare" + clones++, head);
  }
}
