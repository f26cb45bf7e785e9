package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tinyvol.json.JsonWriter;
import java.io.IOException;

/** Asks a daemon, and checks each answer against the document. */
final class DocumentedApi {
  /** A body that no request may have. */
  static final byte[] TOO_LONG = " ".repeat((1 << 20) + 1).getBytes(UTF_8);

  private final TestDaemon daemon;
  private final ApiDocument document;

  DocumentedApi(TestDaemon daemon, ApiDocument document) {
    this.daemon = daemon;
    this.document = document;
  }

  Reply ask(int status, String method, String path, String target) throws IOException {
    return ask(status, method, path, target, "", new byte[0]);
  }

  Reply ask(int status, String method, String path, String target, Object body) throws IOException {
    return ask(status, method, path, target, "", JsonWriter.bytes(body));
  }

  /** Asks, and checks the answer against what the document says of {@code path}. */
  Reply ask(int status, String method, String path, String target, String headers, byte[] body)
      throws IOException {
    try (RawConnection connection = daemon.connect()) {
      Reply reply = connection.ask(method, target, headers, body).read();
      reply.has(status);
      document.check(method + " " + path, body, reply);
      return reply;
    }
  }
}
