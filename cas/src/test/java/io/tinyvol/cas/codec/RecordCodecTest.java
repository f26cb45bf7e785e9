package io.tinyvol.cas.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
  private static final int RAW = 0;
  private static final int ZSTD = 1;
  private static final int LZ4 = 2;

  /** A record of any kind, true or not. */
  private static ByteBuffer record(int codec, int claimedBytes, byte[] payload) {
    ByteBuffer record = ByteBuffer.allocateDirect(RecordCodec.HEADER_BYTES + payload.length);
    record.order(ByteOrder.LITTLE_ENDIAN).put((byte) codec).putInt(claimedBytes).put(payload);
    return record.flip();
  }

  private static byte[] encoded(String compression, byte[] plain) {
    try (RecordCodec codec = new RecordCodec(Compression.parse(compression))) {
      return TestContent.bytesOf(codec.encode(ByteBuffer.wrap(plain)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd:1", "zstd:19", "lz4", "none"})
  void roundTripsAllSizesOneAfterAnother(String compression) throws IOException {
    Random random = new Random(1);
    try (RecordCodec codec = new RecordCodec(Compression.parse(compression))) {
      for (int length : new int[] {1 << 20, 0, 1, 2, 63, 64, 4095, 4096, 65536, 65537, 1 << 20}) {
        for (byte[] plain :
            List.of(TestContent.random(random, length), TestContent.compressible(random, length))) {
          for (ByteBuffer content : List.of(ByteBuffer.wrap(plain), TestContent.direct(plain))) {
            ByteBuffer record = codec.encode(content);
            assertEquals(0, content.position());
            assertTrue(record.remaining() <= length + RecordCodec.HEADER_BYTES);
            assertArrayEquals(plain, TestContent.bytesOf(codec.decode(record)));
          }
        }
      }
    }
  }

  @Test
  void decodesWhatEveryCompressionWrote() throws IOException {
    byte[] plain = TestContent.compressible(new Random(2), 10_000);
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      for (String compression : new String[] {"zstd:1", "zstd:19", "lz4", "none"}) {
        ByteBuffer record = TestContent.direct(encoded(compression, plain));
        assertArrayEquals(plain, TestContent.bytesOf(codec.decode(record)));
      }
    }
  }

  @Test
  void keepsRawWhatCompressionShortensByLessThanATenth() {
    byte[] plain = TestContent.random(new Random(3), 65536);
    for (String compression : new String[] {"zstd:1", "zstd:19", "lz4", "none"}) {
      assertEquals(RAW, encoded(compression, plain)[0], compression);
      assertEquals(65536 + RecordCodec.HEADER_BYTES, encoded(compression, plain).length);
      int expected = compression.equals("none") ? RAW : compression.equals("lz4") ? LZ4 : ZSTD;
      assertEquals(expected, encoded(compression, new byte[65536])[0], compression);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd:1", "lz4", "none"})
  void refusesLengthsThatLie(String compression) {
    byte[] plain = TestContent.compressible(new Random(4), 5000);
    byte[] good = encoded(compression, plain);
    byte[] payload = new byte[good.length - RecordCodec.HEADER_BYTES];
    System.arraycopy(good, RecordCodec.HEADER_BYTES, payload, 0, payload.length);
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      for (int claim :
          new int[] {
            -1,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            0,
            1,
            4999,
            5001,
            10_000,
            16 << 20,
            (16 << 20) + 1
          }) {
        assertThrows(
            IOException.class,
            () -> codec.decode(record(good[0], claim, payload)),
            () -> compression + " that claims " + claim);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd:1", "lz4", "none"})
  void refusesTruncatedRecords(String compression) {
    byte[] good = encoded(compression, TestContent.compressible(new Random(5), 5000));
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      for (int length = 0; length < good.length; length++) {
        ByteBuffer cut = TestContent.direct(good).limit(length);
        assertThrows(
            IOException.class, () -> codec.decode(cut), () -> compression + " cut at " + cut);
      }
    }
  }

  @Test
  void refusesUnknownCodecs() {
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      for (int id = 3; id < 256; id++) {
        int unknown = id;
        assertThrows(IOException.class, () -> codec.decode(record(unknown, 4, new byte[4])));
      }
    }
  }

  @Test
  void garbageGivesAnExceptionOrAsManyBytesAsItClaims() {
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      Trials.run(
          3000,
          random -> {
            byte[] payload = TestContent.random(random, random.nextInt(300));
            int claim = random.nextBoolean() ? random.nextInt(600) : random.nextInt();
            decodeHostile(codec, record(random.nextInt(4), claim, payload));
          });
    }
  }

  @Test
  void mutatedRecordsGiveAnExceptionOrAsManyBytesAsTheyClaim() {
    Random contents = new Random(6);
    List<byte[]> good =
        List.of(
            encoded("zstd:1", TestContent.compressible(contents, 3000)),
            encoded("zstd:19", TestContent.compressible(contents, 70_000)),
            encoded("lz4", TestContent.compressible(contents, 3000)));
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      Trials.run(
          3000,
          random -> {
            byte[] bytes = good.get(random.nextInt(good.size())).clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ByteBuffer mutated = TestContent.direct(bytes);
            decodeHostile(codec, mutated.limit(bytes.length - random.nextInt(2)));
          });
    }
  }

  private static void decodeHostile(RecordCodec codec, ByteBuffer record) {
    try {
      int claimed = record.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(1);
      assertEquals(claimed, codec.decode(record).remaining());
    } catch (IOException expected) {
      // Only this kind of exception is right.
    }
  }

  @Test
  void memoryIsBoundedWhateverRecordsClaim() {
    long before = directBytes();
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      for (int claim = 1 << 20; claim > 0 && claim < Integer.MAX_VALUE / 2; claim += 7_000_000) {
        for (int id : new int[] {RAW, ZSTD, LZ4}) {
          ByteBuffer record = record(id, claim, new byte[100]);
          assertThrows(IOException.class, () -> codec.decode(record));
        }
      }
      // The buffers that were outgrown may wait for the collector.
      long most = 4L * RecordCodec.MAX_PLAIN_BYTES;
      assertTrue(directBytes() - before <= most, () -> directBytes() - before + " bytes");
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
