package io.tinyvol.builder.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.folder.FolderOptions;
import io.tinyvol.builder.folder.FolderSource;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.testing.ChangedTree;
import io.tinyvol.testing.Trees;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredFileCacheTest {
  private final MemoryContentStore content = new MemoryContentStore();

  @TempDir Path temporary;
  private Path tree;
  private StoreFolder store;
  private StoreConfig config = StoreConfig.withDefaults();

  @BeforeEach
  void makeTree() throws IOException {
    tree = Trees.make(temporary.resolve("tree"), 1);
    store = new StoreFolder(Files.createDirectory(temporary.resolve("store")));
  }

  /** A build, and what it took. */
  private record Build(Map<String, Object> contents, IngestStats stats, long bytesRead) {}

  private Build build(Duration later) throws IOException {
    Instant now = Instant.now().plus(later);
    StoredFileCache cache = StoredFileCache.open(store, config, tree, now);
    long before = bytesRead();
    try (IngestSession session = content.newSession("a test")) {
      Folder read =
          FolderSource.read(
              FilePlace.of(tree),
              FolderOptions.ALL,
              session,
              config.maxChunkBytes(),
              cache,
              Progress.NONE);
      session.commit();
      long bytes = bytesRead() - before;
      cache.save();
      Map<String, Object> contents = new TreeMap<>();
      collect("", read, contents);
      return new Build(contents, session.stats(), bytes);
    }
  }

  private static void collect(String path, Node node, Map<String, Object> contents) {
    if (node instanceof RegularFile file) {
      contents.put(path, file.content());
    } else if (node instanceof Folder folder) {
      folder.children().forEach((name, child) -> collect(path + "/" + name, child, contents));
    }
  }

  /** What this process has read so far, from files, in any thread (proc_pid_io(5)). */
  private static long bytesRead() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"), StandardCharsets.US_ASCII)) {
      if (line.startsWith("rchar: ")) {
        return Long.parseLong(line.substring("rchar: ".length()));
      }
    }
    throw new AssertionError("no rchar");
  }

  private Path cacheFile() throws IOException {
    try (Stream<Path> files = Files.list(store.cache())) {
      return files
          .reduce(
              (a, b) -> {
                throw new AssertionError("two: " + a + " " + b);
              })
          .orElseThrow();
    }
  }

  private static final Duration LATER = Duration.ofSeconds(10);
  private static final long TREE_BYTES = 10_000_000;
  private static final long LITTLE = 2_000_000;

  @Test
  void unchangedFilesAreNotRead() throws IOException {
    Build first = build(LATER);
    assertTrue(first.bytesRead > TREE_BYTES, first::toString);
    Build second = build(LATER);
    assertTrue(second.bytesRead < LITTLE, second.bytesRead + " bytes read");
    assertEquals(first.contents, second.contents);
    assertEquals(new IngestStats(first.stats.chunks(), 0, 0, 0), second.stats);
    Build third = build(LATER);
    assertTrue(third.bytesRead < LITTLE, third.bytesRead + " bytes read");
  }

  @Test
  void changedFilesAreRead() throws IOException, InterruptedException {
    Build first = build(LATER);
    Files.writeString(tree.resolve("opt/padded"), "other");
    ChangedTree.poke(tree, "var/large", 1_500_000);
    Files.move(tree.resolve("usr/lib/f3"), tree.resolve("usr/lib/renamed"));
    Build second = build(LATER);
    long change = 3_000_001 + 5 + Files.size(tree.resolve("usr/lib/renamed"));
    assertTrue(second.bytesRead < change + LITTLE, second.bytesRead + " bytes read");
    content.clear();
    Build fresh = without();
    assertEquals(fresh.contents, second.contents);
    assertEquals(first.contents.get("/usr/lib/f3"), second.contents.get("/usr/lib/renamed"));
  }

  private Build without() throws IOException {
    StoreFolder other = store;
    store = new StoreFolder(Files.createTempDirectory(temporary, "other"));
    try {
      return build(LATER);
    } finally {
      store = other;
    }
  }

  @Test
  void filesOfJustNowAreReadAgain() throws IOException {
    build(Duration.ZERO);
    assertTrue(build(LATER).bytesRead > TREE_BYTES);
    assertTrue(build(LATER).bytesRead < LITTLE);
  }

  @Test
  void lostChunksAreMadeAgain() throws IOException {
    Build first = build(LATER);
    RegularFile large = (RegularFile) child(child(readTree(), "var"), "large");
    Digest lost = large.content().chunk(7);
    content.contents(ContentKind.CHUNK).remove(lost);
    Build second = build(LATER);
    assertEquals(first.contents, second.contents);
    assertEquals(1, second.stats.newChunks());
    assertEquals(first.stats.chunks(), second.stats.chunks());
    content.clear();
    assertEquals(first.contents, build(LATER).contents);
  }

  private Folder readTree() throws IOException {
    try (IngestSession session = content.newSession("a test")) {
      return FolderSource.read(
          FilePlace.of(tree),
          FolderOptions.ALL,
          session,
          config.maxChunkBytes(),
          FileCache.NONE,
          Progress.NONE);
    }
  }

  private static Node child(Node folder, String name) {
    return Objects.requireNonNull(
        ((Folder) folder).child(FileName.of(name.getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void anotherChunkingKnowsNothing() throws IOException {
    build(LATER);
    config = new StoreConfig(config.uuid(), config.hash(), config.compression(), 32 << 10);
    Build other = build(LATER);
    assertTrue(other.bytesRead > TREE_BYTES);
    assertEquals(without().contents, other.contents);
    config = StoreConfig.withDefaults();
    assertTrue(build(LATER).bytesRead > TREE_BYTES);
  }

  @Test
  void damageIsNoHarm() throws IOException {
    Build first = build(LATER);
    byte[] intact = Files.readAllBytes(cacheFile());
    Path file = cacheFile();
    Trials.run(
        8,
        random -> {
          byte[] damaged = intact.clone();
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
          Files.write(file, damaged);
          assertEquals(first.contents, build(LATER).contents);
          assertArrayEquals(intact, Files.readAllBytes(file));
          Files.write(file, java.util.Arrays.copyOf(intact, random.nextInt(intact.length)));
          assertEquals(first.contents, build(LATER).contents);
          assertArrayEquals(intact, Files.readAllBytes(file));
        });
    Files.delete(file);
    Files.createDirectory(file);
    StoredFileCache cache = StoredFileCache.open(store, config, tree, Instant.now());
    assertNull(cache.find(new FileStatus(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)));
  }
}
