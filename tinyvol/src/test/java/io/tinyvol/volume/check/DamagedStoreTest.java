package io.tinyvol.volume.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.Folders;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages any file of a store: what is read is right or an exception, and a deep check names every
 * volume that cannot be read.
 */
@Timeout(600)
class DamagedStoreTest {
  @TempDir Path temporary;

  private final Map<String, BlockMap> volumes = new TreeMap<>();
  private Path intact;

  /** What is done to a file. */
  @FunctionalInterface
  private interface Damaging {
    void damage(Path file, Random random) throws IOException;
  }

  @BeforeEach
  void makeStore() throws IOException {
    intact = temporary.resolve("intact");
    Random random = new Random(1);
    try (VolumeStore store = VolumeStore.create(intact, StoreConfig.withDefaults(), "test")) {
      List<BlockMap.Chunk> chunks = BlockMap.putChunks(store.writableContent(), random, 8);
      chunks.addAll(compressible(store.writableContent(), random, 8));
      BlockMap base = add(store, "base", new BlockMap(new VolumeGeometry(6L << 30, 4096)));
      base.edit(random, chunks, 20);
      publish(store, "base", base);
      volumes.put("clone", base);
      store.catalog().clone("base", "clone", UUID.randomUUID(), Instant.EPOCH);
      chunks.addAll(compressible(store.writableContent(), random, 8));
      BlockMap edited = new BlockMap(base, base.geometry().virtualBytes());
      edited.edit(random, chunks.subList(8, 24), 5);
      publish(store, "edited", add(store, "edited", edited));
      BlockMap apart = new BlockMap(new VolumeGeometry(10_000_000, 1024));
      apart.edit(random, compressible(store.writableContent(), random, 3), 10);
      publish(store, "apart", add(store, "apart", apart));
      publish(store, "zeros", add(store, "zeros", new BlockMap(new VolumeGeometry(5000, 4096))));
    }
  }

  private BlockMap add(VolumeStore store, String name, BlockMap volume) throws IOException {
    assertTrue(!store.catalog().contains(name));
    volumes.put(name, volume);
    return volume;
  }

  private static void publish(VolumeStore store, String name, BlockMap volume) throws IOException {
    Digest root = volume.write(store.writableContent());
    store
        .catalog()
        .add(name, VolumeHead.first(Instant.EPOCH, volume.geometry(), root, new TreeMap<>()));
  }

  private static List<BlockMap.Chunk> compressible(ContentStore store, Random random, int count)
      throws IOException {
    List<BlockMap.Chunk> chunks = new ArrayList<>();
    try (var session = store.newSession("a test")) {
      try (var writer = session.newWriter()) {
        for (int i = 0; i < count; i++) {
          byte[] bytes = TestContent.compressible(random, 4096 * (1 + random.nextInt(16)));
          Digest digest = writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes));
          chunks.add(new BlockMap.Chunk(digest, bytes));
        }
      }
      session.commit();
    }
    return chunks;
  }

  @Test
  void theIntactStoreIsFine() throws IOException {
    try (VolumeStore store = VolumeStore.open(intact, "test")) {
      CheckReport report = VolumeCheck.run(store, true, Progress.NONE);
      assertEquals(List.of(), report.findings());
      assertEquals(5, report.volumes());
      assertEquals(27, report.chunksChecked());
      assertEquals(new TreeSet<>(), unreadable(store));
    }
  }

  @Test
  void aFlippedBitIsHarmlessOrShows() {
    Trials.run(
        150,
        random ->
            damageAndRead(
                random,
                _ -> true,
                (file, r) -> {
                  byte[] bytes = Files.readAllBytes(file);
                  int bit = r.nextInt(8 * bytes.length);
                  bytes[bit / 8] ^= (byte) (1 << bit % 8);
                  Files.write(file, bytes);
                }));
  }

  @Test
  void aFileThatLostItsEndIsHarmlessOrShows() {
    Trials.run(
        40,
        random ->
            damageAndRead(
                random,
                _ -> true,
                (file, r) -> {
                  try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(r.nextLong(channel.size()));
                  }
                }));
  }

  @Test
  void aSectorOfZerosIsHarmlessOrShows() {
    Trials.run(
        30,
        random ->
            damageAndRead(
                random,
                _ -> true,
                (file, r) -> {
                  try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    long at = r.nextLong(channel.size()) & -512;
                    int length = (int) Math.min(512, channel.size() - at);
                    channel.write(ByteBuffer.allocate(length), at);
                  }
                }));
  }

  /** But a head that is gone is a volume that is gone. */
  @Test
  void aFileThatIsGoneIsHarmlessOrShows() {
    Trials.run(
        40,
        random ->
            damageAndRead(
                random,
                file -> !file.startsWith(temporary.resolve("hurt/volumes")),
                (file, _) -> Files.delete(file)));
  }

  private void damageAndRead(Random random, Predicate<Path> mayBeHurt, Damaging damaging)
      throws IOException {
    Path hurt = temporary.resolve("hurt");
    Folders.delete(hurt);
    Folders.copy(intact, hurt);
    List<Path> files = new ArrayList<>(Folders.filesBelow(hurt));
    files.removeIf(file -> !mayBeHurt.test(file) || file.toFile().length() == 0);
    Path file = files.get(random.nextInt(files.size()));
    damaging.damage(file, random);
    String outcome;
    try {
      outcome = openAndRead(hurt);
    } catch (AssertionError e) {
      throw new AssertionError(file.getFileName() + ": " + e.getMessage(), e);
    }
    boolean framed = file.startsWith(hurt.resolve("volumes")) || file.endsWith("store");
    assertTrue(!framed || !outcome.equals("harmless"), () -> file + " has a checksum");
    assertTrue(!isNeverRead(file) || outcome.equals("harmless"), () -> file + " " + outcome);
  }

  /** RocksDB writes these, and does not need them; the lock's text is for people. */
  private static boolean isNeverRead(Path file) {
    String name = file.getFileName().toString();
    return name.matches("lock|LOG.*|LOCK|IDENTITY|OPTIONS-.*");
  }

  private String openAndRead(Path path) throws IOException {
    try (VolumeStore store = openOrNull(path)) {
      if (store == null) {
        return "does not open";
      }
      CheckReport report = VolumeCheck.run(store, true, Progress.NONE);
      TreeSet<String> named = new TreeSet<>();
      boolean shared = false;
      for (Finding finding : report.findings()) {
        named.addAll(finding.volumes());
        shared |= finding.what().endsWith("/chunks");
      }
      Set<String> unreadable = unreadable(store);
      assertTrue(named.containsAll(unreadable), () -> unreadable + ", but check says " + report);
      if (!shared) {
        assertEquals(unreadable, named, () -> "check says " + report);
      }
      return report.findings().isEmpty() ? "harmless" : unreadable.isEmpty() ? "shows" : "hurts";
    }
  }

  private static @Nullable VolumeStore openOrNull(Path path) {
    try {
      return VolumeStore.open(path, "test");
    } catch (IOException e) {
      return null;
    }
  }

  /** The volumes of which a part cannot be read; whatever can be is right. */
  private Set<String> unreadable(VolumeStore store) {
    TreeSet<String> names = new TreeSet<>();
    volumes.forEach(
        (name, expected) -> {
          try (ContentReader reader = store.content().newReader()) {
            assertReads(reader, store.catalog().get(name), expected);
          } catch (IOException e) {
            names.add(name);
          }
        });
    return names;
  }

  private static void assertReads(ContentReader reader, VolumeHead head, BlockMap expected)
      throws IOException {
    assertEquals(expected.geometry(), head.geometry());
    ManifestReader manifest = new ManifestReader(reader, head.root());
    List<Extent> extents = new ArrayList<>();
    manifest.forEachExtent(extents::add);
    assertEquals(expected.extents(), extents);
    for (Extent extent : extents) {
      assertArrayEquals(
          Objects.requireNonNull(expected.blocks().get(extent.startBlock())).chunk().bytes(),
          TestContent.bytesOf(reader.read(ContentKind.CHUNK, extent.chunk())));
    }
  }
}
