package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.posix.Pipes;
import io.tinyvol.testing.TarMaker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that are slow, silent, or go away in the middle: others are answered meanwhile, nothing
 * comes to be, and nothing of theirs remains.
 */
@Timeout(300)
class GoneClientTest {
  private static final long LARGE_BYTES = 4L << 30;
  private static final int CONNECTIONS = 2000;
  private static final int IDLE = 200;

  @TempDir Path folder;
  private TestDaemon daemon;
  private Footprint before;

  @BeforeEach
  void start() throws Exception {
    daemon = TestDaemon.start(folder.resolve("store"));
    daemon.makeVolume("good");
    daemon.awaitQuiet();
    before = Footprint.settled(folder);
  }

  @AfterEach
  void isAsBefore() throws Exception {
    try (TestDaemon closing = daemon) {
      closing.awaitQuiet();
      before.awaitReturn();
    }
  }

  /** The latest operation. */
  private JsonObject latest() throws IOException {
    return daemon.get("/v1/operations").has(200).json().objects("operations").get(0);
  }

  private void awaitLatest(String state) throws Exception {
    TestDaemon.await(state, () -> latest().text("state").equals(state));
  }

  @Test
  void slowRequestsKeepNobodyWaiting() throws Exception {
    byte[] request =
        RawConnection.head("PUT", "/v1/volumes/clone", "Content-Length: 18\r\n").getBytes(UTF_8);
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        slow.add(daemon.connect());
      }
      for (byte next : request) {
        for (RawConnection connection : slow) {
          connection.send(new byte[] {next});
        }
        daemon.get("/v1/volumes").has(200);
      }
      assertEquals(1, daemon.volumes());
      slow.get(0).send("{\"cloneOf\":\"good\"}");
      slow.get(0).read().has(201);
    } finally {
      for (RawConnection connection : slow) {
        connection.close();
      }
    }
    assertEquals(2, daemon.volumes());
  }

  @Test
  void idleConnectionsKeepNobodyWaiting() throws Exception {
    List<AutoCloseable> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE; i++) {
        idle.add(daemon.connect());
        idle.add(daemon.connectToDesk());
      }
      daemon.get("/v1/stats").has(200);
      daemon.makeVolume("other");
    } finally {
      for (AutoCloseable connection : idle) {
        connection.close();
      }
    }
    assertEquals(2, daemon.volumes());
  }

  @Test
  void quickConnections() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      daemon.connect().close();
      daemon.connectToDesk().close();
      if (i % 4 == 0) {
        daemon.connect().send(RawConnection.head("GET", "/v1/volumes", "")).close();
      }
    }
    assertEquals(1, daemon.volumes());
  }

  @Test
  void uploadThatBreaksOff() throws Exception {
    byte[] random = new byte[1 << 20];
    new Random(1).nextBytes(random);
    byte[] tar = new TarMaker().header('0', "large", "", 1 << 30).content(random).unfinished();
    for (String length : List.of("Content-Length: 2000000000", "Transfer-Encoding: chunked")) {
      try (RawConnection connection = daemon.connect()) {
        connection.send(RawConnection.head("PUT", "/v1/volumes/bad/content", length + "\r\n"));
        connection.send(length.startsWith("T") ? Integer.toHexString(tar.length) + "\r\n" : "");
        connection.send(tar);
        awaitLatest("running");
      }
      awaitLatest("failed");
      assertEquals(1, daemon.volumes());
    }
    daemon.makeVolume("bad"); // its name is free
  }

  @Test
  void downloadThatNobodyReads() throws Exception {
    makeLarge();
    try (RawConnection connection = daemon.connect()) {
      connection.ask("GET", "/v1/volumes/large/content");
      Reply head = connection.readHead().has(200);
      assertEquals(Long.toString(LARGE_BYTES), head.header("content-length"));
      connection.readFully(1 << 20);
      daemon.get("/v1/status").has(200);
    }
    awaitLatest("failed");
  }

  /** It is stopped in the middle of a write, and is not taken for whole. */
  @Test
  void cancelledDownloadEnds() throws Exception {
    makeLarge();
    try (RawConnection connection = daemon.connect()) {
      connection.ask("GET", "/v1/volumes/large/content").readHead().has(200);
      awaitStill();
      daemon.ask("DELETE", "/v1/operations/" + latest().text("id")).has(200);
      awaitLatest("cancelled");
      assertThrows(IOException.class, () -> readToEnd(connection));
    }
  }

  /** Waits until the latest operation can write no more, for nobody reads. */
  private void awaitStill() throws Exception {
    awaitLatest("running");
    long[] last = {-1};
    TestDaemon.await(
        "stands still",
        () -> {
          Thread.sleep(100);
          long before = last[0];
          last[0] = latest().number("doneBytes");
          return before == last[0];
        });
  }

  private static void readToEnd(RawConnection connection) throws IOException {
    for (long left = LARGE_BYTES; left > 0; left -= 1 << 20) {
      connection.readFully(1 << 20);
    }
  }

  private void makeLarge() throws IOException {
    Path image = folder.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(LARGE_BYTES);
    }
    try (DescriptorConnection desk = daemon.connectToDesk();
        Descriptor descriptor = Descriptor.openForReading(image)) {
      String id =
          daemon
              .send("POST", "/v1/operations", build("large", "image", desk, descriptor))
              .has(202)
              .json()
              .text("id");
      assertEquals("done", daemon.ended(id).text("state"));
    }
  }

  private static Map<String, Object> build(
      String volume, String kind, DescriptorConnection desk, Descriptor descriptor)
      throws IOException {
    Map<String, Object> source =
        Fields.of("kind", kind)
            .and("name", "source")
            .and("descriptor", TestDaemon.handIn(desk, descriptor))
            .map();
    return Fields.of("kind", "build").and("volume", volume).and("source", source).map();
  }

  /**
   * Builds from a pipe in which nothing comes: some run, the rest waits, others are not delayed.
   */
  @Test
  void attachedOperationsEndWithTheirClients() throws Exception {
    int count = Operations.STREAM_THREADS + 2;
    List<AutoCloseable> open = new ArrayList<>();
    List<DescriptorConnection> desks = new ArrayList<>();
    try (Pipes.Pipe pipe = Pipes.create()) {
      for (int i = 0; i < count; i++) {
        desks.add(daemon.connectToDesk());
        byte[] body = JsonWriter.bytes(build("v" + i, "tar", desks.getLast(), pipe.source()));
        RawConnection connection = daemon.connect();
        open.add(connection);
        connection.ask("POST", "/v1/operations", "Accept: text/event-stream\r\n", body);
        assertEquals("text/event-stream", connection.readHead().has(200).header("content-type"));
      }
      List<JsonObject> all = daemon.get("/v1/operations").json().objects("operations");
      assertEquals("waiting", all.get(0).text("state"));
      assertEquals("running", all.get(count - 1).text("state"));
      Map<String, Object> check = Fields.of("kind", "check").map();
      String id = daemon.send("POST", "/v1/operations", check).has(202).json().text("id");
      assertEquals("done", daemon.ended(id).text("state"));
      // From the last: one that waits gives its place and its open file up at once.
      for (int i = count - 1; i >= 0; i--) {
        open.get(i).close();
        int at = count - i; // after the check, the latest
        TestDaemon.await(
            "cancelled",
            () ->
                daemon
                    .get("/v1/operations")
                    .json()
                    .objects("operations")
                    .get(at)
                    .text("state")
                    .equals("cancelled"));
      }
    } finally {
      for (AutoCloseable connection : open) {
        connection.close();
      }
      desks.forEach(DescriptorConnection::close);
    }
    assertEquals(1, daemon.volumes());
  }

  @Test
  void whoOnlyWatchesMayGo() throws Exception {
    try (Pipes.Pipe pipe = Pipes.create();
        DescriptorConnection desk = daemon.connectToDesk()) {
      Map<String, Object> build = build("piped", "tar", desk, pipe.source());
      String id = daemon.send("POST", "/v1/operations", build).has(202).json().text("id");
      try (RawConnection connection = daemon.connect()) {
        connection.ask("GET", "/v1/operations/" + id + "/events").readHead().has(200);
      }
      byte[] tar = new TarMaker().file("file", "content").finish();
      pipe.sink().channel().write(ByteBuffer.wrap(tar));
      pipe.sink().close();
      assertEquals("done", daemon.ended(id).text("state"));
    }
    assertEquals(2, daemon.volumes());
  }

  @Test
  void cancelledUploadIsAnswered() throws Exception {
    try (RawConnection connection = daemon.connect()) {
      connection.send(
          RawConnection.head("PUT", "/v1/volumes/bad/content", "Content-Length: 9999\r\n"));
      awaitLatest("running");
      daemon.ask("DELETE", "/v1/operations/" + latest().text("id")).has(200);
      assertEquals("cancelled", connection.read().has(500).json().text("detail"));
    }
    assertEquals(1, daemon.volumes());
  }
}
