package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Folders;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Trees;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newer program wrote is refused, plainly, and left as it is; the rest can be used. */
class NewerFormatTest {
  private static final int LAYER_FRAME_BYTES = 48;

  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;

  /** {@code a} is plain; {@code b} has a revision with a layer, and one that is on top. */
  @BeforeEach
  void makeVolumes() throws IOException {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    Path image = Files.write(folder.resolve("image"), Trees.noise(new Random(1), 300_000));
    tinyvol.run("build", "a", "--from-image", image).ok();
    tinyvol.run("clone", "a", "b").ok();
    change(4096);
    tinyvol.run("snapshot", "b").ok();
    change(8192);
  }

  private void change(long offsetBytes) throws IOException {
    try (VolumeStore opened = VolumeStore.open(store, "test");
        VolumeHold hold = opened.catalog().take("b", "test", true);
        BlockDevice device = opened.devices().open(hold)) {
      device.write(offsetBytes, ByteBuffer.allocateDirect(4096).put(new byte[4096]).flip());
    }
  }

  private List<Path> layers() throws IOException {
    return Folders.filesBelow(store.resolve("deltas"));
  }

  /** What a newer program may say of a file. */
  private enum Claim {
    VERSION(4, 99),
    COMPATIBLE(8, 1 << 30),
    INCOMPATIBLE(12, 1 << 30);

    private final int at;
    private final int value;

    Claim(int at, int value) {
      this.at = at;
      this.value = value;
    }

    /** Puts it into a file's frame. */
    void put(Path file, int frameBytes) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      frame.putInt(at, value); // behind the version are zeros
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, frameBytes - 4);
      frame.putInt(frameBytes - 4, (int) crc.getValue());
      Files.write(file, bytes);
    }
  }

  private interface Commands {
    void run() throws IOException;
  }

  /** With each claim that is to be refused in a file, which is as before then. */
  private void whenRefused(Path file, int frameBytes, Commands commands) throws IOException {
    byte[] before = Files.readAllBytes(file);
    for (Claim claim : List.of(Claim.VERSION, Claim.INCOMPATIBLE)) {
      claim.put(file, frameBytes);
      commands.run();
      Files.write(file, before);
    }
    tinyvol.run("check", "--deep").ok();
  }

  private void refuses(Object... line) throws IOException {
    SortedMap<String, String> before = content();
    TestCommand.Result result = tinyvol.run(line);
    String told = List.of(line) + ": " + result;
    assertEquals(ExitCode.FAILED.code(), result.exit(), told);
    assertEquals(1, result.err().lines().count(), told);
    assertTrue(result.err().contains("; use a newer tinyvol"), told);
    assertTrue(result.err().startsWith("tinyvol: " + store), told);
    assertEquals(before, content(), told);
  }

  /** All that is in the store, but for what the database notes when it is opened, and the lock. */
  private SortedMap<String, String> content() throws IOException {
    SortedMap<String, String> content = new TreeMap<>();
    for (Path file : Folders.filesBelow(store)) {
      String name = store.relativize(file).toString();
      boolean isNote = name.startsWith("chunks/") && !name.matches(".*\\.(sst|blob)");
      if (!isNote && !name.equals("lock") && !name.equals("reserve")) {
        content.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  private List<Object[]> commandsOn(String volume) {
    List<Object[]> lines = new ArrayList<>();
    for (String line :
        List.of(
            "info V",
            "clone V c",
            "rename V c",
            "label V k=v",
            "rm V",
            "snapshot V",
            "commit V",
            "revisions V",
            "revert V",
            "resize V 1M",
            "usage V",
            "diff a V",
            "export V " + folder.resolve("copy"),
            "materialize V --to file:" + folder.resolve("copy"),
            "build V --replace --from-image " + folder.resolve("image"))) {
      lines.add(line.replace("V", volume).split(" "));
    }
    return lines;
  }

  @Test
  void aStoreIsRefusedAsAWhole() throws IOException {
    Path file = store.resolve("store");
    whenRefused(
        file,
        (int) Files.size(file),
        () -> {
          for (String line :
              List.of("ls", "status", "check --deep", "rm b", "clone a c", "commit b")) {
            refuses((Object[]) line.split(" "));
          }
        });
  }

  @Test
  void aHeadKeepsItsVolumeFromBeingUsedAndNoOther() throws IOException {
    Path head = store.resolve("volumes/b");
    whenRefused(
        head,
        (int) Files.size(head),
        () -> {
          for (Object[] line : commandsOn("b")) {
            refuses(line);
          }
          for (String line : List.of("ls", "stats", "usage", "check", "rm a b", "clone a b")) {
            refuses((Object[]) line.split(" "));
          }
          int layers = layers().size();
          tinyvol.run("clone", "a", "c").ok();
          tinyvol.run("materialize", "c", "--force", "--to", file("of-c")).ok();
          tinyvol.run("rm", "c").ok();
          assertEquals(layers, layers().size());
        });
  }

  @Test
  void aLayerKeepsItsVolumeFromBeingRead() throws IOException {
    for (Path layer : layers()) {
      whenRefused(
          layer,
          LAYER_FRAME_BYTES,
          () -> {
            refuses("export", "b", folder.resolve("copy"));
            refuses("check");
            refuses("check", "--deep");
            tinyvol.run("ls").ok();
            tinyvol.run("materialize", "a", "--force", "--to", file("of-a")).ok();
          });
    }
  }

  @Test
  void whatMayBeIgnoredIs() throws IOException {
    String before = digest();
    Claim.COMPATIBLE.put(store.resolve("store"), (int) Files.size(store.resolve("store")));
    Claim.COMPATIBLE.put(store.resolve("volumes/b"), (int) Files.size(store.resolve("volumes/b")));
    for (Path layer : layers()) {
      Claim.COMPATIBLE.put(layer, LAYER_FRAME_BYTES);
    }
    assertEquals(before, digest());
    tinyvol.run("check", "--deep").ok();
    tinyvol.run("commit", "b").ok();
    assertEquals(before, digest());
    tinyvol.run("check", "--deep").ok();
  }

  private String file(String name) {
    return "file:" + folder.resolve(name);
  }

  private String digest() throws IOException {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    tinyvol.run("export", "b", copy).ok();
    return ContentDigest.of(copy);
  }
}
