package io.tinyvol.cas.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFolderTest {
  private static final StoreConfig CONFIG = StoreConfig.withDefaults();

  @TempDir Path temporary;

  private StoreFolder prepared() throws IOException {
    StoreFolder folder = new StoreFolder(temporary.resolve("a").resolve("store"));
    folder.prepare();
    return folder;
  }

  @Test
  void makesAStoreInAFolderWithNothingButWhatACrashMayHaveLeft() throws IOException {
    StoreFolder folder = prepared();
    Files.createFile(folder.lockFile());
    Files.createDirectory(folder.volumes());
    Files.createDirectory(folder.temporary());
    Files.createDirectory(folder.chunks());
    Files.createDirectory(folder.cache());
    Files.createDirectory(folder.path().resolve("lost+found"));
    Files.writeString(folder.path().resolve(".store.123.part"), "half");
    assertFalse(folder.isStore());
    folder.create(CONFIG);
    assertTrue(folder.isStore());
    assertEquals(CONFIG, folder.readConfig());
  }

  @Test
  void refusesAFolderWithAnythingElse() throws IOException {
    for (String name : new String[] {"file", "store", "chunks/CURRENT", "volumes/base", "tmp/x"}) {
      StoreFolder folder = new StoreFolder(temporary.resolve(name.replace('/', '-')));
      folder.prepare();
      Path file = folder.path().resolve(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.createFile(file);
      assertThrows(FileAlreadyExistsException.class, () -> folder.create(CONFIG), name);
      assertEquals(name.equals("store"), folder.isStore());
    }
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThrows(NotDirectoryException.class, () -> new StoreFolder(file).prepare());
    StoreFolder below = new StoreFolder(file.resolve("store"));
    assertThrows(FileSystemException.class, below::prepare);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void isItsOwnersAlone() throws IOException {
    for (String path : new String[] {"store", "b/store", "c/.", "d/./."}) {
      StoreFolder folder = new StoreFolder(temporary.resolve(path));
      folder.prepare();
      StoreLock.take(folder, "test").close();
      folder.create(CONFIG);
      assertEquals("rwx------", mode(folder.path()), path);
      for (Path made :
          new Path[] {folder.chunks(), folder.volumes(), folder.cache(), folder.temporary()}) {
        assertEquals("rwx------", mode(made));
      }
      assertEquals("rw-------", mode(folder.configFile()));
      assertEquals("rw-------", mode(folder.lockFile()));
    }
    Path usual = Files.createDirectory(temporary.resolve("usual"));
    assertEquals(mode(usual), mode(temporary.resolve("b")), "what it lies in is not its own");
  }

  @Test
  void foldersThatExistKeepTheirRights() throws IOException {
    StoreFolder folder = prepared();
    for (Path path : new Path[] {folder.path(), folder.chunks(), folder.volumes()}) {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x--x"));
    }
    folder.prepare();
    folder.create(CONFIG);
    folder.makeReplaceable();
    for (Path path : new Path[] {folder.path(), folder.chunks(), folder.volumes()}) {
      assertEquals("rwxr-x--x", mode(path));
    }
    assertEquals("rwx------", mode(folder.temporary()));
  }

  @Test
  void aMissingConfigurationIsNoStore() throws IOException {
    StoreFolder folder = prepared();
    assertThrows(NoSuchFileException.class, folder::readConfig);
  }
}
