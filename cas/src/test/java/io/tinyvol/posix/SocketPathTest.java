package io.tinyvol.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.DescriptorConnection.Message;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPathTest {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  @TempDir Path folder;

  /** A path of a length, in a folder that exists. */
  private Path pathOf(int bytes) throws IOException {
    Path parent = folder;
    String name = "socket";
    for (int room; (room = bytes - parent.toString().length() - name.length() - 2) > 0; ) {
      parent = parent.resolve("f".repeat(Math.min(room, 100)));
    }
    Files.createDirectories(parent);
    int rest = bytes - parent.toString().length() - 1;
    Path path = parent.resolve("s".repeat(rest));
    assertEquals(bytes, path.toString().length());
    return path;
  }

  @Test
  void isThePathItselfWhereItFits() throws IOException {
    Path longest = pathOf(106);
    try (SocketPath fits = SocketPath.of(longest)) {
      assertEquals(longest, fits.path());
    }
    try (DescriptorListener listener = DescriptorListener.listen(longest, 1)) {
      assertConnects(listener, longest);
    }
    Path longer = pathOf(107);
    SocketPath through = SocketPath.of(longer);
    Path seen = through.path();
    assertTrue(seen.startsWith("/proc/self/fd"), seen.toString());
    assertTrue(Files.isSameFile(longer.getParent(), seen.getParent()));
    through.close();
    through.close();
    assertFalse(Files.exists(seen.getParent()));
  }

  @Test
  void longPathsCarryDescriptors() throws IOException {
    Path path = pathOf(300);
    long before = Pipes.openFiles();
    try (DescriptorListener listener = DescriptorListener.listen(path, 1)) {
      assertTrue(Files.exists(path));
      assertConnects(listener, path);
    }
    assertEquals(before, Pipes.openFiles());
  }

  private static void assertConnects(DescriptorListener listener, Path path) throws IOException {
    try (DescriptorConnection client = DescriptorConnection.connect(path);
        DescriptorConnection server = listener.accept()) {
      client.send(HELLO, List.of());
      try (Message message = DescriptorConnectionTest.receive(server)) {
        assertArrayEquals(HELLO, message.bytes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {106, 107, 108, 300})
  void pathsOfAllLengthsWorkForTheJdk(int bytes) throws IOException {
    Path path = pathOf(bytes);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      try (SocketPath address = SocketPath.of(path)) {
        server.bind(UnixDomainSocketAddress.of(address.path()));
      }
      assertTrue(Files.exists(path));
      try (SocketPath address = SocketPath.of(path);
          SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(address.path()));
          SocketChannel accepted = server.accept()) {
        client.write(ByteBuffer.wrap(HELLO));
        ByteBuffer read = ByteBuffer.allocate(HELLO.length);
        accepted.read(read);
        assertArrayEquals(HELLO, read.array());
      }
    }
  }

  @Test
  void tellsWhatCannotBe() {
    Path none = folder.resolve("f".repeat(200)).resolve("socket");
    assertThrows(NoSuchFileException.class, () -> SocketPath.of(none));
    for (String longName : new String[] {folder + "/" + "s".repeat(200), "s".repeat(107)}) {
      Path path = Path.of(longName);
      assertThrows(FileSystemException.class, () -> SocketPath.of(path));
    }
  }
}
