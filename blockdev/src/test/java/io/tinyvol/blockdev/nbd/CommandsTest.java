package io.tinyvol.blockdev.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What requests are answered with. */
class CommandsTest {
  private static final int READ = CommandNumbers.READ;
  private static final int WRITE = CommandNumbers.WRITE;
  private static final int TRIM = CommandNumbers.TRIM;
  private static final int ZERO = CommandNumbers.WRITE_ZEROES;
  private static final int STATUS = CommandNumbers.BLOCK_STATUS;
  private static final int EIO = 5;
  private static final int EINVAL = 22;
  private static final int ENOSPC = 28;
  private static final int SIZE = TestServer.SIZE_BYTES;
  private static final int TOO_LONG = CommandNumbers.MAX_PAYLOAD_BYTES + 1;

  @Test
  void whatIsNotRightIsRefused() throws Exception {
    try (TestServer server = TestServer.start()) {
      for (boolean isStructured : new boolean[] {false, true}) {
        try (RawClient client = RawClient.using(server.socket, "vm", isStructured)) {
          assertEquals(EINVAL, client.errorOf(0, 99, 0, 0));
          assertEquals(EINVAL, client.errorOf(0, 8, 0, 0));
          assertEquals(EINVAL, client.errorOf(1 << 9, READ, 0, 512));
          assertEquals(EINVAL, client.errorOf(CommandNumbers.FLAG_NO_HOLE, TRIM, 0, 512));
          assertEquals(EINVAL, client.errorOf(0, READ, SIZE - 1, 2));
          assertEquals(EINVAL, client.errorOf(0, READ, -1, 2));
          assertEquals(EINVAL, client.errorOf(0, READ, Long.MAX_VALUE, 2));
          assertEquals(EINVAL, client.errorOf(0, READ, 0, TOO_LONG));
          assertEquals(EINVAL, client.errorOf(0, READ, 0, -1));
          assertEquals(EINVAL, client.errorOf(0, TRIM, SIZE - 1, 2));
          assertEquals(ENOSPC, client.errorOf(0, ZERO, SIZE - 1, 2));
          assertEquals(EINVAL, client.errorOf(0, STATUS, 0, 512));
          int slow = CommandNumbers.FLAG_FAST_ZERO | CommandNumbers.FLAG_NO_HOLE;
          assertEquals(95, client.errorOf(slow, ZERO, 0, 4096));
          assertEquals(0, client.errorOf(CommandNumbers.FLAG_FAST_ZERO, ZERO, 0, SIZE));
          assertEquals(
              isStructured ? 75 : EINVAL,
              client.errorOf(CommandNumbers.FLAG_DF, READ, 0, TOO_LONG));
          assertEquals(0, client.errorOf(0, READ, 0, 0));
          assertEquals(0, client.errorOf(0, READ, SIZE, 0));
          assertEquals(0, client.errorOf(0, CommandNumbers.CACHE, 0, SIZE));
          assertEquals(0, client.errorOf(0, READ, 0, 1));
        }
      }
      server.awaitNoClient();
    }
  }

  @Test
  void refusedWritesAreSkipped() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.using(server.socket, "vm", false)) {
      client.ask(0, WRITE, 1, SIZE - 1, 2);
      client.send(ByteBuffer.allocate(2));
      assertEquals(ENOSPC, client.reply(0).error());
      client.ask(0, WRITE, 2, 0, TOO_LONG);
      client.send(ByteBuffer.allocate(TOO_LONG));
      assertEquals(EINVAL, client.reply(0).error());
      assertEquals(0, server.device().writes.get());
      client.ask(0, WRITE, 3, 0, Integer.MAX_VALUE);
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void readOnlyExportsTakeNoWrites() throws Exception {
    Map<String, MemoryDevice> devices = Map.of("ro", new MemoryDevice(4096, true));
    try (TestServer server = TestServer.start(devices, options -> options);
        RawClient client = RawClient.using(server.socket, "ro", true)) {
      client.ask(0, WRITE, 1, 0, 512);
      client.send(ByteBuffer.allocate(512));
      assertEquals(1, client.reply(0).error());
      assertEquals(1, client.errorOf(0, TRIM, 0, 512));
      assertEquals(1, client.errorOf(0, ZERO, 0, 512));
      assertEquals(0, client.errorOf(0, CommandNumbers.FLUSH, 0, 0));
    }
  }

  @Test
  void failuresBecomeErrors() throws Exception {
    try (TestServer server = TestServer.start()) {
      for (boolean isStructured : new boolean[] {false, true}) {
        for (boolean isQuick : new boolean[] {false, true}) {
          server.device().isQuick = isQuick;
          try (RawClient client = RawClient.using(server.socket, "vm", isStructured)) {
            failuresBecomeErrors(server.device(), client);
          }
        }
      }
      server.awaitNoClient();
    }
  }

  private static void failuresBecomeErrors(MemoryDevice device, RawClient client)
      throws IOException {
    device.trap =
        (operation, offset, length) -> {
          switch ((int) (offset >> 20)) {
            case 1 -> throw new CorruptDataException("a block", "it is not what was written");
            case 2 -> throw new NoSpaceException("full", new IOException());
            case 3 -> throw new IllegalArgumentException("no");
            case 4 -> throw new IllegalStateException("a mistake");
            default -> {}
          }
        };
    int[] errors = {0, EIO, ENOSPC, EINVAL, EIO};
    for (int mib = 0; mib < errors.length; mib++) {
      for (int length : new int[] {512, 70_000, 300_000}) {
        long offset = (long) mib << 20;
        assertEquals(errors[mib], client.errorOf(0, READ, offset, length));
        assertEquals(errors[mib], client.errorOf(0, ZERO, offset, length));
        assertEquals(errors[mib], client.errorOf(0, TRIM, offset, length));
        client.ask(0, WRITE, 5, offset, length);
        client.send(ByteBuffer.allocate(length));
        assertEquals(errors[mib], client.reply(0).error());
      }
    }
    device.trap = (operation, offset, length) -> {};
  }

  @Test
  void damageInTheMiddleSaysWhere() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.using(server.socket, "vm", true)) {
      server.device().write(0, ByteBuffer.allocate(4 << 20));
      server.device().trap =
          (operation, offset, length) -> {
            if (offset == 1 << 20) {
              throw new CorruptDataException("a block", "damaged");
            }
          };
      client.ask(0, READ, 9, 0, 4 << 20);
      long data = 0;
      long failedAt = -1;
      RawClient.Reply reply;
      do {
        reply = client.reply(0);
        if (reply.type() == CommandNumbers.TYPE_ERROR_OFFSET) {
          failedAt = ByteBuffer.wrap(reply.data()).getLong(reply.data().length - 8);
          assertTrue(new String(reply.data(), StandardCharsets.UTF_8).contains("a block: damaged"));
        } else if (reply.type() == CommandNumbers.TYPE_OFFSET_DATA) {
          data += reply.data().length - 8;
        }
      } while (!reply.isLast());
      assertEquals(1 << 20, failedAt);
      assertEquals((4 << 20) - BufferPool.PIECE_BYTES, data);
      assertTrue(server.hasEvent("failed vm"));
    }
  }

  @Test
  void dfMakesOneChunk() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.using(server.socket, "vm", true)) {
      byte[] data = new byte[3 << 20];
      new Random(3).nextBytes(data);
      server.device().write(1 << 20, ByteBuffer.wrap(data));
      for (boolean isQuick : new boolean[] {true, false}) {
        server.device().isQuick = isQuick;
        for (int length : new int[] {4096, 200_000, 8 << 20, 32 << 20}) {
          client.ask(CommandNumbers.FLAG_DF, READ, 4, 7, length);
          RawClient.Reply reply = client.reply(0);
          assertTrue(reply.isLast());
          ByteBuffer expected = ByteBuffer.allocate(8 + length).putLong(7);
          expected.put(server.device().bytes(7, length));
          assertArrayEquals(expected.array(), reply.data());
        }
      }
    }
  }

  @Test
  void holesAreNotSent() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.using(server.socket, "vm", true)) {
      client.ask(0, READ, 4, 0, 128 << 10);
      RawClient.Reply reply = client.reply(0);
      assertEquals(CommandNumbers.TYPE_OFFSET_HOLE, reply.type());
      assertEquals(128 << 10, ByteBuffer.wrap(reply.data()).getInt(8));
      assertTrue(reply.isLast());
    }
  }

  @Test
  void fuaFlushesBeforeTheReply() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.using(server.socket, "vm", false)) {
      int fua = CommandNumbers.FLAG_FUA;
      for (int length : new int[] {512, 100_000, 2 << 20}) {
        int before = server.device().flushes.get();
        client.ask(fua, WRITE, 1, 0, length);
        client.send(ByteBuffer.allocate(length));
        assertEquals(0, client.reply(0).error());
        assertEquals(before + 1, server.device().flushes.get());
      }
      int before = server.device().flushes.get();
      assertEquals(0, client.errorOf(fua, ZERO, 0, 512));
      assertEquals(0, client.errorOf(fua, TRIM, 0, 512));
      assertEquals(0, client.errorOf(fua, READ, 0, 512));
      assertEquals(before + 2, server.device().flushes.get());
    }
  }

  @Test
  void statusOfManyRangesIsCutOff() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.greeted(server.socket)) {
      for (int block = 0; block < SIZE / 4096; block += 2) {
        server.device().write(block * 4096L, ByteBuffer.allocate(1));
      }
      server.device().write(SIZE - 1, ByteBuffer.allocate(1));
      client.option(HandshakeNumbers.OPT_STRUCTURED_REPLY);
      client.expect(HandshakeNumbers.REP_ACK);
      client.option(
          HandshakeNumbers.OPT_SET_META_CONTEXT,
          RawClient.contextQuery("vm", "base:allocation", "qemu:dirty-bitmap:delta"));
      client.expect(HandshakeNumbers.REP_META_CONTEXT);
      client.expect(HandshakeNumbers.REP_META_CONTEXT);
      client.expect(HandshakeNumbers.REP_ACK);
      client.option(HandshakeNumbers.OPT_GO, RawClient.exportQuery("vm"));
      client.expect(HandshakeNumbers.REP_INFO);
      client.expect(HandshakeNumbers.REP_INFO);
      client.expect(HandshakeNumbers.REP_ACK);
      client.ask(0, STATUS, 1, 0, SIZE);
      for (int i = 0; i < 2; i++) {
        RawClient.Reply reply = client.reply(0);
        assertEquals(CommandNumbers.TYPE_BLOCK_STATUS, reply.type());
        assertEquals(4 + 8 * 8192, reply.data().length);
        assertEquals(i == 1, reply.isLast());
      }
      client.ask(CommandNumbers.FLAG_REQ_ONE, STATUS, 1, 100, 8192);
      for (int i = 0; i < 2; i++) {
        ByteBuffer data = ByteBuffer.wrap(client.reply(0).data());
        assertEquals(12, data.remaining());
        assertEquals(3996, data.getInt(4));
      }
    }
  }
}
