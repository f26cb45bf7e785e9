package io.tinyvol.blockdev.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who cannot listen is told where, and why. */
class ListenerTest {
  @TempDir Path folder;

  private static void assertRefused(NbdAddress address, String why) {
    BindException e = assertThrows(BindException.class, () -> Listener.open(address));
    assertEquals(address + ": cannot listen there: " + why, e.getMessage());
  }

  @Test
  void refusalsSayWhereAndWhy() throws IOException {
    NbdAddress socket = new NbdAddress.Unix(folder.resolve("socket"));
    try (Listener _ = Listener.open(socket)) {
      assertRefused(socket, "another server does");
    }
    assertFalse(Files.exists(folder.resolve("socket")));
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(new NbdAddress.Unix(file), "Address already in use");
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
    assertRefused(new NbdAddress.Tcp(nowhere), "no such host");
    NbdAddress any = new NbdAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (Listener tcp = Listener.open(any)) {
      assertRefused(tcp.address(), "Address already in use");
    }
  }

  @Test
  void aSocketThatWasLeftIsReplaced() throws IOException {
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket));
    }
    try (Listener listener = Listener.open(new NbdAddress.Unix(socket))) {
      assertEquals(new NbdAddress.Unix(socket), listener.address());
    }
    assertFalse(Files.exists(socket));
  }
}
