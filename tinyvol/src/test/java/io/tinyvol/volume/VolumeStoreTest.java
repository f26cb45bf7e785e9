package io.tinyvol.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.StoreHeldException;
import io.tinyvol.cas.store.StoreConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeStoreTest {
  @TempDir Path temporary;

  private static VolumeStore open(Path path) throws IOException {
    return VolumeStore.open(path, "test");
  }

  private static VolumeStore create(Path path, StoreConfig config) throws IOException {
    return VolumeStore.create(path, config, "test");
  }

  @Test
  void isMadeOnFirstUseAndKeepsItsConfiguration() throws IOException {
    Path path = temporary.resolve("a/b/store");
    StoreConfig config;
    try (VolumeStore store = open(path)) {
      config = store.config();
      assertTrue(isEmpty(store.folder().chunks()), "heads alone need no database");
      Files.writeString(store.folder().temporary().resolve("left"), "by a killed owner");
    }
    try (VolumeStore store = open(path)) {
      assertEquals(config, store.config());
      assertFalse(Files.exists(store.folder().temporary().resolve("left")));
    }
    assertThrows(FileAlreadyExistsException.class, () -> create(path, config));
    open(path).close();
  }

  @Test
  void removesWhatKilledWritersLeft() throws IOException {
    Path path = temporary.resolve("store");
    open(path).close();
    List<Path> left =
        List.of(
            path.resolve(".store.17.1.part"),
            path.resolve("volumes/.v.17.2.part"),
            path.resolve("volumes/..removing.17.3.part"),
            path.resolve("cache/.f00.17.4.part"));
    List<Path> kept = List.of(path.resolve("volumes/v.part"), path.resolve("volumes/.v"));
    for (Path file : Stream.concat(left.stream(), kept.stream()).toList()) {
      Files.writeString(file, "half");
    }
    open(path).close();
    left.forEach(file -> assertFalse(Files.exists(file), file.toString()));
    kept.forEach(file -> assertTrue(Files.exists(file), file.toString()));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Files that were in a volume lie in the store, readable by whoever can read the store's. */
  @Test
  void othersCanReadNothingOfIt() throws Exception {
    letOthersIn(temporary);
    Path file = Files.writeString(temporary.resolve("file"), "text");
    assertEquals(0, asNobody("cat", file));
    Path made = temporary.resolve("made");
    Path given = Files.createDirectory(temporary.resolve("given"));
    letOthersIn(given);
    for (Path path : List.of(made, given)) {
      try (VolumeStore store = open(path)) {
        store.writableContent();
        assertTrue(Files.exists(store.folder().chunks().resolve("CURRENT")));
        for (String name : List.of("store", "lock", "chunks/CURRENT")) {
          assertNotEquals(0, asNobody("cat", path.resolve(name)), name);
        }
        for (String name : List.of("chunks", "volumes", "cache", "tmp")) {
          assertNotEquals(0, asNobody("ls", path.resolve(name)), name);
        }
      }
    }
    assertNotEquals(0, asNobody("ls", made));
    assertEquals(0, asNobody("ls", given), "its rights are whoever's who made it");
  }

  private static void letOthersIn(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static int asNobody(String command, Path file) throws Exception {
    return new ProcessBuilder(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", command, file.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void aFolderThatWasLostIsMadeAgainForItsOwnerAlone() throws IOException {
    Path path = temporary.resolve("store");
    open(path).close();
    for (String name : List.of("chunks", "cache", "tmp")) {
      Files.delete(path.resolve(name));
    }
    try (VolumeStore store = open(path)) {
      store.writableContent();
    }
    for (String name : List.of("chunks", "cache", "tmp")) {
      assertEquals(
          PosixFilePermissions.fromString("rwx------"),
          Files.getPosixFilePermissions(path.resolve(name)));
    }
    Files.delete(path.resolve("volumes"));
    try (VolumeStore store = open(path)) {
      assertThrows(NoSuchFileException.class, () -> store.catalog().names());
    }
  }

  @Test
  void hasOneOwner() throws IOException {
    Path path = temporary.resolve("store");
    try (VolumeStore _ = create(path, StoreConfig.withDefaults())) {
      assertThrows(StoreHeldException.class, () -> open(path));
      assertThrows(StoreHeldException.class, () -> create(path, StoreConfig.withDefaults()));
    }
    open(path).close();
  }

  @Test
  void aFileIsNoStore() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "text");
    assertThrows(NotDirectoryException.class, () -> open(file));
    assertThrows(NotDirectoryException.class, () -> create(file, StoreConfig.withDefaults()));
    assertEquals("text", Files.readString(file));
  }

  @Test
  void aFolderOfSomethingElseIsLeftAsItIs() throws IOException {
    Files.writeString(temporary.resolve("precious"), "text");
    assertThrows(FileAlreadyExistsException.class, () -> open(temporary));
    assertFalse(Files.exists(temporary.resolve("store")));
    assertTrue(Files.exists(temporary.resolve("precious")));
  }

  @Test
  void aStoreThatLostItsConfigurationIsNotMadeAnew() throws IOException {
    Path path = temporary.resolve("store");
    try (VolumeStore store = open(path)) {
      store.content();
    }
    Files.delete(path.resolve("store"));
    assertThrows(FileAlreadyExistsException.class, () -> open(path));
    assertFalse(Files.exists(path.resolve("store")));
  }
}
