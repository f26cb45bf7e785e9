package io.tinyvol.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.StoreHeldException;
import io.tinyvol.cas.store.StoreConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
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
      assertFalse(Files.exists(store.folder().chunks()), "heads alone need no database");
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
