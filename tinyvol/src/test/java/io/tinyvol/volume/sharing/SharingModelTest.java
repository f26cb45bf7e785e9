package io.tinyvol.volume.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.Trials;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who holds what, against sets of chunks. */
class SharingModelTest {
  private final MemoryContentStore store = new MemoryContentStore();
  private final SortedMap<String, VolumeHead> heads = new TreeMap<>();
  private final SortedMap<String, Set<Digest>> chunks = new TreeMap<>();

  /** Adds a volume, or a revision to the volume of that name. */
  private void add(String name, BlockMap volume) throws IOException {
    Digest root = volume.write(store);
    VolumeHead before = heads.get(name);
    heads.put(
        name,
        before == null
            ? VolumeHead.first(Instant.EPOCH, volume.geometry(), root, new TreeMap<>())
            : before.replaced(Instant.EPOCH, volume.geometry(), root, new TreeMap<>()));
    Set<Digest> held = chunks.computeIfAbsent(name, _ -> new HashSet<>());
    for (Extent extent : volume.extents()) {
      held.add(extent.chunk());
    }
  }

  private void makeVolumes(Random random) throws IOException {
    store.clear();
    heads.clear();
    chunks.clear();
    List<BlockMap.Chunk> pool = BlockMap.putChunks(store, random, 30);
    List<BlockMap> made = new ArrayList<>();
    for (int i = random.nextInt(7); i >= 0; i--) {
      BlockMap volume =
          made.isEmpty() || random.nextBoolean()
              ? new BlockMap(new VolumeGeometry(random.nextLong(1L << 33), 4096))
              : made.get(random.nextInt(made.size()));
      int start = random.nextInt(20);
      if (random.nextInt(3) > 0) { // else it is a clone, with the same root
        volume = new BlockMap(volume, volume.geometry().virtualBytes());
        volume.edit(random, pool.subList(start, start + 1 + random.nextInt(10)), 8);
      }
      made.add(volume);
      add("v" + (random.nextInt(3) == 0 ? random.nextInt(i + 1) : i), volume);
    }
  }

  private long stored(Collection<Digest> digests) throws IOException {
    long bytes = 0;
    try (ContentReader reader = store.newReader()) {
      for (Digest digest : digests) {
        bytes += Objects.requireNonNull(reader.find(digest)).storedBytes();
      }
    }
    return bytes;
  }

  private Set<Digest> heldByAllBut(Set<String> names) {
    Set<Digest> held = new HashSet<>();
    chunks.forEach((name, set) -> held.addAll(names.contains(name) ? Set.of() : set));
    return held;
  }

  private Set<Digest> heldOnlyBy(Set<String> names) {
    Set<Digest> held = new HashSet<>();
    names.forEach(name -> held.addAll(chunks.getOrDefault(name, Set.of())));
    held.removeAll(heldByAllBut(names));
    return held;
  }

  @Test
  void countsAsSetsDo() {
    Trials.run(
        150,
        random -> {
          makeVolumes(random);
          Set<String> chosen = new HashSet<>(Set.of("not there"));
          heads.keySet().stream().filter(_ -> random.nextBoolean()).forEach(chosen::add);
          SharingReport report = SharingAccounts.count(store, heads, chosen);
          assertEquals(heads.keySet(), report.volumes().keySet());
          for (String name : heads.keySet()) {
            VolumeShare share = report.volumes().get(name);
            Set<Digest> all = Objects.requireNonNull(chunks.get(name));
            long exclusive = stored(heldOnlyBy(Set.of(name)));
            assertEquals(new VolumeShare(stored(all), exclusive), share, name);
          }
          Set<Digest> all = heldByAllBut(Set.of());
          long plain = 0;
          try (ContentReader reader = store.newReader()) {
            for (Digest digest : all) {
              ContentInfo info = Objects.requireNonNull(reader.find(digest));
              plain += info.plainBytes();
            }
          }
          assertEquals(new StoreTotals(plain, stored(all)), report.totals());
          assertEquals(stored(heldOnlyBy(chosen)), report.freedBytes());
        });
  }

  @Test
  void clonesHoldNothingAloneButAllOfThemTogether() throws IOException {
    Random random = new Random(1);
    BlockMap volume = new BlockMap(new VolumeGeometry(1L << 30, 4096));
    volume.edit(random, BlockMap.putChunks(store, random, 10), 30);
    for (String name : List.of("a", "b", "c")) {
      add(name, volume);
    }
    long all = stored(heldByAllBut(Set.of()));
    SharingReport two = SharingAccounts.count(store, heads, Set.of("a", "b"));
    assertEquals(0, two.freedBytes());
    two.volumes().values().forEach(share -> assertEquals(new VolumeShare(all, 0), share));
    assertEquals(all, SharingAccounts.count(store, heads, heads.keySet()).freedBytes());
    assertEquals(all, two.totals().storedBytes());
  }

  @Test
  void earlierRevisionsAreHeldUntilTheVolumeGoes() throws IOException {
    List<BlockMap.Chunk> pool = BlockMap.putChunks(store, new Random(4), 4);
    for (int number : new int[] {0, 1, 2, 0}) {
      BlockMap volume = new BlockMap(new VolumeGeometry(1L << 30, 4096));
      volume.map(0, pool.get(number));
      volume.map(100, pool.get(3));
      add("a", volume);
      if (number == 1) {
        add("like the second", volume);
      }
    }
    assertEquals(4, Objects.requireNonNull(heads.get("a")).revision());
    long alone = stored(Set.of(pool.get(0).digest(), pool.get(2).digest()));
    long shared = stored(Set.of(pool.get(1).digest(), pool.get(3).digest()));
    SharingReport report = SharingAccounts.count(store, heads, Set.of("a"));
    assertEquals(new VolumeShare(alone + shared, alone), report.volumes().get("a"));
    assertEquals(new VolumeShare(shared, 0), report.volumes().get("like the second"));
    assertEquals(alone, report.freedBytes());
    assertEquals(alone + shared, report.totals().storedBytes());
  }

  @Test
  void aMissingChunkIsCorruption() throws IOException {
    Random random = new Random(2);
    BlockMap volume = new BlockMap(new VolumeGeometry(1L << 30, 4096));
    List<BlockMap.Chunk> pool = BlockMap.putChunks(store, random, 3);
    volume.map(0, pool.get(0));
    volume.map(100, pool.get(1));
    add("a", volume);
    store.contents(ContentKind.CHUNK).remove(pool.get(1).digest());
    assertThrows(CorruptDataException.class, () -> SharingAccounts.count(store, heads, Set.of()));
  }

  @Test
  void aManifestsSizeCountsItsDistinctChunks() throws IOException {
    Random random = new Random(3);
    BlockMap volume = new BlockMap(new VolumeGeometry(1L << 33, 4096));
    volume.edit(random, BlockMap.putChunks(store, random, 20), 300);
    add("a", volume);
    ManifestReader manifest =
        new ManifestReader(store.newReader(), Objects.requireNonNull(heads.get("a")).root());
    ManifestSize size = ManifestSize.of(manifest);
    assertEquals(heldByAllBut(Set.of()).size(), size.chunks());
    assertEquals(manifest.nodeBytes(), size.bytes());
  }
}
