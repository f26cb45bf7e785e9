package io.tinyvol.blockdev.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that break the protocol, or leave, or do not listen: neighbours do not notice. */
@Timeout(240)
class HostileClientsTest {
  private static final int READ = CommandNumbers.READ;
  private static final int WRITE = CommandNumbers.WRITE;

  @Test
  void whoLeavesInTheMiddleIsForgotten() throws Exception {
    try (TestServer server = TestServer.start()) {
      int clients = 0;
      for (int length : new int[] {0, 1, 27}) {
        try (RawClient client = RawClient.using(server.socket, "vm", false)) {
          client.send(RawClient.request(0, READ, 1, 0, 512).limit(length));
          clients++;
        }
      }
      for (int length : new int[] {0, 1, 100_000, 600_000}) {
        try (RawClient client = RawClient.using(server.socket, "vm", false)) {
          client.ask(0, WRITE, 1, 0, 1 << 20);
          client.send(ByteBuffer.allocate(length));
          clients++;
        }
      }
      for (int length : new int[] {512, 300_000, 32 << 20}) {
        for (boolean isQuick : new boolean[] {true, false}) {
          server.device().isQuick = isQuick;
          server.device().write(0, ByteBuffer.allocate(32 << 20));
          try (RawClient client = RawClient.using(server.socket, "vm", isQuick)) {
            client.ask(0, READ, 1, 0, length);
            clients++;
          }
        }
      }
      server.awaitNoClient();
      assertEquals(clients, server.device().closes.get());
    }
  }

  @Test
  void badMagicEndsTheConnection() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = RawClient.using(server.socket, "vm", true)) {
      ByteBuffer request = RawClient.request(0, READ, 1, 0, 512);
      client.send(request.putInt(0, 1));
      assertTrue(client.isAtEnd());
      server.awaitNoClient();
      assertTrue(server.hasEvent("refused a request does not begin"));
      assertEquals(1, server.device().closes.get());
    }
  }

  @Test
  void whoNeverReadsIsBounded() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.device().write(0, ByteBuffer.allocate(32 << 20));
      List<RawClient> deaf = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        server.device().isQuick = i % 2 == 0;
        RawClient client = RawClient.using(server.socket, "vm", i % 4 < 2);
        deaf.add(client);
        Thread.ofPlatform().daemon().start(() -> askForEver(client));
      }
      server.device().isQuick = false;
      try (RawClient neighbour = RawClient.using(server.socket, "vm", true)) {
        for (int i = 0; i < 200; i++) {
          assertEquals(0, neighbour.errorOf(0, READ, i * 4096L, 300_000));
          assertEquals(0, neighbour.errorOf(0, CommandNumbers.FLUSH, 0, 0));
        }
      }
      assertTrue(server.server.buffersTaken() <= 8 * (16 << 20) / BufferPool.PIECE_BYTES + 32);
      for (RawClient client : deaf) {
        client.close();
      }
      server.awaitNoClient();
    }
  }

  private static void askForEver(RawClient client) {
    try {
      for (long i = 0; ; i++) {
        client.ask(0, READ, i, 0, 1 << 20);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Test
  void aSlowDeviceDoesNotStallNeighbours() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (TestServer server = TestServer.start()) {
      server.device().isQuick = false;
      server.device().trap =
          (operation, offset, length) -> {
            if (offset == 4096) {
              awaitOpen(gate);
            }
          };
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        RawClient client = RawClient.using(server.socket, "vm", false);
        slow.add(client);
        for (int j = 0; j < 100; j++) {
          client.ask(0, READ, j, 4096, 512);
        }
      }
      try (RawClient neighbour = RawClient.using(server.socket, "vm", false)) {
        assertEquals(0, neighbour.errorOf(0, READ, 0, 512));
        neighbour.ask(0, READ, 1, 4096, 512);
        neighbour.ask(0, READ, 2, 0, 512);
        assertEquals(2, neighbour.reply(512).cookie(), "replies come in any order");
        gate.countDown();
        assertEquals(1, neighbour.reply(512).cookie());
      }
      for (RawClient client : slow) {
        for (int j = 0; j < 100; j++) {
          assertEquals(0, client.reply(512).error());
        }
        client.close();
      }
      server.awaitNoClient();
    }
  }

  private static void awaitOpen(CountDownLatch gate) throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void thousandsComeAndAsManyWorkAsThereIsRoomFor() throws Exception {
    int most = 1024;
    try (TestServer server = TestServer.start(options -> options.withMaxConnections(most))) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < most; i++) {
        clients.add(RawClient.using(server.socket, "vm", true));
      }
      for (int i = 0; i < 3 * most; i++) {
        try (SocketChannel refused = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          refused.connect(UnixDomainSocketAddress.of(server.socket));
          assertEquals(-1, refused.read(ByteBuffer.allocate(1)));
        }
      }
      assertEquals(0, server.server.buffersTaken());
      for (RawClient client : clients) {
        assertEquals(0, client.errorOf(0, READ, 0, 4096));
      }
      for (RawClient client : clients) {
        client.ask(0, CommandNumbers.DISC, 0, 0, 0);
      }
      server.awaitNoClient();
      assertEquals(most, server.device().closes.get());
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void stoppingLetsRequestsFinishAndRefusesMore() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger waiting = new AtomicInteger();
    TestServer server = TestServer.start();
    server.device().isQuick = false;
    server.device().trap =
        (operation, offset, length) -> {
          if (operation.equals("read")) {
            waiting.incrementAndGet();
            awaitOpen(gate);
          }
        };
    RawClient resting = RawClient.using(server.socket, "vm", false);
    RawClient choosing = RawClient.greeted(server.socket);
    RawClient busy = RawClient.using(server.socket, "vm", false);
    busy.ask(0, READ, 1, 0, 512);
    TestServer.await("a read", () -> waiting.get() == 1);
    Thread closer = Thread.ofPlatform().start(() -> closeQuietly(server));
    assertTrue(resting.isAtEnd());
    assertTrue(choosing.isAtEnd());
    busy.ask(0, READ, 2, 0, 512);
    RawClient.Reply refused = busy.reply(512);
    assertEquals(2, refused.cookie());
    assertEquals(108, refused.error());
    gate.countDown();
    RawClient.Reply done = busy.reply(512);
    assertEquals(1, done.cookie());
    assertEquals(0, done.error());
    assertTrue(busy.isAtEnd());
    closer.join();
    assertEquals(2, server.device().closes.get());
    assertEquals(0, server.server.connectionCount());
  }

  private static void closeQuietly(TestServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stoppingDoesNotWaitForTheDeaf() throws Exception {
    TestServer server =
        TestServer.start(
            options -> options.withTimeouts(options.handshakeTimeout(), Duration.ofMillis(500)));
    server.device().write(0, ByteBuffer.allocate(32 << 20));
    try (RawClient deaf = RawClient.using(server.socket, "vm", true)) {
      Thread.ofPlatform().daemon().start(() -> askForEver(deaf));
      TestServer.await("much", () -> server.server.buffersTaken() > 0);
      server.close();
      server.awaitNoClient();
      assertEquals(1, server.device().closes.get());
    }
  }

  @Test
  void garbageNeverBreaksTheServer() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("HostileClientsTest: -Dio.tinyvol.seed=" + seed);
    Random random = new Random(seed);
    int trials = 200 * Integer.getInteger("io.tinyvol.trials", 1);
    try (TestServer server = TestServer.start()) {
      for (int i = 0; i < trials; i++) {
        server.device().isQuick = random.nextBoolean();
        try (RawClient client =
            random.nextInt(4) == 0
                ? RawClient.greeted(server.socket)
                : RawClient.using(server.socket, "vm", random.nextBoolean())) {
          Thread reader = Thread.ofPlatform().daemon().start(() -> drain(client));
          sendGarbage(client, random);
          client.channel.shutdownOutput();
          reader.join();
        }
      }
      server.awaitNoClient();
      assertEquals("67108864\n", Programs.run("nbdinfo", "--size", server.uri("vm")));
    }
  }

  private static void drain(RawClient client) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (client.channel.read(buffer.clear()) >= 0) {
        // on
      }
    } catch (IOException e) {
      // The server has had enough.
    }
  }

  /** Requests that are nearly right, with what does not fit. */
  private static void sendGarbage(RawClient client, Random random) {
    try {
      for (int i = random.nextInt(40); i > 0; i--) {
        int length = random.nextInt(1 << random.nextInt(1, 20));
        long offset = random.nextLong(1L << random.nextInt(1, 28));
        int flags = random.nextInt(3) == 0 ? random.nextInt(1 << 6) : 0;
        int command = random.nextInt(12) == 0 ? random.nextInt(1 << 16) : random.nextInt(9);
        client.ask(flags, command, i, offset, length);
        int payload = command == WRITE ? length : 0;
        if (random.nextInt(30) == 0) {
          payload = random.nextInt(100_000);
        }
        byte[] bytes = new byte[payload];
        random.nextBytes(bytes);
        client.send(ByteBuffer.wrap(bytes));
      }
    } catch (IOException e) {
      // The server has had enough.
    }
  }
}
