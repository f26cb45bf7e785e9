package io.tinyvol.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.builder.folder.FolderOptions;
import io.tinyvol.builder.folder.FolderTree;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VolumeBuilderTest {
  @TempDir Path temporary;
  private VolumeStore store;

  @BeforeEach
  void openStore() throws IOException {
    store = VolumeStore.open(temporary.resolve("store"), "test");
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private static BuildRequest request(boolean replace, Optional<UUID> uuid) {
    return new BuildRequest("v", replace, new TreeMap<>(), uuid);
  }

  private TreeSource folder(String text) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "source");
    Files.writeString(folder.resolve("file"), text);
    return new FolderTree(FilePlace.of(folder), FolderOptions.ALL, FileCache.NONE);
  }

  private VolumeHead build(BuildRequest request, TreeSource source) throws IOException {
    return new VolumeBuilder(store, InstantSource.system(), Progress.NONE)
        .fromTree(request, source, FilesystemOptions.defaults())
        .head();
  }

  /** Both have found the name free before either publishes. */
  private List<Future<VolumeHead>> buildTwoAtOnce(boolean replace) throws IOException {
    CyclicBarrier together = new CyclicBarrier(2);
    List<Future<VolumeHead>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (String text : List.of("a", "b")) {
        TreeSource source = folder(text);
        TreeSource waiting =
            (session, windowBytes, progress) -> {
              try {
                together.await(100, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new IOException(e);
              }
              return source.read(session, windowBytes, progress);
            };
        ends.add(threads.submit(() -> build(request(replace, Optional.empty()), waiting)));
      }
    }
    return ends;
  }

  @Test
  void ofTwoBuildsOfANewNameOneWins() throws Exception {
    VolumeHead winner = null;
    for (Future<VolumeHead> end : buildTwoAtOnce(false)) {
      try {
        winner = end.get();
      } catch (ExecutionException e) {
        assertTrue(e.getCause() instanceof VolumeExistsException, e::toString);
      }
    }
    assertEquals(store.catalog().get("v"), winner);
    assertEquals(1, store.catalog().get("v").revision());
  }

  @Test
  void ofTwoReplacementsBothAreKept() throws Exception {
    for (Future<VolumeHead> end : buildTwoAtOnce(true)) {
      assertTrue(store.catalog().get("v").revisions().contains(end.get().present()));
    }
    assertEquals(2, store.catalog().get("v").revision());
  }

  @Test
  void aBuildThatIsAskedForAgainIsTheSame() throws IOException {
    Optional<UUID> uuid = Optional.of(UUID.randomUUID());
    TreeSource source = folder("text");
    VolumeHead first = build(request(false, uuid), source);
    assertEquals(uuid, Optional.of(first.uuid()));
    assertEquals(first, build(request(false, uuid), source));
    assertEquals(first, store.catalog().get("v"));
    for (Optional<UUID> other : List.of(Optional.<UUID>empty(), Optional.of(UUID.randomUUID()))) {
      assertThrows(VolumeExistsException.class, () -> build(request(false, other), source));
    }
    VolumeHead changed = build(request(false, uuid), folder("other text"));
    assertEquals(2, changed.revision());
    assertEquals(first.uuid(), changed.uuid());
  }

  @Test
  void whatNoVolumeCanHaveIsRefusedBeforeItIsBuilt() {
    for (Map<String, String> labels : List.of(Map.of("a key", "v"), Map.of("key", "\n"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new BuildRequest("v", false, new TreeMap<>(labels), Optional.empty()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new BuildRequest("../v", false, new TreeMap<>(), Optional.empty()));
  }
}
