package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a volume becomes revisions, and they come back. */
class DeltaHistoryTest {
  private static final int MIB = 1 << 20;
  private static final int WRITE_BYTES = 64 << 10;

  @TempDir Path folder;
  private Path store;
  private Path image;
  private TestCommand tinyvol;

  /** A volume of 4 MiB without zeros but in its last one. */
  @BeforeEach
  void build() throws Exception {
    Commands.need("qemu-io", "cmp");
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    byte[] bytes = Arrays.copyOf(Trees.noise(new Random(1), 3 * MIB), 4 * MIB);
    image = Files.write(folder.resolve("image"), bytes);
    tinyvol.run("build", "v", "--from-image", image).ok();
  }

  /** Writes 64 KiB of a byte to the volume. */
  private void write(long offsetBytes, int value) throws Exception {
    String command = "write -P " + value + " " + offsetBytes + " " + WRITE_BYTES;
    Nbd.serve(store, "v", uri -> Nbd.io(uri, command));
  }

  /** Writes the same to the image. */
  private void expect(long offsetBytes, int value) throws IOException {
    byte[] bytes = new byte[WRITE_BYTES];
    Arrays.fill(bytes, (byte) value);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(offsetBytes);
      file.write(bytes);
    }
  }

  private void assertHas(Path expected) throws Exception {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    tinyvol.run("export", "v", copy).ok();
    Commands.run("cmp", expected.toString(), copy.toString());
  }

  private JsonObject json(Object... args) throws IOException {
    Object[] line = Arrays.copyOf(args, args.length + 1);
    line[args.length] = "--json";
    return JsonReader.readObject(tinyvol.run(line).ok().out().getBytes(StandardCharsets.UTF_8));
  }

  private void assertFails(ExitCode code, String message, Object... args) {
    TestCommand.Result result = tinyvol.run(args);
    assertEquals(code.code(), result.exit(), result::toString);
    assertTrue(result.err().startsWith("tinyvol: " + message), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
  }

  private List<String> notes() throws IOException {
    return json("revisions", "v").objects("revisions").stream()
        .map(
            revision -> {
              try {
                return revision.number("revision") + " " + revision.text("note");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  @Test
  void snapshotsAreRevisions() throws Exception {
    write(MIB, 1);
    assertTrue(json("revisions", "v").flag("changed"));
    JsonObject made = json("snapshot", "v", "--note", "first");
    assertEquals(2, made.number("revision"));
    write(2 * MIB, 2);
    JsonObject listed = json("revisions", "v");
    assertEquals("v", listed.text("volume"));
    assertTrue(listed.flag("changed"));
    JsonObject built = listed.objects("revisions").get(0);
    JsonObject second = listed.objects("revisions").get(1);
    assertEquals(List.of("1 ", "2 first"), notes());
    assertEquals(List.of(), built.texts("layers"));
    assertEquals(1, second.texts("layers").size());
    assertEquals(built.text("root"), second.text("root"));
    assertEquals(made.text("root"), second.text("root"));
    JsonObject info = json("info", "v");
    assertEquals(2 * WRITE_BYTES, info.number("deltaBytes"));
    assertEquals(2, info.number("revision"));
    assertEquals(3 * MIB, info.number("dataBytes"));
    String shown = tinyvol.run("revisions", "v").ok().out();
    assertTrue(shown.contains(" + 1 layer  first\n"), shown);
    assertTrue(shown.contains("\nIt was written to since"), shown);
  }

  @Test
  void revertsComeBackAndCanBeUndone() throws Exception {
    Path original = Files.copy(image, folder.resolve("original"));
    write(MIB, 1);
    json("snapshot", "v", "--note", "first");
    write(2 * MIB, 2);
    expect(MIB, 1);
    expect(2 * MIB, 2);
    assertEquals(4, json("revert", "v", 1).number("revision"));
    assertHas(original);
    List<String> kept = List.of("1 ", "2 first", "3 before revert to 1", "4 revert to 1");
    assertEquals(kept, notes());
    assertFalse(json("revisions", "v").flag("changed"));
    assertEquals(5, json("revert", "v", "--note", "undone").number("revision"));
    assertHas(image);
    write(0, 3);
    assertEquals(7, json("revert", "v", "--keep", 2).number("revision"));
    assertHas(image);
    assertEquals(List.of("5 undone", "6 before revert to 5", "7 revert to 5"), notes());
    assertFails(ExitCode.NOT_FOUND, "v: revision 1 is not kept", "revert", "v", 1);
    assertFails(ExitCode.USAGE, "cannot keep -1 revisions", "snapshot", "v", "--keep", -1);
    assertEquals(8, json("snapshot", "v", "--keep", 0).number("revision"));
    assertEquals(List.of("8 "), notes());
    assertFails(ExitCode.NOT_FOUND, "v: has no earlier revision", "revert", "v");
    assertHas(image);
    tinyvol.run("check", "--deep").ok();
  }

  @Test
  void commitsPutWhatWasWrittenIntoChunks() throws Exception {
    Path original = Files.copy(image, folder.resolve("original"));
    String root = json("info", "v").text("root");
    write(MIB, 1);
    json("snapshot", "v");
    write(MIB + WRITE_BYTES / 2, 2);
    expect(MIB, 1);
    expect(MIB + WRITE_BYTES / 2, 2);
    JsonObject made = json("commit", "v", "--note", "kept");
    assertEquals(3, made.number("revision"));
    assertEquals(3 * WRITE_BYTES / 2, made.number("changedBytes"));
    assertEquals(0, made.number("droppedBytes"));
    assertHas(image);
    JsonObject info = json("info", "v");
    assertEquals(0, info.number("deltaBytes"));
    assertEquals(made.text("root"), info.text("root"));
    assertEquals(List.of("1 ", "2 ", "3 kept"), notes());
    JsonObject again = json("commit", "v");
    assertEquals(3, again.number("revision"));
    assertEquals(0, again.number("changedBytes"));
    json("revert", "v", 1, "--keep", 0);
    assertHas(original);
    assertEquals(root, json("info", "v").text("root"));
    write(0, 1);
    assertFails(ExitCode.USAGE, "", "commit", "v", "--drop-free");
    assertEquals(WRITE_BYTES, json("info", "v").number("deltaBytes"));
    tinyvol.run("check", "--deep").ok();
  }

  @Test
  void sizesChangeWhereNothingIsLost() throws Exception {
    write(MIB, 1);
    expect(MIB, 1);
    JsonObject larger = json("resize", "v", "8M", "--note", "larger");
    assertEquals(2, larger.number("revision"));
    assertEquals(8 * MIB, larger.number("virtualBytes"));
    Path grown = Files.copy(image, folder.resolve("grown"));
    try (RandomAccessFile file = new RandomAccessFile(grown.toFile(), "rw")) {
      file.setLength(8 * MIB);
    }
    assertHas(grown);
    assertEquals(4 * MIB, json("resize", "v", "4M").number("virtualBytes"));
    assertHas(image);
    String line = "v: cannot be cut off at " + 2 * MIB + " bytes: what follows is in use";
    assertFails(ExitCode.USAGE, line, "resize", "v", "2M");
    assertFails(ExitCode.USAGE, "not a size: x", "resize", "v", "x");
    assertFails(
        ExitCode.USAGE, "the volume cannot be grown: it", "resize", "v", "5M", "--filesystem");
    assertFails(ExitCode.NOT_FOUND, "none: no such volume", "resize", "none", "5M");
    assertEquals(List.of("1 ", "2 larger", "3 "), notes());
    json("revert", "v", 2);
    assertHas(grown);
  }

  @Test
  void clonesOfWhatIsChangedAreOutdatedWhenItHasARevisionMore() throws Exception {
    write(MIB, 1);
    expect(MIB, 1);
    json("clone", "v", "clone");
    JsonObject info = json("info", "clone");
    assertEquals(WRITE_BYTES, info.number("deltaBytes"));
    assertEquals(1, info.object("parent").number("revision"));
    assertFalse(tinyvol.run("info", "clone", "--json").ok().out().contains("outdated"));
    json("snapshot", "v");
    assertTrue(json("info", "clone").flag("outdated"));
    assertTrue(tinyvol.run("info", "clone").ok().out().contains("\noutdated      true\n"));
    json("rm", "v");
    assertFalse(tinyvol.run("info", "clone", "--json").ok().out().contains("outdated"));
    json("rename", "clone", "v");
    assertHas(image);
  }
}
