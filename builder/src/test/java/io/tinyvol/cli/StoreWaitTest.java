package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.StoreHeldException;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cas.store.StoreLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StoreWaitTest {
  private static final String HOLDER = "pid " + ProcessHandle.current().pid() + " (first)";

  @TempDir Path temporary;
  private StoreFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new StoreFolder(temporary.resolve("store"));
    folder.prepare();
  }

  @Test
  void waitsUntilTheHolderEndsAndTellsOnceWhoThatIs() throws Exception {
    StoreLock first = StoreLock.take(folder, "first");
    BlockingQueue<String> told = new ArrayBlockingQueue<>(10);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<StoreLock> waiting =
          executor.submit(
              () ->
                  StoreWait.until(
                      Duration.ofSeconds(100), told::add, () -> StoreLock.take(folder, "second")));
      assertEquals(HOLDER, told.poll(100, TimeUnit.SECONDS));
      Thread.sleep(60); // more tries than one
      assertFalse(waiting.isDone());
      first.close();
      waiting.get().close();
    }
    assertTrue(told.isEmpty());
  }

  @Test
  void givesUpWhenItsPatienceEnds() throws IOException {
    List<String> told = new ArrayList<>();
    try (StoreLock _ = StoreLock.take(folder, "first")) {
      for (int millis : new int[] {0, 60}) {
        StoreHeldException e =
            assertThrows(
                StoreHeldException.class,
                () ->
                    StoreWait.until(
                        Duration.ofMillis(millis),
                        told::add,
                        () -> StoreLock.take(folder, "second")));
        assertEquals(HOLDER, e.holder());
      }
    }
    assertEquals(List.of(HOLDER), told, "who does not wait is told by the exception alone");
  }

  @Test
  void anInterruptionEndsTheWait() throws IOException {
    try (StoreLock _ = StoreLock.take(folder, "first")) {
      Thread.currentThread().interrupt();
      StoreHeldException e =
          assertThrows(
              StoreHeldException.class,
              () ->
                  StoreWait.until(
                      Duration.ofSeconds(100), _ -> {}, () -> StoreLock.take(folder, "second")));
      assertTrue(Thread.interrupted());
      assertInstanceOf(InterruptedException.class, e.getCause());
    }
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    List<Integer> tries = new ArrayList<>();
    assertThrows(
        NoSuchFileException.class,
        () ->
            StoreWait.until(
                Duration.ofSeconds(100),
                _ -> {},
                () -> {
                  tries.add(1);
                  throw new NoSuchFileException("store");
                }));
    assertEquals(1, tries.size());
  }
}
