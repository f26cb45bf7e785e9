package io.tinyvol.builder.folder;

import static io.tinyvol.builder.folder.FolderTrees.at;
import static io.tinyvol.builder.folder.FolderTrees.bytes;
import static io.tinyvol.builder.folder.FolderTrees.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What changes between the look at a file and the reading of it. The cache is asked just between
 * the two, so one that meddles is the way in.
 */
class ChangingFolderTest {
  private final MemoryContentStore store = new MemoryContentStore();

  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.write(temporary.resolve("file"), new byte[3_000_000]);
    Files.write(file, "text".repeat(700_000).getBytes(StandardCharsets.US_ASCII));
  }

  private interface Meddling {
    void run(int time) throws IOException;
  }

  private static FileCache before(Meddling meddling) {
    return new FileCache() {
      private int times;

      @Override
      public @Nullable FileContent find(FileStatus status) {
        try {
          meddling.run(times++);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
        return null;
      }

      @Override
      public void add(FileStatus status, FileContent content) {}

      @Override
      public void save() {}
    };
  }

  private Folder readWith(Meddling meddling) throws IOException {
    return read(temporary, FolderOptions.ALL, store, before(meddling));
  }

  private static void append(Path file) throws IOException {
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
  }

  @Test
  void aFileThatSettlesIsReadAsItIsThen() throws IOException {
    Folder tree =
        readWith(
            time -> {
              if (time < 3) {
                append(file);
              }
            });
    assertArrayEquals(Files.readAllBytes(file), bytes(at(tree, "file"), store));
    Attributes attributes = at(tree, "file").attributes();
    assertEquals(
        Files.getLastModifiedTime(file).toInstant(),
        Instant.ofEpochSecond(attributes.modifiedSeconds(), attributes.modifiedNanos()));
  }

  @Test
  void aFileThatKeepsChangingIsRefused() throws IOException {
    String message =
        assertThrows(SourceException.class, () -> readWith(_ -> append(file))).getMessage();
    assertEquals(
        file + ": changes while it is read; stop what writes to it, or exclude it", message);
  }

  @Test
  void aSmallFileThatKeepsChangingIsRefusedToo() throws IOException {
    Files.writeString(file, "x");
    assertThrows(SourceException.class, () -> readWith(_ -> append(file)));
  }

  @Test
  void aChangeThatHidesItsTimeIsSeen() throws IOException {
    // rsync -t, tar and touch set the time of modification back; nothing sets that of change.
    Folder tree =
        readWith(
            time -> {
              if (time == 0) {
                var modified = Files.getLastModifiedTime(file);
                Files.write(file, new byte[] {9}, StandardOpenOption.WRITE);
                Files.setLastModifiedTime(file, modified);
              }
            });
    assertArrayEquals(Files.readAllBytes(file), bytes(at(tree, "file"), store));
  }

  @Test
  void aFileThatIsReplacedIsReadAnew() throws IOException {
    Folder tree =
        readWith(
            time -> {
              if (time == 0) {
                Path other = Files.writeString(temporary.resolve(".other"), "new");
                Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
              }
            });
    assertArrayEquals("new".getBytes(StandardCharsets.US_ASCII), bytes(at(tree, "file"), store));
  }

  @Test
  void aFileThatVanishesWasNeverThere() throws IOException {
    Folder tree = readWith(_ -> Files.delete(file));
    assertNull(tree.child(FileName.of("file".getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void aFileThatLosesANameIsReadByAnother() throws IOException {
    Files.createLink(temporary.resolve("other"), file);
    Files.createLink(temporary.resolve("third"), file);
    byte[] content = Files.readAllBytes(file);
    Folder tree =
        readWith(
            time -> {
              if (time == 0) {
                Files.delete(file);
              }
            });
    assertEquals(2, tree.children().size());
    assertSame(at(tree, "other"), at(tree, "third"));
    assertArrayEquals(content, bytes(at(tree, "other"), store));
  }

  @Test
  void whatBecomesAFolderOrALinkIsRefused() throws Exception {
    for (Consumer<Path> change :
        java.util.List.<Consumer<Path>>of(
            path -> run("rm -f \"$0\" && mkdir \"$0\"", path),
            path -> run("rm -rf \"$0\" && ln -s /etc/passwd \"$0\"", path),
            path -> run("rm -f \"$0\" && mkfifo \"$0\"", path))) {
      run("rm -rf \"$0\" && echo x > \"$0\"", file);
      String message =
          assertThrows(SourceException.class, () -> readWith(_ -> change.accept(file)))
              .getMessage();
      assertEquals(
          file + ": changes while it is read; stop what writes to it, or exclude it", message);
    }
  }

  @Test
  void aFolderThatVanishesTakesItsFilesAlong() throws IOException {
    Files.createDirectories(temporary.resolve("z/below"));
    Folder tree = readWith(_ -> run("rm -r \"$0\"/z", temporary));
    assertEquals(1, tree.children().size());
  }

  private static void run(String script, Path path) {
    try {
      Commands.run("sh", "-ec", script, path.toString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
