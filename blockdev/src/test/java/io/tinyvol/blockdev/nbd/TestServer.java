package io.tinyvol.blockdev.nbd;

import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A server of devices in memory, which keeps what it is told. */
final class TestServer implements AutoCloseable {
  static final String BUSY = "busy";
  static final int SIZE_BYTES = 64 << 20;

  final Map<String, MemoryDevice> devices = Collections.synchronizedMap(new LinkedHashMap<>());
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final NbdServer server;
  final Path socket;

  private TestServer(
      Map<String, MemoryDevice> devices, NbdAddress address, UnaryOperator<NbdOptions> change)
      throws IOException {
    this.devices.putAll(devices);
    server = NbdServer.start(change.apply(NbdOptions.at(address)), exports(), listener());
    socket = address instanceof NbdAddress.Unix unix ? unix.path() : Path.of("none");
  }

  /** One export named {@code vm} in a new folder. */
  static TestServer start() throws IOException {
    return start(options -> options);
  }

  static TestServer start(UnaryOperator<NbdOptions> change) throws IOException {
    return start(Map.of("vm", new MemoryDevice(SIZE_BYTES, false)), change);
  }

  static TestServer start(Map<String, MemoryDevice> devices, UnaryOperator<NbdOptions> change)
      throws IOException {
    Path folder = Files.createTempDirectory("nbd");
    folder.toFile().deleteOnExit();
    return new TestServer(devices, new NbdAddress.Unix(folder.resolve("nbd.sock")), change);
  }

  static TestServer startAt(NbdAddress address) throws IOException {
    return new TestServer(
        Map.of("vm", new MemoryDevice(SIZE_BYTES, false)), address, options -> options);
  }

  MemoryDevice device() {
    return devices.values().iterator().next();
  }

  String uri(String export) {
    return "nbd+unix:///" + export + "?socket=" + socket;
  }

  private Exports exports() {
    return new Exports() {
      @Override
      public List<String> names() {
        synchronized (devices) {
          return List.copyOf(devices.keySet());
        }
      }

      @Override
      public Optional<Facts> find(String name) {
        return Optional.ofNullable(devices.get(name))
            .map(d -> new Facts(d.sizeBytes(), d.isReadOnly(), "the volume " + name));
      }

      @Override
      public BlockDevice open(String name) throws IOException {
        MemoryDevice device = devices.get(name);
        if (device == null) {
          throw new NoSuchFileException(name);
        }
        if (name.equals(BUSY)) {
          throw new IOException("the volume busy is held by the test");
        }
        events.add("open " + name);
        return device;
      }
    };
  }

  private NbdEvents listener() {
    return new NbdEvents() {
      @Override
      public void connected(String client, String export) {
        events.add("connected " + export);
      }

      @Override
      public void disconnected(String client, String export) {
        events.add("disconnected " + export);
      }

      @Override
      public void refused(String client, String why) {
        events.add("refused " + why);
      }

      @Override
      public void failed(String client, String export, Throwable failure) {
        events.add("failed " + export + " " + failure);
      }
    };
  }

  boolean hasEvent(String start) {
    synchronized (events) {
      return events.stream().anyMatch(event -> event.startsWith(start));
    }
  }

  /** Waits until all clients are gone; nothing may be left of them. */
  void awaitNoClient() throws InterruptedException {
    await("no client", () -> server.connectionCount() == 0);
    await("no buffer", () -> server.buffersTaken() == 0);
  }

  /** What is waited for. */
  interface Condition {
    boolean holds();
  }

  /** Waits for long, but not for ever. */
  static void await(String what, Condition condition) throws InterruptedException {
    for (int i = 0; i < 6000; i++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("waited in vain: " + what);
  }

  @Override
  public void close() throws IOException {
    server.close();
    Path folder = socket.getParent();
    if (folder != null) {
      Files.deleteIfExists(folder);
    }
  }
}
