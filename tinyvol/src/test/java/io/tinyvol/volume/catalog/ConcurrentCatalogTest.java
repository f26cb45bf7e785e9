package io.tinyvol.volume.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One catalogue, many threads. */
@Timeout(300)
class ConcurrentCatalogTest {
  private static final int THREADS = 8;
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(4096, 4096);

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private VolumeCatalog catalog;

  @BeforeEach
  void openCatalog() throws IOException {
    catalog = TestCatalogs.open(folder);
    catalog.add("base", head(1));
  }

  @AfterEach
  void endThreads() {
    threads.close();
  }

  private static VolumeHead head(long number) {
    return VolumeHead.first(
        Instant.ofEpochSecond(number), GEOMETRY, new Digest(number, 0, 0, 0), new TreeMap<>());
  }

  private VolumeHead cloneBase(String name, UUID uuid) throws IOException {
    return catalog.clone("base", name, uuid, Instant.now());
  }

  /** One thread's part; gives null where it lost to another. */
  @FunctionalInterface
  private interface Part<T> {
    T run(int thread) throws IOException;
  }

  /** What those threads got that were not told that the volume exists. */
  private <T> List<T> onAllThreads(Part<T> part) throws Exception {
    List<Callable<List<T>>> parts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      parts.add(
          () -> {
            try {
              return List.of(part.run(thread));
            } catch (VolumeExistsException e) {
              return List.of();
            }
          });
    }
    List<T> results = new ArrayList<>();
    for (Future<List<T>> end : threads.invokeAll(parts)) {
      results.addAll(end.get());
    }
    return results;
  }

  @Test
  void clonesOfOneVolumeAreAllMade() throws Exception {
    onAllThreads(
        thread -> {
          for (int i = 0; i < 25; i++) {
            cloneBase("clone-" + thread + "-" + i, UUID.randomUUID());
          }
          return thread;
        });
    SortedMap<String, VolumeHead> all = catalog.all();
    assertEquals(1 + THREADS * 25, all.size());
    Set<UUID> uuids = new HashSet<>();
    all.values().forEach(head -> uuids.add(head.uuid()));
    assertEquals(all.size(), uuids.size());
  }

  @Test
  void oneOfManyGetsAName() throws Exception {
    for (int i = 0; i < 20; i++) {
      String clone = "clone" + i;
      List<VolumeHead> clones = onAllThreads(_ -> cloneBase(clone, UUID.randomUUID()));
      assertEquals(List.of(catalog.get(clone)), clones);
      String built = "built" + i;
      List<VolumeHead> builds = onAllThreads(thread -> catalog.publish(built, head(thread), false));
      assertEquals(List.of(catalog.get(built)), builds);
      assertEquals(1, builds.getFirst().revision());
      String renamed = "renamed" + i;
      onAllThreads(thread -> cloneBase("source" + thread, UUID.randomUUID()));
      assertEquals(
          1,
          onAllThreads(
                  thread -> {
                    catalog.rename("source" + thread, renamed);
                    return thread;
                  })
              .size());
      catalog.remove(List.of(renamed));
    }
  }

  @Test
  void aCloneThatIsAskedForManyTimesIsOne() throws Exception {
    for (int i = 0; i < 20; i++) {
      String name = "clone" + i;
      UUID uuid = UUID.randomUUID();
      List<VolumeHead> clones = onAllThreads(_ -> cloneBase(name, uuid));
      assertEquals(THREADS, clones.size());
      assertEquals(Set.of(catalog.get(name)), new HashSet<>(clones));
    }
  }

  @Test
  void noChangeIsLost() throws Exception {
    onAllThreads(
        thread -> {
          for (int i = 0; i < 20; i++) {
            if (thread % 2 == 0) {
              catalog.publish("base", head(100 * thread + i + 1000), true);
            } else {
              catalog.update("base", ConcurrentCatalogTest::counted);
            }
          }
          return thread;
        });
    VolumeHead base = catalog.get("base");
    assertEquals(1 + THREADS / 2 * 20, base.revision());
    assertEquals(base.revision(), base.revisions().size());
    onAllThreads(_ -> catalog.update("base", ConcurrentCatalogTest::counted));
    assertTrue(Integer.parseInt(catalog.get("base").labels().get("count")) >= THREADS);
  }

  private static VolumeHead counted(VolumeHead head) {
    int count = Integer.parseInt(head.labels().getOrDefault("count", "0"));
    return head.relabelled(new TreeMap<>(Map.of("count", "" + (count + 1))));
  }

  @Test
  void aChangeOfOneVolumeWaitsForNoneOfAnother() throws IOException {
    catalog.update(
        "base",
        head -> {
          try {
            threads
                .submit(() -> catalog.publish("other", head(2), false))
                .get(100, TimeUnit.SECONDS);
            threads.submit(() -> catalog.all()).get(100, TimeUnit.SECONDS);
            threads.submit(() -> catalog.get("base")).get(100, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return head;
        });
    assertEquals(List.of("base", "other"), catalog.names());
  }

  /** So when a volume has been removed, nobody is about to publish its content once more. */
  @Test
  void aClonesSourceIsNotRemovedBeforeTheCloneIsThere() throws Exception {
    for (int i = 0; i < 20; i++) {
      String source = "source" + i;
      catalog.add(source, head(2));
      List<List<String>> whenRemoved = onAllThreads(thread -> cloneOrRemove(source, thread));
      List<String> namesSeen = whenRemoved.stream().flatMap(List::stream).toList();
      assertEquals(catalog.names(), namesSeen);
    }
  }

  private List<String> cloneOrRemove(String source, int thread) throws IOException {
    if (thread == THREADS / 2) {
      catalog.remove(List.of(source));
      return catalog.names();
    }
    try {
      catalog.clone(source, source + "-" + thread, UUID.randomUUID(), Instant.now());
    } catch (NoSuchVolumeException e) {
      // It came too late.
    }
    return List.of();
  }

  @Test
  void removalsOfSeveralDoNotMixUp() throws Exception {
    for (int i = 0; i < 10; i++) {
      onAllThreads(
          thread -> {
            List<String> names = List.of("x" + thread, "y" + thread, "z" + thread);
            for (String name : names) {
              cloneBase(name, UUID.randomUUID());
            }
            catalog.remove(names);
            cloneBase(names.getFirst(), UUID.randomUUID());
            return thread;
          });
      List<String> left = TestCatalogs.open(folder).names();
      assertEquals(1 + THREADS, left.size(), left::toString);
      catalog.remove(left.stream().filter(name -> !name.equals("base")).toList());
    }
  }

  /** Reads until it is told to stop. */
  private Future<?> watch(Future<?> until, Callable<?> read) {
    return threads.submit(
        () -> {
          do {
            read.call();
          } while (!until.isDone());
          return null;
        });
  }

  @Test
  void listingsShowWhatIsThereAllTheTimeOnce() throws Exception {
    for (int i = 0; i < 2000; i++) {
      // Enough for a folder of several blocks, which a listing reads one after the other.
      Files.createLink(folder.resolve("filler" + i), folder.resolve("base"));
    }
    UUID renamed = cloneBase("name0", UUID.randomUUID()).uuid();
    Future<?> changes =
        threads.submit(
            () -> {
              for (int i = 0; i < 200; i++) {
                catalog.rename("name" + i, "name" + (i + 1));
                cloneBase("passing" + i, UUID.randomUUID());
                catalog.publish("passing" + i, head(i + 2), true);
                catalog.remove(List.of("passing" + i));
              }
              return null;
            });
    Future<?> names =
        watch(
            changes,
            () -> {
              List<String> now = catalog.names();
              assertEquals(1, now.stream().filter(name -> name.startsWith("name")).count());
              assertEquals(2000, now.stream().filter(name -> name.startsWith("filler")).count());
              return now;
            });
    Future<?> heads =
        watch(
            changes,
            () -> {
              SortedMap<String, VolumeHead> now = catalog.all();
              assertEquals(
                  1, now.values().stream().filter(head -> head.uuid().equals(renamed)).count());
              assertTrue(now.size() >= 2002 && now.size() <= 2003, () -> now.size() + " heads");
              return now;
            });
    changes.get();
    names.get();
    heads.get();
  }

  /** Who looks for both names in turn finds one, if it starts with the old one. */
  @Test
  void aRenamedVolumeIsFoundUnderTheOldNameOrThenTheNew() throws Exception {
    cloneBase("name0", UUID.randomUUID());
    for (int i = 0; i < 200; i++) {
      String from = "name" + i;
      String to = "name" + (i + 1);
      Future<?> rename =
          threads.submit(
              () -> {
                catalog.rename(from, to);
                return null;
              });
      watch(
              rename,
              () -> {
                assertTrue(catalog.find(from).isPresent() || catalog.find(to).isPresent());
                return null;
              })
          .get();
      rename.get();
    }
  }
}
