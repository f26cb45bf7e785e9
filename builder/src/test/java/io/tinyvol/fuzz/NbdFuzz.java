package io.tinyvol.fuzz;

import io.tinyvol.blockdev.nbd.Exports;
import io.tinyvol.blockdev.nbd.NbdAddress;
import io.tinyvol.blockdev.nbd.NbdEvents;
import io.tinyvol.blockdev.nbd.NbdOptions;
import io.tinyvol.blockdev.nbd.NbdServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the NBD server sends. The first byte chooses what comes before the rest: 0
 * nothing, 1 the handshake up to the options, 2 all of it, 3 the same with structured replies and
 * contexts.
 */
public final class NbdFuzz {
  private static final String EXPORT = "vm";
  private static final Path SOCKET = Scratch.folder("nbd").resolve("socket");
  private static final AtomicReference<@Nullable Throwable> FAILURE = new AtomicReference<>();
  private static final NbdServer SERVER = start();

  private NbdFuzz() {}

  private static NbdServer start() {
    try {
      return NbdServer.start(
          NbdOptions.at(new NbdAddress.Unix(SOCKET)), new OneExport(), new Failures());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Is one client. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException, InterruptedException {
    if (input.length == 0) {
      return;
    }
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(NbdGreetings.of(input[0] & 3, EXPORT));
    sent.writeBytes(Arrays.copyOfRange(input, 1, input.length));
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
      Thread reader = Thread.ofVirtual().start(() -> drain(channel));
      send(channel, ByteBuffer.wrap(sent.toByteArray()));
      reader.join();
    }
    while (SERVER.connectionCount() > 0) {
      Thread.sleep(0, 50_000);
    }
    Throwable failure = FAILURE.getAndSet(null);
    if (failure != null) {
      throw new AssertionError("a client made the server fail", failure);
    }
  }

  private static void send(SocketChannel channel, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.shutdownOutput();
    } catch (IOException e) {
      // The server has had enough.
    }
  }

  private static void drain(SocketChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        // on
      }
    } catch (IOException e) {
      // The server has had enough.
    }
  }

  private static final class OneExport implements Exports {
    private final ArrayDevice device = new ArrayDevice(1 << 16);

    @Override
    public List<String> names() {
      return List.of(EXPORT);
    }

    @Override
    public Optional<Facts> find(String name) {
      return name.equals(EXPORT)
          ? Optional.of(new Facts(device.sizeBytes(), false, "a disk"))
          : Optional.empty();
    }

    @Override
    public ArrayDevice open(String name) throws IOException {
      if (!name.equals(EXPORT)) {
        throw new NoSuchFileException(name);
      }
      return device;
    }
  }

  private static final class Failures implements NbdEvents {
    @Override
    public void connected(String client, String export) {}

    @Override
    public void disconnected(String client, String export) {}

    @Override
    public void refused(String client, String why) {}

    @Override
    public void failed(String client, String export, Throwable failure) {
      if (!(failure instanceof IOException)) { // else the client left amid a request
        FAILURE.set(failure);
      }
    }
  }
}
