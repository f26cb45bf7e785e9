package io.tinyvol.blockdev.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of libnbd, QEMU and nbdkit find what is there. */
class ForeignClientsTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void nbdinfoTellsAll() throws Exception {
    try (TestServer server = TestServer.start()) {
      String json = Programs.run("nbdinfo", "--json", server.uri("vm"));
      for (String fact :
          new String[] {
            "\"protocol\": \"newstyle-fixed\"",
            "\"structured\": true",
            "\"export-size\": 67108864",
            "\"description\": \"the volume vm\"",
            "\"is_read_only\": false",
            "\"can_multi_conn\": true",
            "\"block_size_minimum\": 1",
            "\"block_size_preferred\": 4096",
            "\"block_size_maximum\": 33554432",
            "base:allocation"
          }) {
        assertTrue(json.contains(fact), fact + " in " + json);
      }
      assertTrue(server.hasEvent("disconnected vm") || !server.hasEvent("connected"));
    }
  }

  @Test
  void nbdinfoListsExports() throws Exception {
    Map<String, MemoryDevice> devices = new LinkedHashMap<>();
    devices.put("one", new MemoryDevice(MIB, false));
    devices.put("zwölf", new MemoryDevice(2 * MIB, true));
    try (TestServer server = TestServer.start(devices, options -> options)) {
      String list = Programs.run("nbdinfo", "--list", server.uri(""));
      assertTrue(list.contains("export=\"one\""), list);
      assertTrue(list.contains("export=\"zwölf\""), list);
      assertTrue(list.contains("is_read_only: true"), list);
      assertNotEquals(0, Programs.call("nbdinfo", server.uri("")).status(), "no default of two");
      assertNotEquals(0, Programs.call("nbdinfo", server.uri("none")).status());
      assertEquals("1048576\n", Programs.run("nbdinfo", "--size", server.uri("one")));
    }
  }

  @Test
  void theOnlyExportIsTheDefault() throws Exception {
    try (TestServer server = TestServer.start()) {
      assertEquals("67108864\n", Programs.run("nbdinfo", "--size", server.uri("")));
    }
  }

  @Test
  void whoHoldsAnExportIsSaid() throws Exception {
    try (TestServer server =
        TestServer.start(
            Map.of(TestServer.BUSY, new MemoryDevice(MIB, false)), options -> options)) {
      Programs.Result result = Programs.call("qemu-io", "-f", "raw", "-c", "r 0 1", nbd(server));
      assertNotEquals(0, result.status());
      assertTrue(result.output().contains("held by the test"), result.output());
    }
  }

  @Test
  void nbdinfoKnowsWhatCanBeDone() throws Exception {
    Map<String, MemoryDevice> devices =
        Map.of("rw", new MemoryDevice(MIB, false), "ro", new MemoryDevice(MIB, true));
    try (TestServer server = TestServer.start(devices, options -> options)) {
      for (String can : new String[] {"cache", "df", "flush", "multi-conn"}) {
        Programs.run("nbdinfo", "--can", can, server.uri("rw"));
        Programs.run("nbdinfo", "--can", can, server.uri("ro"));
      }
      for (String can : new String[] {"fua", "trim", "zero", "fast-zero", "write"}) {
        Programs.run("nbdinfo", "--can", can, server.uri("rw"));
        assertEquals(2, Programs.call("nbdinfo", "--can", can, server.uri("ro")).status(), can);
      }
      Programs.run("nbdinfo", "--is", "read-only", server.uri("ro"));
      assertEquals(2, Programs.call("nbdinfo", "--is", "tls", server.uri("rw")).status());
    }
  }

  @Test
  void mapsTellHolesAndChanges() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.device().write(MIB, ByteBuffer.allocate(MIB));
      server.device().forgetChanges();
      server.device().write(3L * MIB, ByteBuffer.allocate(4096));
      String map = Programs.run("nbdinfo", "--map", server.uri("vm"));
      assertEquals(
          "0 1048576 3 hole,zero 1048576 1048576 0 data 2097152 1048576 3 hole,zero"
              + " 3145728 4096 0 data 3149824 63959040 3 hole,zero",
          words(map));
      String changes = Programs.run("nbdinfo", "--map=qemu:dirty-bitmap:delta", server.uri("vm"));
      assertEquals(
          "0 3145728 0 clean 3145728 4096 1 dirty 3149824 63959040 0 clean", words(changes));
      String json = Programs.run("qemu-img", "map", "--output=json", "-f", "raw", nbd(server));
      assertTrue(json.contains("\"start\": 1048576, \"length\": 1048576"), json);
    }
  }

  private static String words(String text) {
    return text.trim().replaceAll("\\s+", " ");
  }

  private static String nbd(TestServer server) {
    return server.uri("");
  }

  @Test
  void nbdcopyCopiesBothWays() throws Exception {
    byte[] image = image();
    Path from = Files.write(folder.resolve("from"), image);
    Path to = folder.resolve("to");
    try (TestServer server = TestServer.start()) {
      String[] more = {"--connections=4", "--requests=64", "--flush"};
      Programs.run("nbdcopy", more[0], more[1], more[2], from.toString(), server.uri("vm"));
      assertArrayEquals(image, server.device().bytes(0, image.length));
      assertTrue(server.device().flushes.get() > 0);
      Programs.run("nbdcopy", more[0], more[1], server.uri("vm"), to.toString());
      assertEquals(-1, Files.mismatch(from, to));
      server.device().isQuick = false;
      Files.delete(to);
      Programs.run("nbdcopy", more[0], more[1], server.uri("vm"), to.toString());
      assertEquals(-1, Files.mismatch(from, to));
      server.awaitNoClient();
    }
  }

  /** Some holes, some data, all of it looked at. */
  private byte[] image() {
    byte[] image = new byte[TestServer.SIZE_BYTES];
    byte[] data = new byte[MIB + 4096];
    Random random = new Random(1);
    for (int at = 3 * MIB; at + data.length < image.length; at += 5 * MIB) {
      random.nextBytes(data);
      System.arraycopy(data, 0, image, at, data.length);
    }
    return image;
  }

  @Test
  void qemuImgConvertsAndCompares() throws Exception {
    byte[] image = image();
    Path from = Files.write(folder.resolve("from"), image);
    try (TestServer server = TestServer.start()) {
      String old = "nbd:unix:" + server.socket + ":exportname=vm";
      String[] to = {server.uri("vm"), old};
      for (String target : to) {
        Programs.run(
            "qemu-img",
            "convert",
            "-n",
            "-W",
            "-m",
            "8",
            "-f",
            "raw",
            "-O",
            "raw",
            from.toString(),
            target);
        Programs.run("qemu-img", "compare", "-f", "raw", "-F", "raw", from.toString(), target);
        assertArrayEquals(image, server.device().bytes(0, image.length));
      }
      server.device().isQuick = false;
      Path back = folder.resolve("back");
      Programs.run(
          "qemu-img", "convert", "-f", "raw", "-O", "raw", server.uri("vm"), back.toString());
      assertEquals(-1, Files.mismatch(from, back));
    }
  }

  @Test
  void qemuIoWritesZerosAndDiscards() throws Exception {
    try (TestServer server = TestServer.start()) {
      String output =
          Programs.run(
              "qemu-io",
              "-f",
              "raw",
              "-d",
              "unmap",
              "-t",
              "writeback",
              "-c",
              "write -P 0xaa 0 4M",
              "-c",
              "write -P 0xbb 1001 777",
              "-c",
              "read -P 0xaa 0 1001",
              "-c",
              "read -P 0xbb 1001 777",
              "-c",
              "read -P 0xaa 4096 4090k",
              "-c",
              "write -f -P 0xcc 2M 8k",
              "-c",
              "write -f -P 0xcd 8M 3M",
              "-c",
              "read -P 0xcc 2M 8k",
              "-c",
              "read -P 0xcd 8M 3M",
              "-c",
              "write -z 1M 64k",
              "-c",
              "read -P 0 1M 64k",
              "-c",
              "write -z -u 3M 64k",
              "-c",
              "read -P 0 3M 64k",
              "-c",
              "discard 0 64k",
              "-c",
              "read -P 0 0 64k",
              "-c",
              "flush",
              nbd(server));
      assertTrue(!output.contains("fail") && !output.contains("error"), output);
      MemoryDevice device = server.device();
      assertTrue(device.flushes.get() >= 3, "flushed " + device.flushes);
      assertEquals(1, device.keptZeros.get(), "-z without -u keeps space");
      server.awaitNoClient();
      assertEquals(1, device.closes.get());
    }
  }

  @Test
  void nbdkitStandsInBetween() throws Exception {
    try (TestServer server = TestServer.start()) {
      byte[] image = image();
      Path from = Files.write(folder.resolve("from"), image);
      String script = "nbdcopy '" + from + "' \"$uri\" && nbdcopy \"$uri\" '" + folder + "/to'";
      Programs.run(
          "nbdkit", "-U", "-", "nbd", "socket=" + server.socket, "export=vm", "--run", script);
      assertEquals(-1, Files.mismatch(from, folder.resolve("to")));
    }
  }

  @Test
  void theSocketIsItsOwnersAndGoesAway() throws Exception {
    Path deep = folder.resolve("d".repeat(200));
    Files.createDirectory(deep);
    Path socket = deep.resolve("nbd.sock");
    try (TestServer server = TestServer.startAt(new NbdAddress.Unix(socket))) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      assertEquals(new NbdAddress.Unix(socket), server.server.address());
    }
    assertTrue(Files.notExists(socket));
  }

  @Test
  void overTcpAsWell() throws Exception {
    NbdAddress any = new NbdAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (TestServer server = TestServer.startAt(any)) {
      String where = server.server.address().toString();
      assertEquals("67108864\n", Programs.run("nbdinfo", "--size", "nbd://" + where + "/vm"));
    }
  }
}
