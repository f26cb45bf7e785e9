package io.tinyvol.daemon;

import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.OperationStatus;
import io.tinyvol.service.json.FailureJson;
import io.tinyvol.service.json.StatusJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * An operation's course as server-sent events (WHATWG HTML, section 9.2): {@code progress} a few
 * times a second, and at the end {@code result} or {@code problem}.
 */
final class Events {
  static final String CONTENT_TYPE = "text/event-stream";
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private Events() {}

  /**
   * Writes events until the operation has ended.
   *
   * @throws IOException if nobody reads them any more
   */
  static void write(Operation operation, OutputStream out) throws IOException {
    OperationStatus status = operation.status();
    while (!status.state().isEnd()) {
      // Also when there is nothing new: that is how it shows that the client is gone.
      event(out, "progress", StatusJson.write(status));
      try {
        status = operation.await(INTERVAL);
      } catch (InterruptedException e) {
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
    }
    event(out, "progress", StatusJson.write(status));
    if (status.failure().isPresent()) {
      event(out, "problem", FailureJson.write(status.failure().get()));
    } else {
      event(out, "result", operation.result().orElse(Map.of()));
    }
  }

  private static void event(OutputStream out, String name, Object data) throws IOException {
    out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
    JsonWriter.write(data, out);
    out.write('\n');
    out.write('\n');
    out.flush();
  }
}
