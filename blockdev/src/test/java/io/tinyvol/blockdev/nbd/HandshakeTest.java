package io.tinyvol.blockdev.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a handshake answers to the clumsy and the hostile. */
class HandshakeTest {
  private static final int STRUCTURED = HandshakeNumbers.OPT_STRUCTURED_REPLY;
  private static final int SET_CONTEXT = HandshakeNumbers.OPT_SET_META_CONTEXT;
  private static final int LIST_CONTEXT = HandshakeNumbers.OPT_LIST_META_CONTEXT;

  @Test
  void unknownFlagsEndTheConnection() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = new RawClient(server.socket)) {
      client.receive(18);
      client.send(ByteBuffer.allocate(4).putInt(0x10003).flip());
      assertTrue(client.isAtEnd());
      TestServer.await("told", () -> server.hasEvent("refused unknown flags"));
    }
  }

  @Test
  void garbageEndsTheConnection() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.greeted(server.socket)) {
      client.send(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void unknownOptionsAreRefused() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.greeted(server.socket)) {
      for (int option : new int[] {0, 4, 11, 12345, -1}) {
        client.option(option, (byte) 1, (byte) 2);
        assertEquals(option, client.expect(HandshakeNumbers.REP_ERR_UNSUP).option());
      }
      client.option(HandshakeNumbers.OPT_STARTTLS);
      client.expect(HandshakeNumbers.REP_ERR_UNSUP);
      client.option(HandshakeNumbers.OPT_ABORT);
      client.expect(HandshakeNumbers.REP_ACK);
      assertTrue(client.isAtEnd());
      assertFalse(server.hasEvent("open"));
    }
  }

  @Test
  void lengthsAreStrict() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.greeted(server.socket)) {
      int invalid = HandshakeNumbers.REP_ERR_INVALID;
      client.option(HandshakeNumbers.OPT_LIST, (byte) 0);
      client.expect(invalid);
      client.option(STRUCTURED, (byte) 0);
      client.expect(invalid);
      for (int option : new int[] {HandshakeNumbers.OPT_INFO, HandshakeNumbers.OPT_GO}) {
        for (byte[] data :
            new byte[][] {
              {},
              {0, 0, 0},
              {0, 0, 0, 0, 0},
              {0, 0, 0, 0, 0, 0, 0},
              {0, 0, 0, 9, 0, 0},
              {-1, -1, -1, -1, 0, 0},
              {0, 0, 0, 0, 0, 1, 0},
              {0, 0, 0, 2, (byte) 0xc3, 0x28, 0, 0},
              {0, 0, 0, 1, 0, 0, 0},
            }) {
          client.option(option, data);
          client.expect(invalid);
        }
        client.option(option, RawClient.exportQuery("x".repeat(4097)));
        client.expect(invalid);
        client.option(option, RawClient.exportQuery("x".repeat(4096)));
        client.expect(HandshakeNumbers.REP_ERR_UNKNOWN);
      }
      client.option(STRUCTURED);
      client.expect(HandshakeNumbers.REP_ACK);
      client.option(SET_CONTEXT, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
      client.expect(invalid);
      client.option(SET_CONTEXT, new byte[] {0, 0, 0, 0, -1, -1, -1, -1});
      client.expect(invalid);
      assertFalse(server.hasEvent("open"));
    }
  }

  @Test
  void longOptionsAreSkippedOrEndIt() throws Exception {
    try (TestServer server = TestServer.start()) {
      try (RawClient client = RawClient.greeted(server.socket)) {
        client.option(HandshakeNumbers.OPT_INFO, new byte[100_000]);
        client.expect(HandshakeNumbers.REP_ERR_TOO_BIG);
        client.option(HandshakeNumbers.OPT_LIST);
        client.expect(HandshakeNumbers.REP_SERVER);
        client.expect(HandshakeNumbers.REP_ACK);
        client.send(
            ByteBuffer.allocate(16)
                .putLong(HandshakeNumbers.OPTION_MAGIC)
                .putInt(HandshakeNumbers.OPT_INFO)
                .putInt(-1)
                .flip());
        assertTrue(client.isAtEnd());
      }
      server.awaitNoClient();
    }
  }

  @Test
  void infosAreGivenAsAsked() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.greeted(server.socket)) {
      client.option(HandshakeNumbers.OPT_INFO, RawClient.exportQuery("", 1, 2, 999));
      List<Integer> kinds = new ArrayList<>();
      String texts = "";
      while (true) {
        RawClient.OptionReply reply = client.optionReply();
        if (reply.type() == HandshakeNumbers.REP_ACK) {
          break;
        }
        kinds.add((int) ByteBuffer.wrap(reply.data()).getShort());
        texts += reply.text();
      }
      assertEquals(List.of(0, 3, 1, 2), kinds);
      assertTrue(texts.contains("the volume vm"));
      assertFalse(server.hasEvent("open"), "to ask is not to open");
    }
  }

  @Test
  void contextsAreListedAndChosen() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.greeted(server.socket)) {
      client.option(LIST_CONTEXT, RawClient.contextQuery("vm"));
      client.expect(HandshakeNumbers.REP_ERR_INVALID); // without structured replies
      client.option(STRUCTURED);
      client.expect(HandshakeNumbers.REP_ACK);
      assertEquals(2, contexts(client, LIST_CONTEXT));
      assertEquals(1, contexts(client, LIST_CONTEXT, "base:"));
      assertEquals(1, contexts(client, LIST_CONTEXT, "qemu:"));
      assertEquals(1, contexts(client, LIST_CONTEXT, "qemu:dirty-bitmap:"));
      assertEquals(0, contexts(client, LIST_CONTEXT, "other:", "base:other"));
      assertEquals(0, contexts(client, SET_CONTEXT));
      assertEquals(0, contexts(client, SET_CONTEXT, "base:"));
      assertEquals(2, contexts(client, SET_CONTEXT, "base:allocation", "qemu:dirty-bitmap:delta"));
      client.option(SET_CONTEXT, RawClient.contextQuery("none", "base:allocation"));
      client.expect(HandshakeNumbers.REP_ERR_UNKNOWN);
    }
  }

  private static int contexts(RawClient client, int option, String... queries) throws Exception {
    client.option(option, RawClient.contextQuery("vm", queries));
    int count = 0;
    while (true) {
      RawClient.OptionReply reply = client.optionReply();
      if (reply.type() == HandshakeNumbers.REP_ACK) {
        return count;
      }
      assertEquals(HandshakeNumbers.REP_META_CONTEXT, reply.type());
      count++;
    }
  }

  @Test
  void exportNameAnswersWithOrWithoutZeroes() throws Exception {
    try (TestServer server = TestServer.start()) {
      try (RawClient client = RawClient.greeted(server.socket)) {
        client.option(HandshakeNumbers.OPT_EXPORT_NAME, (byte) 'v', (byte) 'm');
        assertEquals(TestServer.SIZE_BYTES, client.receive(10).getLong());
        assertEquals(0, client.errorOf(0, 0, 0, 512));
      }
      try (RawClient client = new RawClient(server.socket)) {
        client.receive(18);
        client.send(ByteBuffer.allocate(4).putInt(1).flip());
        client.option(HandshakeNumbers.OPT_EXPORT_NAME);
        client.receive(134);
        assertEquals(0, client.errorOf(0, 0, 0, 512));
      }
      try (RawClient client = RawClient.greeted(server.socket)) {
        client.option(HandshakeNumbers.OPT_EXPORT_NAME, (byte) 'x');
        assertTrue(client.isAtEnd());
      }
      server.awaitNoClient();
      assertEquals(2, server.device().closes.get());
    }
  }

  @Test
  void whoNeverChoosesIsClosed() throws Exception {
    Duration soon = Duration.ofSeconds(1);
    try (TestServer server = TestServer.start(options -> options.withTimeouts(soon, soon));
        RawClient silent = new RawClient(server.socket);
        RawClient slow = RawClient.greeted(server.socket)) {
      silent.receive(18);
      slow.send(ByteBuffer.allocate(4));
      assertTrue(silent.isAtEnd());
      assertTrue(slow.isAtEnd());
      server.awaitNoClient();
      assertTrue(server.hasEvent("refused it took too long"), server.events.toString());
      assertFalse(server.hasEvent("open"));
    }
  }

  @Test
  void tooManyAreClosedAtOnce() throws Exception {
    try (TestServer server = TestServer.start(options -> options.withMaxConnections(2));
        RawClient first = RawClient.greeted(server.socket)) {
      try (RawClient second = RawClient.greeted(server.socket);
          RawClient third = new RawClient(server.socket)) {
        assertThrows(EOFException.class, () -> third.receive(18));
        second.option(HandshakeNumbers.OPT_ABORT);
        second.expect(HandshakeNumbers.REP_ACK);
      }
      first.option(HandshakeNumbers.OPT_LIST);
      first.expect(HandshakeNumbers.REP_SERVER);
      TestServer.await("room", () -> server.server.connectionCount() == 1);
      RawClient.greeted(server.socket).close();
    }
  }

  @Test
  void anExportInUseIsRefusedWithItsHolder() throws Exception {
    Map<String, MemoryDevice> busy = Map.of(TestServer.BUSY, new MemoryDevice(4096, false));
    try (TestServer server = TestServer.start(busy, options -> options);
        RawClient client = RawClient.greeted(server.socket)) {
      client.option(HandshakeNumbers.OPT_GO, RawClient.exportQuery(""));
      assertEquals(
          "the volume busy is held by the test",
          client.expect(HandshakeNumbers.REP_ERR_POLICY).text());
      client.option(HandshakeNumbers.OPT_LIST); // it may go on
      client.expect(HandshakeNumbers.REP_SERVER);
    }
  }
}
