package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log is JSON, a line each, and says who asked for what and how it ended. */
@Timeout(600)
class DaemonLogTest {
  @TempDir Path folder;

  @Test
  void saysWhatWasDone() throws Exception {
    Path store = folder.resolve("store");
    TestCommand tinyvol = new TestCommand(store);
    Path image = Files.write(folder.resolve("image"), new byte[1 << 20]);
    List<JsonObject> lines = new ArrayList<>();
    try (DaemonProcess daemon = DaemonProcess.start(store)) {
      tinyvol.run("build", "v", "--from-image", image).ok();
      assertEquals(4, tinyvol.run("build", "v", "--from-image", image).exit());
      assertEquals(3, tinyvol.run("info", "none").exit());
      assertEquals(0, daemon.end());
      for (String line : daemon.logLines()) {
        lines.add(JsonReader.readObject(line.getBytes(StandardCharsets.UTF_8)));
      }
    }
    for (JsonObject line : lines) {
      Instant.parse(line.text("time"));
      assertTrue(List.of("INFO", "WARN", "ERROR").contains(line.text("level")));
    }
    assertEquals(store.toString(), with(lines, "ready").getFirst().text("store"));
    assertEquals(1, with(lines, "stopped").size());
    assertOperations(lines);
    assertRequests(lines);
  }

  private static void assertOperations(List<JsonObject> lines) throws JsonException {
    List<JsonObject> started = with(lines, "operation started");
    List<JsonObject> ended = with(lines, "operation ended");
    assertEquals(2, started.size());
    assertEquals(2, ended.size());
    for (int i = 0; i < 2; i++) {
      assertEquals(started.get(i).text("operation"), ended.get(i).text("operation"));
      for (JsonObject line : List.of(started.get(i), ended.get(i))) {
        assertEquals("build", line.text("kind"));
        assertEquals("v", line.text("volume"));
        assertEquals("root:root", line.text("client"));
      }
      assertTrue(ended.get(i).fraction("seconds") >= 0);
    }
    assertEquals("done", ended.get(0).text("state"));
    assertEquals("failed", ended.get(1).text("state"));
    assertTrue(ended.get(1).text("problem").startsWith("v: "), ended.get(1).text("problem"));
  }

  private static void assertRequests(List<JsonObject> lines) throws JsonException {
    List<JsonObject> requests = with(lines, "request");
    assertEquals(3, requests.size());
    JsonObject last = requests.getLast();
    assertEquals("GET", last.text("method"));
    assertEquals("/v1/volumes/none", last.text("path"));
    assertEquals(404, last.number("status"));
    assertEquals("root:root", last.text("client"));
    assertTrue(last.number("millis") >= 0);
  }

  private static List<JsonObject> with(List<JsonObject> lines, String message)
      throws JsonException {
    List<JsonObject> found = new ArrayList<>();
    for (JsonObject line : lines) {
      if (line.text("message").equals(message)) {
        found.add(line);
      }
    }
    return found;
  }
}
