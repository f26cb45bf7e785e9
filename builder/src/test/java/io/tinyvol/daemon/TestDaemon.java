package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.volume.VolumeStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A daemon in this process, on a store of a test. */
final class TestDaemon implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path store;
  private final Daemon daemon;

  private TestDaemon(Path store, Daemon daemon) {
    this.store = store;
    this.daemon = daemon;
  }

  static TestDaemon start(Path store) throws IOException {
    DaemonOptions options =
        new DaemonOptions(Optional.empty(), Duration.ofSeconds(1), UpkeepOptions.NONE, "test");
    VolumeStore opened = VolumeStore.open(store, "test");
    return new TestDaemon(store, Daemon.start(opened, options, InstantSource.system()));
  }

  Daemon daemon() {
    return daemon;
  }

  Path store() {
    return store;
  }

  RawConnection connect() throws IOException {
    return RawConnection.open(store.resolve("daemon.sock"));
  }

  DescriptorConnection connectToDesk() throws IOException {
    return DescriptorConnection.connect(store.resolve("descriptors.sock"));
  }

  Reply get(String target) throws IOException {
    return ask("GET", target);
  }

  Reply ask(String method, String target) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.ask(method, target).read();
    }
  }

  Reply send(String method, String target, Object body) throws IOException {
    return sendBytes(method, target, JsonWriter.bytes(body));
  }

  Reply sendText(String method, String target, String body) throws IOException {
    return sendBytes(method, target, body.getBytes(StandardCharsets.UTF_8));
  }

  Reply sendBytes(String method, String target, byte[] body) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.ask(method, target, "", body).read();
    }
  }

  /** Makes a volume of one file. */
  void makeVolume(String name) throws IOException {
    byte[] tar = new TarMaker().file("file", "content").finish();
    sendBytes("PUT", "/v1/volumes/" + name + "/content", tar).has(201);
  }

  /** Hands in a file on a connection, and gives its token. */
  static String handIn(DescriptorConnection desk, Descriptor descriptor) throws IOException {
    desk.send(new byte[] {'+'}, List.of(descriptor));
    try (DescriptorConnection.Message answer = desk.receive()) {
      if (answer == null) {
        throw new AssertionError("the daemon did not take an open file");
      }
      return new String(answer.bytes(), StandardCharsets.US_ASCII);
    }
  }

  /** How many volumes there are. */
  long volumes() throws IOException {
    return get("/v1/status").has(200).json().number("volumes");
  }

  /** Waits for an operation's end. */
  JsonObject ended(String id) throws IOException {
    return get("/v1/operations/" + id + "?wait=60").has(200).json();
  }

  /** Waits until no operation is under way. */
  void awaitQuiet() throws Exception {
    await(
        "no operation",
        () -> {
          for (JsonObject operation : get("/v1/operations").has(200).json().objects("operations")) {
            if (List.of("waiting", "running").contains(operation.text("state"))) {
              return false;
            }
          }
          return true;
        });
  }

  /** Waits until something holds. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        fail("still not: " + what);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    assertEquals(0, store.toFile().list((_, name) -> name.endsWith(".sock")).length);
  }
}
