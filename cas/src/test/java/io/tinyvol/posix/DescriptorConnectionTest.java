package io.tinyvol.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.DescriptorConnection.Message;
import io.tinyvol.posix.DescriptorConnection.Peer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorConnectionTest {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  @TempDir Path folder;

  private Path path = Path.of("");
  private DescriptorListener listener;
  private DescriptorConnection client;
  private DescriptorConnection server;

  @BeforeEach
  void connect() throws IOException {
    path = folder.resolve("socket");
    listener = DescriptorListener.listen(path, 4);
    client = DescriptorConnection.connect(path);
    server = listener.accept();
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
    listener.close();
  }

  @Test
  void passesFilesAndFolders() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    try (Descriptor ofFile = Descriptor.openForReading(file);
        Descriptor ofFolder = Descriptor.openForReading(folder);
        Descriptor named = Descriptor.open(file, OpenFlags.PATH)) {
      client.send(HELLO, List.of(ofFile, ofFolder, named, ofFile));
    }
    try (Message message = receive(server)) {
      assertArrayEquals(HELLO, message.bytes());
      assertEquals(4, message.descriptors().size());
      Descriptor ofFile = message.descriptors().get(0);
      ByteBuffer text = ByteBuffer.allocate(10);
      assertEquals(4, ofFile.channel().read(text));
      assertEquals("text", new String(text.array(), 0, 4, UTF_8));
      Descriptor ofFolder = message.descriptors().get(1);
      assertEquals(folder.toRealPath(), ofFolder.path().toRealPath());
      assertFalse(message.descriptors().get(2).isReadable());
      assertTrue(message.descriptors().get(3).isReadable());
      assertCloseOnExec(ofFile);
    }
  }

  private static void assertCloseOnExec(Descriptor descriptor) throws IOException {
    int getDescriptorFlags = 1;
    assertEquals(1, Kernel.call(CallNumber.FCNTL, descriptor.number(), getDescriptorFlags, 0, 0));
  }

  @Test
  void passesMessagesWholeAndInOrder() throws IOException {
    byte[] longest = new byte[DescriptorConnection.MAX_MESSAGE_BYTES];
    longest[longest.length - 1] = 1;
    client.send(HELLO, List.of());
    client.send(longest, List.of());
    server.send(HELLO, List.of());
    client.close();
    try (Message first = receive(server);
        Message second = receive(server)) {
      assertArrayEquals(HELLO, first.bytes());
      assertArrayEquals(longest, second.bytes());
    }
    assertNull(server.receive());
    assertNull(server.receive());
    IOException late = assertThrows(IOException.class, () -> server.send(HELLO, List.of()));
    assertEquals("Broken pipe", late.getMessage());
  }

  @Test
  void whatWasSentBeforeTheOtherEndWasClosedArrives() throws IOException {
    client.send(HELLO, List.of());
    server.send(HELLO, List.of());
    server.close(); // with a message unread
    try (Message message = receive(client)) {
      assertArrayEquals(HELLO, message.bytes());
    }
    assertNull(client.receive());
  }

  @Test
  void aPipeIsReadWhereItArrives() throws Exception {
    try (Pipes.Pipe pipe = Pipes.create(0)) {
      client.send(HELLO, List.of(pipe.sink()));
      pipe.sink().close();
      Background other =
          Background.start(
              () -> {
                try (Message message = receive(server)) {
                  message.descriptors().get(0).channel().write(ByteBuffer.wrap(HELLO));
                }
              });
      ByteBuffer read = ByteBuffer.allocate(10);
      assertEquals(HELLO.length, pipe.source().channel().read(read));
      assertEquals(-1, pipe.source().channel().read(read));
      other.assertEnds();
    }
  }

  @Test
  void knowsWhoIsAtTheOtherEnd() throws IOException {
    Path self = Path.of("/proc/self");
    int pid = (int) ProcessHandle.current().pid();
    int uid = (int) Files.getAttribute(self, "unix:uid");
    int gid = (int) Files.getAttribute(self, "unix:gid");
    assertEquals(new Peer(pid, uid, gid), server.peer());
    assertEquals(new Peer(pid, uid, gid), client.peer());
  }

  /** Connects, and writes to the descriptor that it is given. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] args) throws IOException {
      try (DescriptorConnection connection = DescriptorConnection.connect(Path.of(args[0]));
          Message message = receive(connection)) {
        message.descriptors().get(0).channel().write(ByteBuffer.wrap(message.bytes()));
      }
    }
  }

  @Test
  void passesToAnotherProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                path.toString())
            .inheritIO()
            .start();
    try (DescriptorConnection other = listener.accept();
        Pipes.Pipe pipe = Pipes.create(0)) {
      assertEquals(process.pid(), other.peer().pid());
      assertNotEquals(server.peer().pid(), other.peer().pid());
      other.send(HELLO, List.of(pipe.sink()));
      pipe.sink().close();
      ByteBuffer read = ByteBuffer.allocate(10);
      assertEquals(HELLO.length, pipe.source().channel().read(read));
      assertArrayEquals(HELLO, Arrays.copyOf(read.array(), HELLO.length));
      assertNull(other.receive());
    }
    assertEquals(0, process.waitFor());
  }

  @Test
  void refusesToSendWhatIsOutOfBounds() throws IOException {
    byte[] tooLong = new byte[DescriptorConnection.MAX_MESSAGE_BYTES + 1];
    assertThrows(IllegalArgumentException.class, () -> client.send(tooLong, List.of()));
    assertThrows(IllegalArgumentException.class, () -> client.send(new byte[0], List.of()));
    Path link;
    try (Descriptor descriptor = Descriptor.openForReading(folder)) {
      List<Descriptor> tooMany =
          Collections.nCopies(DescriptorConnection.MAX_DESCRIPTORS + 1, descriptor);
      assertThrows(IllegalArgumentException.class, () -> client.send(HELLO, tooMany));
      Descriptor closed = Descriptor.openForReading(folder);
      closed.close();
      List<Descriptor> withClosed = List.of(descriptor, closed);
      assertThrows(ClosedChannelException.class, () -> client.send(HELLO, withClosed));
      link = descriptor.path();
    }
    assertFalse(Files.exists(link), "still in use");
  }

  @Test
  void theEndOfOneEndsAWaitForAnother() throws Exception {
    Background receiver = Background.start(() -> receive(server));
    receiver.afterAWhile();
    server.close();
    receiver.assertFails(AsynchronousCloseException.class);
    assertThrows(ClosedChannelException.class, () -> receive(server));
    assertThrows(ClosedChannelException.class, server::peer);
    assertNull(client.receive());

    Background acceptor = Background.start(() -> listener.accept().close());
    acceptor.afterAWhile();
    listener.close();
    acceptor.assertFails(AsynchronousCloseException.class);
    assertThrows(ClosedChannelException.class, listener::accept);
    assertThrows(ConnectException.class, () -> DescriptorConnection.connect(path));
  }

  @Test
  void aSenderThatWaitsForRoomEnds() throws Exception {
    Background sender =
        Background.start(
            () -> {
              while (true) {
                client.send(new byte[DescriptorConnection.MAX_MESSAGE_BYTES], List.of());
              }
            });
    sender.afterAWhile().afterAWhile();
    client.close();
    sender.assertFails(AsynchronousCloseException.class);
  }

  @Test
  void threadsThatWaitCanBeInterrupted() throws Exception {
    Background receiver = Background.start(() -> receive(server));
    receiver.afterAWhile().interrupt();
    receiver.assertFails(ClosedByInterruptException.class);
    assertTrue(receiver.isInterruptedAtEnd());

    Background connector =
        Background.start(
            () -> {
              while (true) {
                DescriptorConnection.connect(path); // until too many wait to be accepted
              }
            });
    connector.afterAWhile().interrupt();
    connector.assertFails(ClosedByInterruptException.class);
  }

  @Test
  void tellsWhyThereIsNoConnection() throws IOException {
    Path none = folder.resolve("none");
    assertThrows(NoSuchFileException.class, () -> DescriptorConnection.connect(none));
    Path inNone = none.resolve("socket");
    assertThrows(NoSuchFileException.class, () -> DescriptorListener.listen(inNone, 1));
    assertThrows(BindException.class, () -> DescriptorListener.listen(path, 1));
  }

  static Message receive(DescriptorConnection connection) throws IOException {
    Message message = connection.receive();
    if (message == null) {
      throw new AssertionError("no message");
    }
    return message;
  }
}
