package io.tinyvol.cas.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.ChildJvm;
import io.tinyvol.cas.StoreHeldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StoreLockTest {
  @TempDir Path temporary;
  private StoreFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new StoreFolder(temporary.resolve("store"));
    folder.prepare();
  }

  private StoreLock take(String command) throws IOException {
    return StoreLock.take(folder, command);
  }

  private ChildJvm startTaker(String command) throws IOException {
    return ChildJvm.start(temporary, LockTaker.class, folder.path().toString(), command);
  }

  private void assertHeldBy(String holder) {
    StoreHeldException e = assertThrows(StoreHeldException.class, () -> take("second"));
    assertEquals(folder.path() + ": held by " + holder, e.getMessage());
    assertEquals(holder, e.holder());
  }

  @Test
  void namesTheProcessThatHoldsItAndIsFreeWhenThatIsKilled() throws Exception {
    try (ChildJvm child = startTaker("build a-volume")) {
      assertEquals("held", child.line());
      String holder = "pid " + child.pid() + " (build a-volume)";
      assertHeldBy(holder);
      child.kill();
      take("again").close();
    }
  }

  @Test
  void isKeptWhenTheSameProcessAsksForItAgain() throws IOException {
    String holder = "pid " + ProcessHandle.current().pid() + " (first)";
    try (StoreLock _ = take("first")) {
      assertHeldBy(holder);
      try (ChildJvm child = startTaker("third")) {
        assertEquals(folder.path() + ": held by " + holder, child.line());
      }
    }
  }

  @Test
  void closingAnOldLockAgainDoesNotFreeTheNewOne() throws IOException {
    StoreLock old = take("old");
    old.close();
    try (StoreLock _ = take("new")) {
      old.close();
      assertHeldBy("pid " + ProcessHandle.current().pid() + " (new)");
    }
  }

  @Test
  void storesDoNotShareALock() throws IOException {
    StoreFolder other = new StoreFolder(temporary.resolve("other"));
    other.prepare();
    try (StoreLock _ = take("first");
        StoreLock _ = StoreLock.take(other, "second")) {
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
