package io.tinyvol.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifySocketTest {
  @TempDir Path folder;

  @Test
  void sendsToPaths() throws IOException {
    String path = folder.resolve("notify").toString();
    assertArrives(path, path.getBytes(UTF_8));
    Path inLong = Files.createDirectory(folder.resolve("f".repeat(200))).resolve("notify");
    try (SocketPath address = SocketPath.of(inLong)) {
      assertArrives(inLong.toString(), address.bytes());
    }
  }

  @Test
  void sendsToAbstractNames() throws IOException {
    String name = "tinyvol-notify-" + ProcessHandle.current().pid();
    assertArrives("@" + name, ("\0" + name).getBytes(UTF_8));
    String longest = name + "n".repeat(107 - name.length());
    assertArrives("@" + longest, ("\0" + longest).getBytes(UTF_8));
  }

  private static void assertArrives(String address, byte[] bound) throws IOException {
    try (Descriptor receiver = new Descriptor(SocketCalls.socket(SocketCalls.DATAGRAM))) {
      SocketCalls.bind(receiver.number(), bound);
      NotifySocket.send(address, "READY=1\nSTATUS=good");
      ByteBuffer read = ByteBuffer.allocate(100);
      int length = receiver.channel().read(read);
      assertEquals("READY=1\nSTATUS=good", new String(read.array(), 0, length, UTF_8));
    }
  }

  @Test
  void refusesOtherAddressesAndFailsWhereNobodyListens() {
    for (String address :
        new String[] {
          "",
          "@",
          "/",
          "/tmp/a\0b",
          "vsock:2:1234",
          "relative",
          "@" + "n".repeat(108),
          "@tinyvol-nobody",
          folder.resolve("none").toString()
        }) {
      assertThrows(IOException.class, () -> NotifySocket.send(address, "READY=1"), address);
    }
  }
}
