package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.service.ExitCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a daemon answered.
 *
 * @param headers by their names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares replies
record Reply(int status, Map<String, String> headers, byte[] body) {
  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonObject json() throws JsonException {
    return JsonReader.readObject(body);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Checks the status. */
  Reply has(int wanted) {
    assertEquals(wanted, status, this::text);
    return this;
  }

  /** Checks that it is a problem that says what is wrong. */
  void isProblem(int wanted, ExitCode code, String says) throws JsonException {
    has(wanted);
    assertEquals("application/problem+json", header("content-type"));
    JsonObject problem = json();
    assertEquals(wanted, problem.number("status"));
    assertEquals(code.code(), problem.number("code"));
    assertEquals(code.title(), problem.text("title"));
    String detail = problem.text("detail");
    assertTrue(detail.contains(says), () -> says + " is not in: " + detail);
    assertEquals(1, detail.lines().count(), detail);
  }
}
