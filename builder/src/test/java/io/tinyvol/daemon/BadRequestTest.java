package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that no client of good will makes: each is answered with what is wrong with it, changes
 * nothing, and leaves the daemon as it was.
 */
@Timeout(300)
class BadRequestTest {
  private static final int MIB = 1 << 20;
  private static final int DEEP = 10_000;
  private static final String CLONE = "/v1/volumes/clone";
  private static final String UPLOAD = "/v1/volumes/bad/content";

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
      assertEquals(1, closing.volumes());
      before.awaitReturn();
    }
  }

  /** Sends what may be no request, and nothing after it. */
  private Reply raw(String request) throws IOException {
    try (RawConnection connection = daemon.connect()) {
      return connection.sendWhatIsTaken(request.getBytes(ISO_8859_1)).endOutput().read();
    }
  }

  private void refused(int status, String says, String request) throws IOException {
    raw(request).isProblem(status, ExitCode.USAGE, says);
  }

  private void refusedHeader(int status, String says, String header) throws IOException {
    refused(status, says, RawConnection.head("GET", "/v1/status", header + "\r\n"));
  }

  private void refusedBody(String says, String method, String target, String headers, String body)
      throws IOException {
    refused(400, says, RawConnection.head(method, target, headers) + body);
  }

  @Test
  void requestLines() throws IOException {
    String host = "\r\nHost: a\r\n\r\n";
    refused(400, "HTTP: ", "BLAH\r\n\r\n");
    refused(400, "HTTP: ", "\0\0\0\0\0\0\0\0\r\n\r\n");
    refused(400, "HTTP: ", "GET\r\n\r\n");
    refused(505, "HTTP/0.9", "GET /v1/status\r\n\r\n");
    refused(400, "HTTP/0.9", "GET /v1/status \r\n\r\n");
    refused(505, "Version", "GET /v1/status HTTP/3.7" + host);
    refused(400, "Host", "GET /v1/status HTTP/1.1\r\n\r\n");
    refused(400, "CNTL=0x0", "GET /v1/st\0atus HTTP/1.1" + host);
    refused(400, "CNTL=0x0", "G\0T /v1/status HTTP/1.1" + host);
    refused(400, "Authority", "GET http://other/v1/status HTTP/1.1" + host);
    refused(400, "HTTP: ", "GET v1/status HTTP/1.1" + host);
    refused(414, "URI", "GET /v1/" + "x".repeat(100 << 10) + " HTTP/1.1" + host);
    refused(426, "Upgrade", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
    raw("OPTIONS *" + " HTTP/1.1" + host).isProblem(404, ExitCode.NOT_FOUND, "no such resource");
    raw("CONNECT a:80 HTTP/1.1" + host).isProblem(404, ExitCode.NOT_FOUND, "no such resource");
    refused(405, "does not take TRACE", "TRACE /v1/status HTTP/1.1" + host);
    raw("GET /v1/status HTTP/1.0\r\n\r\n").has(200);
  }

  @Test
  void headers() throws IOException {
    refusedHeader(400, "HTTP: ", "no colon");
    refusedHeader(400, "HTTP: ", "bad name: x");
    refusedHeader(400, "CNTL=0x0", "X: \0");
    refusedHeader(400, "Folding", " folded: x");
    refusedHeader(400, "Host", "Host: other");
    refusedHeader(417, "Expectation", "Expect: nonsense\r\nContent-Length: 2");
    refusedHeader(431, "Too Large", "X: " + "x".repeat(100 << 10));
    refusedHeader(431, "Too Large", "X: x\r\n".repeat(10_000) + "Y: y");
    // There is nothing to upgrade to, which need not be said (RFC 9110, section 7.8).
    String upgrade =
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n";
    raw(RawConnection.head("GET", "/v1/status", upgrade)).has(200);
  }

  @Test
  void lengths() throws IOException {
    String length = "Content-Length: ";
    refusedBody("Content-Length", "PUT", CLONE, length + "-1\r\n", "{}");
    refusedBody("Content-Length", "PUT", CLONE, length + "x\r\n", "{}");
    refusedBody("HTTP: ", "PUT", CLONE, length + "99999999999999999999\r\n", "{}");
    refusedBody("Multiple", "PUT", CLONE, length + "2\r\n" + length + "3\r\n", "{}");
    String both = length + "2\r\nTransfer-Encoding: chunked\r\n";
    refusedBody("Transfer-Encoding", "PUT", CLONE, both, "2\r\n{}\r\n0\r\n\r\n");
    refusedBody("Transfer-Encoding", "PUT", CLONE, "Transfer-Encoding: gzip\r\n", "{}");
    for (String target : new String[] {CLONE, UPLOAD}) {
      refusedBody("EOF", "PUT", target, length + "20\r\n", "{}");
      String chunked = "Transfer-Encoding: chunked\r\n";
      refusedBody("", "PUT", target, chunked, "zz\r\n{}\r\n0\r\n\r\n");
      refusedBody("", "PUT", target, chunked, "-2\r\n{}\r\n0\r\n\r\n");
      refusedBody("", "PUT", target, chunked, "fffffffffffffffffff\r\n{}\r\n0\r\n\r\n");
      refusedBody("", "PUT", target, chunked, "2\r\n{}XX0\r\n\r\n");
      refusedBody("", "PUT", target, chunked, "2\r\n{}");
    }
  }

  @Test
  void bodiesThatAreTooLong() throws IOException {
    String says = "the body has more than " + MIB + " bytes";
    for (String method : new String[] {"PUT", "GET", "DELETE"}) {
      byte[] body = " ".repeat(MIB + 1).getBytes(UTF_8);
      daemon.sendBytes(method, CLONE, body).isProblem(413, ExitCode.USAGE, says);
      try (RawConnection connection = daemon.connect()) {
        connection.send(RawConnection.head(method, CLONE, "Transfer-Encoding: chunked\r\n"));
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        connection.sendWhatIsTaken(chunk.repeat(2 * MIB / 0x1000).getBytes(UTF_8));
        connection.read().isProblem(413, ExitCode.USAGE, says);
      }
    }
    // It is not waited for what will be refused.
    try (RawConnection connection = daemon.connect()) {
      String length = "Content-Length: 99999999999\r\nExpect: 100-continue\r\n";
      connection.send(RawConnection.head("PUT", CLONE, length));
      connection.read().isProblem(413, ExitCode.USAGE, says);
    }
    byte[] longest = ("{\"cloneOf\":\"none\"" + " ".repeat(MIB - 18) + "}").getBytes(UTF_8);
    assertEquals(MIB, longest.length);
    daemon.sendBytes("PUT", CLONE, longest).isProblem(404, ExitCode.NOT_FOUND, "none");
  }

  private void refusedJson(String says, String json) throws IOException {
    daemon.sendText("PUT", CLONE, json).isProblem(400, ExitCode.USAGE, says);
  }

  @Test
  void malformedJson() throws IOException {
    for (String json : new String[] {"", " ", "[]", "null", "1", "\"text\""}) {
      refusedJson("malformed JSON: not an object", json);
    }
    String[] malformed = {
      "{",
      "{\"cloneOf\"",
      "{\"cloneOf\":",
      "{\"cloneOf\":\"good\"",
      "{\"cloneOf\":\"good\"} x",
      "{\"cloneOf\":\"good\"}{}",
      "{'cloneOf':'good'}",
      "{cloneOf:\"good\"}",
      "{\"cloneOf\":NaN}",
      "{\"cloneOf\":\"good\",}",
      "{\"cloneOf\":\"go\nod\"}",
      "{\"cloneOf\":\"\\x\"}",
      "\0",
      "{}\0",
      "{\"cloneOf\":01}",
      "/**/{}",
      "{\"\\ud800\":1}"
    };
    for (String json : malformed) {
      refusedJson("malformed JSON: ", json);
    }
    byte[] notUtf8 = "{\"cloneOf\":\"\u00ff\"}".getBytes(ISO_8859_1);
    daemon.sendBytes("PUT", CLONE, notUtf8).isProblem(400, ExitCode.USAGE, "malformed JSON: ");
    refusedJson("Duplicate field 'cloneOf'", "{\"cloneOf\":\"good\",\"cloneOf\":\"good\"}");
    refusedJson("depth", "{\"cloneOf\":" + "[".repeat(DEEP));
    refusedJson("depth", "{\"cloneOf\":".repeat(DEEP));
    refusedJson("out of range", "{\"cloneOf\":99999999999999999999}");
    refusedJson("Number", "{\"cloneOf\":" + "9".repeat(DEEP) + "}");
    refusedJson("too large", "{\"cloneOf\":1e999999999}");
    refusedJson("values", "{\"cloneOf\":[" + "1,".repeat(300_000) + "1]}");
  }

  @Test
  void otherJson() throws IOException {
    refusedJson("cloneOf: is missing", "{}");
    refusedJson("cloneOf: is missing", "{\"cloneOf\":null}");
    for (String wrong : new String[] {"1", "1.5", "true", "[]", "{}"}) {
      refusedJson("cloneOf: not a text", "{\"cloneOf\":" + wrong + "}");
    }
    refusedJson("x: no such field here", "{\"cloneOf\":\"good\",\"x\":1}");
    refusedJson(": no such field here", "{\"cloneOf\":\"good\",\"\\n\\n\":1}");
    for (String name :
        new String[] {"", "../good", "a/b", "\\ud800", "\\u0000", "x".repeat(DEEP)}) {
      refusedJson("not a volume name: ", "{\"cloneOf\":\"" + name + "\"}");
    }
    for (String uuid : new String[] {"", "x", "1-1-1-1-1", "{}"}) {
      refusedJson("not a UUID:", "{\"cloneOf\":\"good\",\"uuid\":\"" + uuid + "\"}");
    }
    String operations = "/v1/operations";
    for (String body :
        new String[] {
          "{}",
          "{\"kind\":1}",
          "{\"kind\":\"x\"}",
          "{\"kind\":\"check\",\"deep\":1}",
          "{\"kind\":\"check\",\"x\":1}",
          "{\"kind\":\"build\"}",
          "{\"kind\":\"build\",\"source\":1}",
          "{\"kind\":\"write\",\"volume\":\"../good\",\"target\":{}}"
        }) {
      daemon.sendText("POST", operations, body).isProblem(400, ExitCode.USAGE, "");
    }
    assertEquals(1, daemon.get(operations).json().objects("operations").size());
  }

  @Test
  void pathsAndParameters() throws IOException {
    String[] unknown = {
      "/",
      "/v1",
      "/v1/",
      "/v2/volumes",
      "/V1/volumes",
      "/v1/volumes/",
      "/v1/volumes/..",
      "/v1/volumes/good/x",
      "/v1/volumes/good/content/x",
      "/v1/volumes/" + "n".repeat(DEEP)
    };
    for (String target : unknown) {
      daemon.get(target).isProblem(404, ExitCode.NOT_FOUND, "no such resource");
    }
    String[] malformed = {
      "//v1//volumes",
      "/v1/volumes/a%2Fb",
      "/v1/volumes/a%5cb",
      "/v1/volumes/%zz",
      "/v1/volumes/%00",
      "/v1/volumes/%ff",
      "/v1/volumes/%2e%2e/%2e%2e/etc",
      "/v1/../../status",
      "/v1/volumes/a%20b",
      "/v1/volumes/.x",
      "/v1/volumes/" + "n".repeat(200),
      "/v1/volumes#x",
      "/v1/volumes/good;x=y",
      "/v1/volumes;x/good",
      "/v1/volumes/good%3bx=y",
      "/v1/volumes?label=%zz",
      "/v1/volumes?label=%ff",
      "/v1/volumes?label=%ed%a0%80",
      "/v1/volumes?%00=1",
      "/v1/volumes?sort=%0a%0ax",
      "/v1/volumes?=",
      "/v1/volumes?x",
      "/v1/volumes?" + "a=1&".repeat(2000),
      "/v1/volumes?sort=" + "x".repeat(DEEP)
    };
    for (String target : malformed) {
      daemon.get(target).isProblem(400, ExitCode.USAGE, "");
    }
    daemon.ask("PUT", UPLOAD + "?label=%zz").isProblem(400, ExitCode.USAGE, "");
  }

  /** What is wrong with a request is no matter of the next one on its connection. */
  @Test
  void requestsInAPipeline() throws IOException {
    try (RawConnection connection = daemon.connect()) {
      String wrong = RawConnection.head("PUT", CLONE, "Content-Length: 1\r\n") + "{";
      String right = RawConnection.head("GET", "/v1/volumes", "");
      connection.send((right + wrong).repeat(50) + right);
      for (int i = 0; i < 50; i++) {
        assertEquals(1, connection.read().has(200).json().objects("volumes").size());
        connection.read().isProblem(400, ExitCode.USAGE, "malformed JSON");
      }
      connection.read().has(200);
    }
    // But what comes after a body whose length is in doubt is not taken for one.
    try (RawConnection connection = daemon.connect()) {
      String smuggled = RawConnection.head("DELETE", "/v1/volumes/good", "");
      String lengths = "Content-Length: 0\r\nContent-Length: " + smuggled.length() + "\r\n";
      connection.sendWhatIsTaken(
          (RawConnection.head("GET", "/v1/status", lengths) + smuggled).getBytes(UTF_8));
      connection.read().isProblem(400, ExitCode.USAGE, "Multiple");
      assertTrue(connection.isEnded());
    }
  }
}
