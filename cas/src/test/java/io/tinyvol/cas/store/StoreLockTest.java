package io.tinyvol.cas.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ChildJvm;
import io.tinyvol.cas.StoreHeldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
class StoreLockTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  @TempDir Path temporary;
  private StoreFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new StoreFolder(temporary.resolve("store"));
    folder.prepare();
  }

  private StoreLock takeAtOnce(String command) throws IOException {
    return StoreLock.take(folder, command, Duration.ZERO, _ -> {});
  }

  private ChildJvm startTaker(String command) throws IOException {
    return ChildJvm.start(temporary, LockTaker.class, folder.path().toString(), command);
  }

  private void assertHeldBy(String holder) {
    StoreHeldException e = assertThrows(StoreHeldException.class, () -> takeAtOnce("second"));
    assertEquals(folder.path() + ": held by " + holder, e.getMessage());
  }

  @Test
  void namesTheProcessThatHoldsItAndIsFreeWhenThatIsKilled() throws Exception {
    try (ChildJvm child = startTaker("build a-volume")) {
      assertEquals("held", child.line());
      String holder = "pid " + child.pid() + " (build a-volume)";
      assertHeldBy(holder);
      BlockingQueue<String> told = new ArrayBlockingQueue<>(10);
      try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
        Future<StoreLock> waiting =
            executor.submit(() -> StoreLock.take(folder, "patient", LONG, told::add));
        assertEquals(holder, told.poll(100, TimeUnit.SECONDS));
        assertTrue(!waiting.isDone());
        child.kill();
        waiting.get().close();
      }
      assertTrue(told.isEmpty(), "is told once");
      takeAtOnce("again").close();
    }
  }

  @Test
  void givesUpWhenItsPatienceEnds() throws IOException {
    try (StoreLock _ = takeAtOnce("first")) {
      assertThrows(
          StoreHeldException.class,
          () -> StoreLock.take(folder, "second", Duration.ofMillis(60), _ -> {}));
    }
    takeAtOnce("third").close();
  }

  @Test
  void isKeptWhenTheSameProcessAsksForItAgain() throws IOException {
    String holder = "pid " + ProcessHandle.current().pid() + " (first)";
    try (StoreLock _ = takeAtOnce("first")) {
      assertHeldBy(holder);
      try (ChildJvm child = startTaker("third")) {
        assertEquals(folder.path() + ": held by " + holder, child.line());
      }
    }
  }

  @Test
  void closingAnOldLockAgainDoesNotFreeTheNewOne() throws IOException {
    StoreLock old = takeAtOnce("old");
    old.close();
    try (StoreLock _ = takeAtOnce("new")) {
      old.close();
      assertHeldBy("pid " + ProcessHandle.current().pid() + " (new)");
    }
  }

  @Test
  void waitsForAnotherThreadOfTheSameProcess() throws Exception {
    StoreLock first = takeAtOnce("first");
    BlockingQueue<String> told = new ArrayBlockingQueue<>(10);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<StoreLock> waiting =
          executor.submit(() -> StoreLock.take(folder, "second", LONG, told::add));
      told.poll(100, TimeUnit.SECONDS);
      first.close();
      waiting.get().close();
    }
  }

  @Test
  void storesDoNotShareALock() throws IOException {
    StoreFolder other = new StoreFolder(temporary.resolve("other"));
    other.prepare();
    try (StoreLock _ = takeAtOnce("first");
        StoreLock _ = StoreLock.take(other, "second", Duration.ZERO, _ -> {})) {
      assertHeldBy("pid " + ProcessHandle.current().pid() + " (first)");
    }
  }

  @Test
  void oddHolderTextsAreNotQuoted() throws Exception {
    try (ChildJvm child = startTaker("first")) {
      assertEquals("held", child.line());
      Files.writeString(folder.lockFile(), "pid 7 (new)\nend of an older text)\n");
      assertHeldBy("pid 7 (new)");
      for (String text : new String[] {"", "\n", "x".repeat(5000)}) {
        Files.writeString(folder.lockFile(), text);
        assertHeldBy("another process");
      }
    }
  }
}
