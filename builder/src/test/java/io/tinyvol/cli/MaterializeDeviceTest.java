package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.LoopDevice;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Mounts;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes on block devices; {@code cmp} against the export, and {@code e2fsck}, are the judges. */
class MaterializeDeviceTest {
  private static final int TAIL_BYTES = 1 << 20;

  @TempDir static Path shared;
  private static Path image;

  @TempDir Path folder;
  private TestCommand tinyvol;
  private Path disk;
  private LoopDevice loop;

  @BeforeAll
  static void makeImage() throws Exception {
    image = shared.resolve("image");
    Mke2fs.make(image, Trees.makeSmall(shared.resolve("tree"), 1), "24M", "-t ext4");
  }

  @BeforeEach
  void makeDevice() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    tinyvol.run("build", "v", "--from-image", image).ok();
    disk = folder.resolve("disk");
    fill(disk, Files.size(image) + TAIL_BYTES, 0xff);
    loop = LoopDevice.of(disk);
  }

  @AfterEach
  void removeDevice() {
    loop.close();
  }

  private static void fill(Path file, long sizeBytes, int content) throws IOException {
    byte[] piece = new byte[1 << 20];
    Arrays.fill(piece, (byte) content);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = sizeBytes; left > 0; left -= piece.length) {
        out.write(piece, 0, (int) Math.min(left, piece.length));
      }
    }
  }

  private TestCommand.Result materialize(String volume, Object... options) {
    Object[] line = {"materialize", volume, "--to", "device:" + loop.path(), "--json"};
    Object[] all = Arrays.copyOf(line, line.length + options.length);
    System.arraycopy(options, 0, all, line.length, options.length);
    return tinyvol.run(all);
  }

  /** The device has the volume, and what it had behind it. */
  private void assertHolds(Path expected) throws Exception {
    long size = Files.size(expected);
    Commands.run("cmp", "-n", Long.toString(size), expected.toString(), loop.path().toString());
    byte[] tail = new byte[(int) (Files.size(disk) - size)];
    try (RandomAccessFile device = new RandomAccessFile(loop.path().toFile(), "r")) {
      device.seek(size);
      device.readFully(tail);
    }
    byte[] before = new byte[tail.length];
    Arrays.fill(before, (byte) 0xff);
    assertArrayEquals(before, tail, "behind the volume's end");
  }

  private Path export(String volume) {
    Path copy = folder.resolve("copy");
    tinyvol.run("export", volume, copy).ok();
    return copy;
  }

  @Test
  void onDirtyDevice() throws Exception {
    TestCommand.Result result = materialize("v", "--verify").ok();
    assertEquals("device:" + loop.path(), result.text("target"));
    assertEquals(Files.size(image), result.number("virtualBytes"));
    assertEquals(Files.size(image), result.number("writtenBytes") + result.number("zeroedBytes"));
    assertTrue(result.number("zeroedBytes") > 0, result.out());
    assertTrue(result.out().replace(" ", "").contains("\"verified\":true"), result.out());
    assertHolds(export("v"));
    Commands.run("e2fsck", "-fn", loop.path().toString());
    assertFalse(Files.exists(folder.resolve("store/targets")), "nothing to remember");
    String line = tinyvol.run("materialize", "v", "--to", "device:" + loop.path()).ok().out();
    assertTrue(line.matches("v: .* written to " + loop.path() + "\\R"), line);
  }

  @Test
  void oddSizes() throws Exception {
    Path odd = Files.write(folder.resolve("odd"), Trees.noise(new Random(1), 1_000_003));
    tinyvol.run("build", "odd", "--from-image", odd).ok();
    materialize("odd", "--verify").ok();
    assertHolds(odd);

    tinyvol.run("build", "empty", "--from-image", Files.write(odd, new byte[0])).ok();
    materialize("empty", "--verify").ok();
  }

  @Test
  void usedByOthersIsRefusedAndUntouched() throws Exception {
    Path used = folder.resolve("used");
    Files.copy(image, used);
    Path mount = Files.createDirectory(folder.resolve("mount"));
    try (LoopDevice other = LoopDevice.of(used)) {
      String to = "device:" + other.path();
      Commands.run("mount", "-o", "ro", other.path().toString(), mount.toString());
      try {
        refused(ExitCode.EXISTS, "mounted at " + mount, "materialize", "v", "--to", to);
      } finally {
        Mounts.unmount(mount);
      }
      try (LoopDevice above = LoopDevice.of(other.path())) {
        String says = above.path() + " is made of it";
        refused(ExitCode.EXISTS, says, "materialize", "v", "--to", to);
        tinyvol.run("materialize", "v", "--to", to, "--force").ok();
      }
      tinyvol.run("materialize", "v", "--to", to).ok();
    }
    Commands.run("cmp", image.toString(), used.toString());
  }

  @Test
  void partitionsCountAsWell() throws Exception {
    Path whole = folder.resolve("whole");
    fill(whole, 64 << 20, 0);
    Path mount = Files.createDirectory(folder.resolve("mount"));
    try (LoopDevice partitioned = LoopDevice.of(whole, "--partscan")) {
      Path partition = Path.of(partitioned.path() + "p1");
      Commands.run("addpart", partitioned.path().toString(), "1", "2048", "65536");
      tinyvol.run("materialize", "v", "--to", "device:" + partition).ok();
      Commands.run("e2fsck", "-fn", partition.toString());
      Commands.run("mount", "-o", "ro", partition.toString(), mount.toString());
      try {
        String says = "of " + partition + ", it is mounted at " + mount;
        refused(ExitCode.EXISTS, says, "materialize", "v", "--to", "device:" + partitioned.path());
      } finally {
        Mounts.unmount(mount);
      }
    }
  }

  private void refused(ExitCode code, String says, Object... command) {
    TestCommand.Result result = tinyvol.run(command);
    assertEquals(code.code(), result.exit(), result.err());
    assertTrue(result.err().contains(says), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  @Test
  void whatCannotBe() throws Exception {
    byte[] before = Files.readAllBytes(disk);
    Path large = folder.resolve("large");
    fill(large, Files.size(disk) + 1, 7);
    tinyvol.run("build", "large", "--from-image", large).ok();
    String to = "device:" + loop.path();
    refused(ExitCode.NO_SPACE, "nothing was written", "materialize", "large", "--to", to);
    assertArrayEquals(before, Files.readAllBytes(disk));
    refused(ExitCode.NOT_FOUND, "no such volume", "materialize", "none", "--to", to);
    refused(
        ExitCode.NOT_FOUND, "no such device", "materialize", "v", "--to", "device:/dev/nothing");
    refused(ExitCode.USAGE, "use --to file:", "materialize", "v", "--to", "device:" + disk);
    refused(ExitCode.USAGE, "file:PATH|device:DEV", "materialize", "v", "--to", "dev:/dev/x");
    try (LoopDevice readOnly = LoopDevice.of(disk, "--read-only")) {
      String toIt = "device:" + readOnly.path();
      refused(ExitCode.FAILED, "is read-only", "materialize", "v", "--to", toIt, "--force");
    }
  }

  @Test
  void killedInTheMiddleItGoesOn() throws Exception {
    Path noise = Files.write(folder.resolve("noise"), Trees.noise(new Random(2), 24 << 20));
    tinyvol.run("build", "noise", "--from-image", noise).ok();
    loop.close();
    fill(disk, Files.size(noise) + TAIL_BYTES, 0xff);
    loop = LoopDevice.of(disk);
    ProcessBuilder builder =
        tinyvol.process("materialize", "noise", "--to", "device:" + loop.path());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Dio.tinyvol.checkpointBytes=500000");
    Process process = builder.redirectErrorStream(true).start();
    Path remembered = folder.resolve("store/targets/" + loop.number().toString().replace(':', '-'));
    while (process.isAlive() && !Files.exists(remembered)) {
      Thread.sleep(1);
    }
    process.destroyForcibly().waitFor();
    assertEquals(128 + 9, process.exitValue(), "it was too fast to be killed");

    TestCommand.Result result = materialize("noise").ok();
    assertTrue(result.number("keptBytes") >= 500_000, result.out());
    assertEquals(Files.size(noise), result.number("keptBytes") + result.number("writtenBytes"));
    assertHolds(noise);
    assertFalse(Files.exists(remembered), "nothing to remember");
    tinyvol.run("check").ok();
  }

  @Test
  void filesAreVerifiedToo() throws Exception {
    Path file = folder.resolve("file");
    TestCommand.Result result =
        tinyvol.run("materialize", "v", "--to", "file:" + file, "--verify", "--json").ok();
    assertTrue(result.out().replace(" ", "").contains("\"verified\":true"), result.out());
    Commands.run("cmp", image.toString(), file.toString());
  }
}
