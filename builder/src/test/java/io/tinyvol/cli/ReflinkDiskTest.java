package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.LoopDevice;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are files, by the command; {@code cmp} against the export is the judge. */
class ReflinkDiskTest {
  @TempDir private static Path shared;
  private static Path image;
  private static ScratchDisk btrfs;

  @TempDir private Path temporary;
  private TestCommand tinyvol;
  private Path folder;

  @BeforeAll
  static void makeImage() throws Exception {
    image = shared.resolve("image");
    Mke2fs.make(image, Trees.makeSmall(shared.resolve("tree"), 1), "24M", "-t ext4");
    btrfs = ScratchDisk.btrfs(shared.resolve("btrfs"));
  }

  @AfterAll
  static void unmount() throws IOException {
    btrfs.close();
  }

  @BeforeEach
  void makeFolder(TestInfo test) throws IOException {
    tinyvol = new TestCommand(temporary.resolve("store"));
    tinyvol.run("build", "v", "--from-image", image).ok();
    folder =
        Files.createDirectory(btrfs.path().resolve(test.getTestMethod().orElseThrow().getName()));
  }

  private String disk(String name) {
    return "reflink:" + folder + "/" + name;
  }

  private TestCommand.Result materialize(String name, Object... options) {
    List<Object> line = new ArrayList<>(List.of("materialize", "v", "--to", disk(name), "--json"));
    line.addAll(Arrays.asList(options));
    return tinyvol.run(line.toArray());
  }

  private void assertHolds(Path expected, String name) throws Exception {
    Commands.run("cmp", expected.toString(), folder.resolve(name).toString());
  }

  private void refused(ExitCode code, String says, Object... command) {
    TestCommand.Result result = tinyvol.run(command);
    assertEquals(code.code(), result.exit(), result.err());
    assertTrue(result.err().contains(says), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  private static boolean isTrue(TestCommand.Result result, String field) {
    return result.ok().out().replace(" ", "").contains("\"" + field + "\":true");
  }

  @Test
  void materializedBootedRemoved() throws Exception {
    TestCommand.Result written = materialize("vm.img", "--verify").ok();
    assertEquals(disk("vm.img"), written.text("target"));
    assertTrue(isTrue(written, "verified"), written.out());
    Path copy = temporary.resolve("copy");
    tinyvol.run("export", "v", copy).ok();
    assertHolds(copy, "vm.img");
    Commands.run("e2fsck", "-fn", folder.resolve("vm.img").toString());

    String path = tinyvol.run("disk", "path", disk("vm.img")).ok().out().strip();
    assertEquals(folder.toRealPath().resolve("vm.img").toString(), path);
    TestCommand.Result listed = tinyvol.run("disk", "ls", "reflink:" + folder, "--json").ok();
    assertEquals(Files.size(image), listed.number("virtualBytes"));
    assertEquals(tinyvol.run("info", "v", "--json").ok().text("root"), listed.text("root"));
    assertTrue(isTrue(listed, "isExact") && isTrue(listed, "isActive"), listed.out());
    assertFalse(isTrue(listed, "isChanged"), listed.out());
    assertTrue(listed.number("usedBytes") >= listed.number("exclusiveBytes"), listed.out());

    refused(ExitCode.EXISTS, "is a disk already", "materialize", "v", "--to", disk("vm.img"));
    assertEquals("", tinyvol.run("disk", "rm", disk("vm.img"), "-q").ok().out());
    refused(ExitCode.NOT_FOUND, "no disk vm.img in", "disk", "rm", disk("vm.img"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve(".tinyvol")), files.toList());
    }
  }

  @Test
  void historyOfADisk() throws Exception {
    materialize("a").ok();
    byte[] bytes = Files.readAllBytes(image);
    Path guest = folder.resolve("a");
    bytes[1] = 1;
    Files.write(guest, bytes);
    assertEquals(1, tinyvol.run("disk", "commit", disk("a"), "--json").ok().number("revision"));
    tinyvol.run("disk", "clone", disk("a"), "b", "--volatile").ok();
    Commands.run("cmp", guest.toString(), folder.resolve("b").toString());
    Files.write(folder.resolve("b"), new byte[1]);
    tinyvol.run("disk", "path", disk("b")).ok();
    Commands.run("cmp", guest.toString(), folder.resolve("b").toString());
    long kept = tinyvol.run("disk", "revert", disk("a"), 1, "--json").ok().number("revision");
    assertEquals(2, kept);
    assertHolds(image, "a");
    Files.write(guest, bytes);
    tinyvol.run("disk", "discard", disk("a")).ok();
    assertHolds(image, "a");
    assertEquals(4, tinyvol.run("disk", "snapshot", disk("a"), "--json").ok().number("revision"));
    String revisions = tinyvol.run("disk", "revisions", disk("a")).ok().out();
    assertEquals(4, revisions.lines().count(), revisions);
    tinyvol.run("disk", "snapshot", disk("a"), "--keep", "2").ok();
    revisions = tinyvol.run("disk", "revisions", disk("a"), "--json").ok().out();
    assertEquals(2, revisions.lines().filter(line -> line.contains("\"revision\"")).count());
    materialize("a", "--force").ok();
    assertHolds(image, "a");
    refused(ExitCode.NOT_FOUND, "no revision 1", "disk", "revert", disk("a"), "1");
    tinyvol.run("disk", "resize", disk("a"), "32M").ok();
    assertEquals(32 << 20, Files.size(guest));
    refused(ExitCode.USAGE, "is not in", "disk", "clone", disk("a"), "reflink:/x/y");
    refused(ExitCode.EXISTS, "exists already", "disk", "clone", disk("a"), disk("b"));
  }

  @Test
  void whereBlocksCannotBeShared() throws Exception {
    try (ScratchDisk ext4 = ScratchDisk.ext4(temporary.resolve("ext4"))) {
      isOnlyCopied(ext4.path());
    }
    Path inMemory = Files.createTempDirectory(Path.of("/dev/shm"), "tinyvol");
    isOnlyCopied(inMemory);
    Files.delete(inMemory);
  }

  private void isOnlyCopied(Path other) throws Exception {
    String to = "reflink:" + other + "/a";
    refused(ExitCode.FAILED, "cannot let files share", "materialize", "v", "--to", to);
    assertFalse(Files.exists(other.resolve("a")));
    tinyvol.run("materialize", "v", "--to", to, "--copy").ok();
    Commands.run("cmp", image.toString(), other.resolve("a").toString());
    tinyvol.run("disk", "clone", to, "b").ok();
    Commands.run("cmp", image.toString(), other.resolve("b").toString());
    assertTrue(isTrue(tinyvol.run("disk", "ls", "reflink:" + other, "--json"), "isActive"));
    tinyvol.run("disk", "rm", to).ok();
    tinyvol.run("disk", "rm", "reflink:" + other + "/b").ok();
    Files.delete(other.resolve(".tinyvol/lock"));
    Files.delete(other.resolve(".tinyvol"));
  }

  @Test
  void whatCannotBe() throws Exception {
    refused(ExitCode.NOT_FOUND, "no such volume", "materialize", "none", "--to", disk("a"));
    refused(ExitCode.USAGE, "not a volume name", "materialize", "v", "--to", disk(".."));
    refused(ExitCode.USAGE, "not a volume name", "disk", "path", disk(".hidden"));
    refused(ExitCode.NOT_FOUND, "no disk a", "disk", "path", disk("a"));
    refused(ExitCode.NOT_FOUND, "/nowhere", "disk", "path", "reflink:/nowhere/a");
    refused(ExitCode.USAGE, "not a place of disks", "disk", "ls", "file:/tmp");
    refused(ExitCode.USAGE, "for reflink", "materialize", "v", "--to", "file:x", "--copy");
    Files.write(folder.resolve("a"), new byte[] {7});
    refused(ExitCode.EXISTS, "is a file already", "materialize", "v", "--to", disk("a"));
    assertEquals(1, Files.size(folder.resolve("a")));
    materialize("b").ok();
    Path inner = folder.resolve(".tinyvol/b/record");
    byte[] bytes = Files.readAllBytes(inner);
    bytes[30] ^= 1;
    Files.write(inner, bytes);
    TestCommand.Result result = tinyvol.run("disk", "path", disk("b"));
    assertEquals(ExitCode.CORRUPT.code(), result.exit(), result.err());
    materialize("c").ok();
    TestCommand.Result listed = tinyvol.run("disk", "ls", "reflink:" + folder).ok();
    assertTrue(listed.err().contains("disk b is left alone"), listed.err());
    assertTrue(listed.out().lines().anyMatch(line -> line.startsWith("c ")), listed.out());
    assertHolds(image, "b");
  }

  @Test
  void oneAtATime() throws Exception {
    materialize("a").ok();
    Path lock = folder.resolve(".tinyvol/lock");
    Process holder =
        new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo held; exec sleep 60")
            .start();
    try {
      assertEquals("held", holder.inputReader(StandardCharsets.UTF_8).readLine());
      refused(ExitCode.EXISTS, "somebody else changes", "disk", "path", disk("a"), "--wait", "0");
    } finally {
      holder.descendants().forEach(ProcessHandle::destroy);
      holder.destroy();
      holder.waitFor();
    }
    List<Process> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(tinyvol.start("disk", "snapshot", disk("a"), "--wait", "60"));
    }
    for (Process other : others) {
      String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, other.waitFor(), said);
    }
    String revisions = tinyvol.run("disk", "revisions", disk("a"), "--json").ok().out();
    assertEquals(3, revisions.lines().filter(line -> line.contains("\"revision\"")).count());
    try (LoopDevice loop = LoopDevice.of(folder.resolve("a"))) {
      refused(ExitCode.EXISTS, "is in use", "disk", "rm", disk("a"));
      assertTrue(Files.exists(loop.path()));
    }
    tinyvol.run("disk", "rm", disk("a")).ok();
  }

  @Test
  void killedInTheMiddleItLeavesWhatTheNextRemoves() throws Exception {
    Path noise = Files.write(temporary.resolve("noise"), Trees.noise(new Random(2), 64 << 20));
    tinyvol.run("build", "noise", "--from-image", noise).ok();
    Process process = tinyvol.start("materialize", "noise", "--to", disk("a"));
    while (process.isAlive() && staged().isEmpty()) {
      Thread.sleep(1);
    }
    TestCommand.Result beside = tinyvol.run("disk", "ls", "reflink:" + folder).ok();
    assertFalse(beside.err().contains("removed"), "it is still being written");
    process.destroyForcibly().waitFor();
    assertEquals(128 + 9, process.exitValue(), "it was too fast to be killed");
    assertFalse(Files.exists(folder.resolve("a")));
    TestCommand.Result listed = tinyvol.run("disk", "ls", "reflink:" + folder).ok();
    assertTrue(listed.err().contains("removed 1 file"), listed.err());
    assertEquals(List.of(), staged());
    tinyvol.run("materialize", "noise", "--to", disk("a")).ok();
    assertHolds(noise, "a");
  }

  private List<Path> staged() throws IOException {
    Path inner = folder.resolve(".tinyvol");
    if (!Files.exists(inner)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(inner)) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }
}
