package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Volumes are served to NBD clients, and what is served is not touched by others. */
@Timeout(300)
class ServeTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;

  /** Two volumes of 2 MiB. */
  @BeforeEach
  void build() throws Exception {
    Commands.need("nbdinfo", "nbdcopy", "qemu-io", "cmp", "openssl");
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    for (String name : List.of("a", "b")) {
      byte[] noise = Trees.noise(new Random(name.hashCode()), 2 * MIB);
      tinyvol.run("build", name, "--from-image", Files.write(image(name), noise)).ok();
    }
  }

  private Path image(String name) {
    return folder.resolve(name + ".img");
  }

  /** The image of a volume with 64 KiB of a byte. */
  private Path written(String name, long offsetBytes, int value) throws IOException {
    Path image = folder.resolve(name + "-written.img");
    Files.copy(image(name), image);
    byte[] bytes = new byte[64 << 10];
    Arrays.fill(bytes, (byte) value);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(offsetBytes);
      file.write(bytes);
    }
    return image;
  }

  private void assertHas(String volume, Path image) throws Exception {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    tinyvol.run("export", volume, copy).ok();
    Commands.run("cmp", image.toString(), copy.toString());
  }

  @Test
  void servesAllAndThoseToCome() throws Exception {
    try (ServeProcess serving = ServeProcess.start(store)) {
      assertEquals(store.resolve("nbd.sock").toString(), serving.place());
      assertEquals(List.of("a", "b"), serving.exports());
      tinyvol.run("clone", "a", "c").ok();
      assertEquals(List.of("a", "b", "c"), serving.exports());
      Path copy = folder.resolve("nbd-copy");
      Commands.run("nbdcopy", serving.uri("c"), copy.toString());
      Commands.run("cmp", image("a").toString(), copy.toString());
      serving.io("c", "write -P 7 1M 64k");
      assertHas("c", written("a", MIB, 7));
      assertHas("a", image("a"));
      ServeProcess.await("nobody has c", () -> tinyvol.run("rm", "c").exit() == 0);
      assertEquals(List.of("a", "b"), serving.exports());
      assertEquals(0, serving.end());
    }
    assertFalse(Files.exists(store.resolve("nbd.sock")));
  }

  @Test
  void whatIsServedForWritingIsInUse() throws Exception {
    Path socket = folder.resolve("own.sock");
    tinyvol.run("clone", "a", "c").ok();
    try (ServeProcess serving = ServeProcess.start(store, "a", "b", "--socket", socket)) {
      assertEquals(socket.toString(), serving.place());
      assertEquals(List.of("a", "b"), serving.exports());
      assertThrows(AssertionError.class, () -> Commands.run("nbdinfo", serving.uri("c")));
      assertInUse(socket, tinyvol.run("rm", "a"));
      assertInUse(socket, tinyvol.run("rm", "c", "a"));
      assertInUse(socket, tinyvol.run("rename", "a", "d"));
      assertInUse(socket, tinyvol.run("revert", "a", 1));
      assertInUse(socket, tinyvol.run("resize", "a", "4M"));
      assertInUse(socket, tinyvol.run("build", "a", "--from-image", image("b"), "--replace"));
      Path other = folder.resolve("other.sock");
      assertInUse(socket, ServeProcess.refused(store, "c", "a", "--socket", other));
      assertFalse(Files.exists(other));
      assertEquals(2, tinyvol.run("snapshot", "a", "--json").ok().number("revision"));
      tinyvol.run("label", "a", "k=v").ok();
      tinyvol.run("rm", "c").ok();
      assertEquals(0, serving.end());
      assertFalse(Files.exists(socket));
    }
    tinyvol.run("rename", "a", "d").ok();
    assertHas("d", image("a"));
  }

  private static void assertInUse(Path socket, TestCommand.Result result) {
    String user = System.getProperty("user.name");
    String start = "tinyvol: a: is in use: served over NBD at " + socket + " for " + user + ":";
    assertEquals(ExitCode.EXISTS.code(), result.exit(), result::toString);
    assertTrue(result.err().startsWith(start), result::toString);
    assertTrue(result.err().endsWith("; try again when that has ended\n"), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
  }

  /** Many requests at once, each block with a checksum that is looked at in the end. */
  @Test
  void aLoadFindsWhatItWrote() throws Exception {
    Commands.need("fio");
    try (ServeProcess serving = ServeProcess.start(store, "a")) {
      List<String> fio = new ArrayList<>(List.of("fio", "--name=load", "--ioengine=nbd"));
      fio.addAll(List.of("--uri=" + serving.uri("a"), "--size=" + MIB, "--io_size=" + 16 * MIB));
      fio.addAll(List.of("--rw=randwrite", "--bsrange=4k-64k", "--iodepth=16", "--fsync=32"));
      fio.addAll(List.of("--verify=crc32c", "--verify_fatal=1", "--verify_state_save=0"));
      Commands.run(fio.toArray(String[]::new));
      assertEquals(0, serving.end());
    }
  }

  @Test
  void readOnlyMeansThatNobodyWrites() throws Exception {
    try (ServeProcess serving = ServeProcess.start(store, "a", "--read-only")) {
      String told = Commands.run("nbdinfo", "--json", serving.uri("a"));
      assertTrue(told.contains("\"is_read_only\": true"), told);
      assertThrows(AssertionError.class, () -> serving.io("a", "write 0 64k"));
      Commands.run("nbdcopy", serving.uri("a"), folder.resolve("nbd-copy").toString());
      assertEquals(ExitCode.EXISTS.code(), tinyvol.run("rm", "a").exit());
      Path other = folder.resolve("other.sock");
      try (ServeProcess second = ServeProcess.start(store, "a", "--read-only", "--socket", other)) {
        assertEquals(List.of("a"), second.exports());
        assertEquals(0, second.end());
      }
      assertEquals(0, serving.end());
    }
    assertEquals(1, tinyvol.run("info", "a", "--json").ok().number("revision"));
    assertHas("a", image("a"));
  }

  @Test
  void whatAClientWroteIsThereAfterTheEnd() throws Exception {
    Process client;
    try (ServeProcess serving = ServeProcess.start(store, "a", "b")) {
      client = new ProcessBuilder("qemu-io", "-f", "raw", serving.uri("a")).start();
      try (var in = client.outputWriter();
          var out = client.inputReader()) {
        in.write("write -P 9 512k 64k\n");
        in.flush();
        String line = out.readLine();
        while (line != null && !line.contains("wrote 65536/65536")) {
          line = out.readLine();
        }
        assertTrue(line != null, "qemu-io ended");
        assertEquals(0, serving.end());
        assertFalse(Files.exists(store.resolve("nbd.sock")));
      } finally {
        client.destroyForcibly();
      }
    }
    assertHas("a", written("a", 512 << 10, 9));
    assertEquals(64 << 10, tinyvol.run("info", "a", "--json").ok().number("deltaBytes"));
  }

  @Test
  void whatWasFlushedSurvivesAKill() throws Exception {
    try (ServeProcess serving = ServeProcess.start(store, "a")) {
      serving.io("a", "write -P 3 1M 64k", "flush");
    }
    Path written = written("a", MIB, 3);
    assertHas("a", written);
    try (ServeProcess serving = ServeProcess.start(store)) {
      Path copy = folder.resolve("nbd-copy");
      Commands.run("nbdcopy", serving.uri("a"), copy.toString());
      Commands.run("cmp", written.toString(), copy.toString());
      assertEquals(0, serving.end());
    }
  }

  @Test
  void encrypts() throws Exception {
    Path clients = Files.createDirectory(folder.resolve("clients"));
    Path tls = Files.createDirectory(folder.resolve("tls"));
    certify(clients, "ca", "/CN=test authority");
    certify(
        tls,
        "server",
        "/CN=localhost",
        "-CA",
        clients.resolve("ca-cert.pem").toString(),
        "-CAkey",
        clients.resolve("ca-key.pem").toString(),
        "-addext",
        "subjectAltName=DNS:localhost");
    Object[] args = {"a", "--listen", "127.0.0.1:0", "--tls", tls};
    try (ServeProcess serving = ServeProcess.start(store, args)) {
      assertTrue(serving.place().matches("127\\.0\\.0\\.1:[1-9][0-9]*"), serving.place());
      String address = "//localhost:" + serving.place().replaceAll(".*:", "");
      String encrypted = "nbds:" + address + "/a?tls-certificates=" + clients;
      String told = Commands.run("nbdinfo", "--json", encrypted);
      assertTrue(told.contains("\"TLS\": true"), told);
      assertThrows(AssertionError.class, () -> Commands.run("nbdinfo", "nbd:" + address + "/a"));
      Object[] optional = {"b", "--listen", "127.0.0.1:0", "--tls", tls, "--tls-optional"};
      try (ServeProcess second = ServeProcess.start(store, optional)) {
        String plain = Commands.run("nbdinfo", "--json", "nbd://" + second.place() + "/b");
        assertTrue(plain.contains("\"TLS\": false"), plain);
      }
      assertEquals(0, serving.end());
    }
  }

  private static void certify(Path folder, String name, String subject, String... more)
      throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"));
    line.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", subject));
    line.addAll(List.of("-keyout", folder.resolve(name + "-key.pem").toString()));
    line.addAll(List.of("-out", folder.resolve(name + "-cert.pem").toString()));
    line.addAll(List.of(more));
    Commands.run(line.toArray(String[]::new));
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    assertWrong("--socket: not together with --listen", "--socket", "s", "--listen", "h:1");
    assertWrong("--tls-optional: only with --tls", "--tls-optional");
    for (String wrong : List.of("h", "h:", ":1", "h:65536", "h:x", "h:-1")) {
      assertWrong("not HOST:PORT: " + wrong, "--listen", wrong);
    }
    assertWrong("not a volume name: 'a/b'", "a/b");
    TestCommand.Result missing = ServeProcess.refused(store, "a", "none");
    assertEquals(ExitCode.NOT_FOUND.code(), missing.exit(), missing::toString);
    assertTrue(missing.err().contains("none: no such volume"), missing::toString);
    assertFalse(Files.exists(store.resolve("nbd.sock")));
    tinyvol.run("rm", "a").ok();
  }

  private void assertWrong(String message, String... args) {
    Object[] line = new Object[args.length + 1];
    line[0] = "serve";
    System.arraycopy(args, 0, line, 1, args.length);
    TestCommand.Result result = tinyvol.run(line);
    assertEquals(ExitCode.USAGE.code(), result.exit(), result::toString);
    assertTrue(result.err().contains(message), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
  }
}
