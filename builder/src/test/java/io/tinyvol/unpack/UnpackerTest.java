package io.tinyvol.unpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.testing.Commands;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gzip, zstd and xz pack is unpacked, and what is wrong ends in one kind of exception. */
final class UnpackerTest {
  private static final long LIMIT_BYTES = 1 << 20;

  @TempDir Path temp;

  private byte[] pack(String command, byte[] plain) throws Exception {
    Path file = Files.write(temp.resolve("plain"), plain);
    Path packed = temp.resolve("packed");
    Commands.run("sh", "-c", command + " < \"$0\" > \"$1\"", file.toString(), packed.toString());
    return Files.readAllBytes(packed);
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    return unpack(new ByteArrayInputStream(packed), LIMIT_BYTES);
  }

  private static byte[] unpack(InputStream in, long limitBytes) throws IOException {
    try (InputStream plain =
        Unpacker.open(in, new UnpackBudget(limitBytes), UnaryOperator.identity())) {
      return plain.readAllBytes();
    }
  }

  private static byte[] text() {
    Random random = new Random(1);
    byte[] text = new byte[50_000];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(8));
    }
    return text;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String refused(byte[] packed) {
    return String.valueOf(assertThrows(UnpackException.class, () -> unpack(packed)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd -q", "zstd -q --no-check", "xz", "xz --check=none", "cat"})
  void severalBehindOneAnother(String command) throws Exception {
    byte[] packed = pack(command, text());
    assertArrayEquals(text(), unpack(packed));
    assertArrayEquals(join(text(), text()), unpack(join(packed, packed)));
    if (!command.equals("cat")) {
      assertArrayEquals(new byte[0], unpack(pack(command, new byte[0])));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd -q", "xz"})
  void anyDamageIsFound(String command) throws Exception {
    byte[] sound = pack(command, text());
    Trials.run(
        150,
        random -> {
          byte[] damaged = sound.clone();
          int at = random.nextInt(4) == 0 ? random.nextInt(64) : random.nextInt(sound.length);
          damaged[at] ^= (byte) (1 << random.nextInt(8));
          try {
            byte[] plain = unpack(damaged);
            // What is no longer known as packed is plain; some fields of gzip mean nothing.
            assertTrue(
                Arrays.equals(plain, damaged) || Arrays.equals(plain, text()), "at byte " + at);
          } catch (UnpackException e) {
            assertTrue(
                String.valueOf(e.getMessage()).contains(command.split(" ", -1)[0]), e::toString);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd -q", "xz"})
  void anyCutIsFound(String command) throws Exception {
    byte[] sound = pack(command, text());
    String expected = "the " + command.split(" ", -1)[0] + " data is cut off";
    Trials.run(
        50,
        random -> {
          int length = 6 + random.nextInt(sound.length - 6);
          assertEquals(expected, refused(Arrays.copyOf(sound, length)));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "xz"})
  void garbageBehind(String command) throws Exception {
    byte[] packed = pack(command, text());
    assertTrue(
        refused(join(packed, text())).startsWith("damaged " + command.split(" ", -1)[0] + " data"));
    refused(join(packed, Arrays.copyOf(packed, 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip -9", "zstd -q -9", "xz -6"})
  void bombs(String command) throws Exception {
    Path packed = temp.resolve("bomb");
    Commands.run(
        "sh", "-c", "head -c 100000000 /dev/zero | " + command + " > \"$0\"", packed.toString());
    try (CountedStream in = new CountedStream(Files.newInputStream(packed))) {
      UnpackException e = assertThrows(UnpackException.class, () -> unpack(in, LIMIT_BYTES));
      assertEquals(
          "it unpacks to more than 1048576 bytes; allow more with --max-unpacked SIZE",
          e.getMessage());
      long mostBytes = command.startsWith("gzip") ? Files.size(packed) / 4 : Files.size(packed);
      assertTrue(in.count.get() <= mostBytes, "read " + in.count);
    }
  }

  private static final class CountedStream extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();

    CountedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int got = super.read(buffer, from, Math.min(length, 4096));
      count.addAndGet(Math.max(got, 0));
      return got;
    }
  }

  @Test
  void exactlyTheLimit() throws Exception {
    byte[] packed = pack("gzip", new byte[(int) LIMIT_BYTES]);
    assertEquals(LIMIT_BYTES, unpack(packed).length);
  }

  @Test
  void memoryIsLimited() throws Exception {
    byte[] xz = pack("xz -0 --lzma2=dict=512MiB", text());
    assertTrue(refused(xz).startsWith("the xz data needs "), refused(xz));
    // A frame header (RFC 8878, 3.1.1.1) that asks for a window of 2^31 bytes.
    byte[] window = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) ((31 - 10) << 3), 1, 0, 0};
    String message = refused(window);
    assertTrue(message.startsWith("damaged zstd data") && message.contains("memory"), message);
    Commands.need("zstd");
    byte[] usual = pack("zstd -q --long=27", text());
    assertArrayEquals(text(), unpack(usual));
  }

  /** Each member arrives alone, and a moment before it nothing can be read. */
  @Test
  void membersFromAPipe() throws Exception {
    byte[] packed = pack("gzip", text());
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out, 1 << 20)) {
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (out) {
                      for (int i = 0; i < 3; i++) {
                        out.write(packed);
                        out.flush();
                        while (in.available() > 0) {
                          Thread.onSpinWait();
                        }
                      }
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      assertArrayEquals(join(text(), text(), text()), unpack(in, LIMIT_BYTES));
      writer.join();
    }
  }

  @Test
  void closedEarlyEndsTheThreadAndClosesWhatItReads() throws Exception {
    byte[] packed = pack("zstd -q", new byte[50_000_000]);
    CountDownLatch closed = new CountDownLatch(1);
    Thread[] reader = new Thread[1];
    InputStream below =
        new ByteArrayInputStream(packed) {
          @Override
          public synchronized int read(byte[] buffer, int from, int length) {
            reader[0] = Thread.currentThread();
            return super.read(buffer, from, length);
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    InputStream plain = Unpacker.open(below, new UnpackBudget(1 << 30), UnaryOperator.identity());
    assertEquals(0, plain.read());
    plain.close();
    assertTrue(closed.await(20, TimeUnit.SECONDS));
    reader[0].join();
    assertFalse(reader[0].isAlive());
  }

  @Test
  void whatTheStreamBelowThrowsIsThrown() throws Exception {
    byte[] packed = pack("xz", text());
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(packed)) {
          private int left = 100;

          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] buffer, int from, int length) throws IOException {
            if (left == 0) {
              throw new IOException("the disk fails");
            }
            int got = super.read(buffer, from, Math.min(left, length));
            left -= got;
            return got;
          }
        };
    IOException e = assertThrows(IOException.class, () -> unpack(broken, LIMIT_BYTES));
    assertEquals("the disk fails", e.getMessage());
  }
}
