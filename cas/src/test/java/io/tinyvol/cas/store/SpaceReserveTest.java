package io.tinyvol.cas.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.NoSpaceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceReserveTest {
  private final IOException full = new NoSpaceException("full", new IOException());

  @TempDir Path folder;
  private Path file;
  private SpaceReserve reserve;

  @BeforeEach
  void make() {
    file = folder.resolve("reserve");
    reserve = new SpaceReserve(new StoreFolder(folder));
  }

  @Test
  void hasSpaceUntilItIsReleased() throws IOException {
    assertFalse(reserve.release());
    reserve.keep();
    long sizeBytes = Files.size(file);
    assertTrue(sizeBytes > 0 && sizeBytes <= 16 << 20, () -> sizeBytes + " bytes");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    reserve.keep();
    assertEquals(sizeBytes, Files.size(file));
    assertTrue(reserve.release());
    assertFalse(Files.exists(file));
    assertFalse(reserve.release());
  }

  @Test
  void isLentOnceAndOnlyWhereTheDiskIsFull() throws IOException {
    assertEquals("done", reserve.lendTo(steps("done")));
    assertEquals(full, assertThrows(IOException.class, () -> reserve.lendTo(steps(full, "done"))));
    reserve.keep();
    IOException other = new IOException("another reason");
    assertEquals(
        other, assertThrows(IOException.class, () -> reserve.lendTo(steps(other, "done"))));
    assertTrue(Files.exists(file));
    assertEquals("done", reserve.lendTo(steps(full, "done")));
    assertFalse(Files.exists(file));
    reserve.keep();
    IOException last = new NoSpaceException("full again", new IOException());
    assertEquals(
        last, assertThrows(IOException.class, () -> reserve.lendTo(steps(full, last, "done"))));
  }

  /** Each time the next result, or failure. */
  private static SpaceReserve.Step<Object> steps(Object... results) {
    Deque<Object> left = new ArrayDeque<>(List.of(results));
    return () -> {
      Object next = left.removeFirst();
      if (next instanceof IOException failure) {
        throw failure;
      }
      return next;
    };
  }

  @Test
  void leavesWhatIsNotItsOwn() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Files.createSymbolicLink(file, other);
    reserve.keep();
    assertThrows(IOException.class, reserve::release);
    assertEquals(full, assertThrows(IOException.class, () -> reserve.lendTo(steps(full, "done"))));
    assertEquals("precious", Files.readString(other));
    assertTrue(Files.isSymbolicLink(file));
  }
}
