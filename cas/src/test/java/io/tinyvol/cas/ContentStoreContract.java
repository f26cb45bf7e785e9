package io.tinyvol.cas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.codec.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link ContentStore} promises. */
abstract class ContentStoreContract {
  private static final int MIB = 1 << 20;

  /** A new, empty store; the test closes it. */
  abstract ContentStore open(HashAlgorithm hash, Compression compression) throws IOException;

  private ContentStore open() throws IOException {
    return open(HashAlgorithm.SHA256, Compression.DEFAULT);
  }

  static Stream<Arguments> allChoices() {
    return Arrays.stream(HashAlgorithm.values())
        .flatMap(
            hash ->
                Stream.of("zstd:1", "zstd:9", "lz4", "none")
                    .map(text -> Arguments.of(hash, Compression.parse(text))));
  }

  @ParameterizedTest
  @MethodSource("allChoices")
  void givesBackWhatWasPut(HashAlgorithm hash, Compression compression) throws IOException {
    Random random = new Random(1);
    Map<Digest, byte[]> put = new HashMap<>();
    Hasher hasher = new Hasher(hash);
    try (ContentStore store = open(hash, compression)) {
      try (IngestSession session = store.newSession("a test")) {
        try (ContentWriter writer = session.newWriter()) {
          for (int length : new int[] {0, 1, 4095, 4096, 4097, 64 << 10, MIB}) {
            for (byte[] bytes :
                List.of(
                    TestContent.random(random, length), TestContent.compressible(random, length))) {
              Digest digest = writer.put(ContentKind.CHUNK, TestContent.direct(bytes));
              assertEquals(hasher.chunk(ByteBuffer.wrap(bytes)), digest);
              put.put(digest, bytes);
              assertEquals(
                  hasher.node(ByteBuffer.wrap(bytes)),
                  writer.put(ContentKind.NODE, ByteBuffer.wrap(bytes)));
            }
          }
        }
        session.commit();
      }
      try (ContentReader reader = store.newReader()) {
        for (Map.Entry<Digest, byte[]> entry : put.entrySet()) {
          byte[] bytes = entry.getValue();
          Digest node = hasher.node(ByteBuffer.wrap(bytes));
          assertArrayEquals(
              bytes, TestContent.bytesOf(reader.read(ContentKind.CHUNK, entry.getKey())));
          assertArrayEquals(bytes, TestContent.bytesOf(reader.read(ContentKind.NODE, node)));
          ContentInfo info = reader.find(entry.getKey());
          assertNotNull(info);
          assertEquals(bytes.length, info.plainBytes());
          assertTrue(
              info.storedBytes() <= bytes.length + RecordCodec.HEADER_BYTES, () -> "" + info);
        }
      }
    }
  }

  @Test
  void putLeavesTheBufferAsItIsAndTakesOnlyWhatIsBetweenPositionAndLimit() throws IOException {
    byte[] around = TestContent.random(new Random(2), 3 * 4096);
    byte[] middle = Arrays.copyOfRange(around, 4096, 2 * 4096);
    try (ContentStore store = open();
        IngestSession session = store.newSession("a test")) {
      List<Digest> digests = new ArrayList<>();
      try (ContentWriter writer = session.newWriter()) {
        for (ByteBuffer buffer : List.of(TestContent.direct(around), ByteBuffer.wrap(around))) {
          buffer.position(4096).limit(2 * 4096);
          digests.add(writer.put(ContentKind.CHUNK, buffer));
          assertEquals(4096, buffer.position());
          assertEquals(2 * 4096, buffer.limit());
        }
      }
      session.commit();
      assertEquals(digests.get(0), digests.get(1));
      try (ContentReader reader = store.newReader()) {
        assertArrayEquals(
            middle, TestContent.bytesOf(reader.read(ContentKind.CHUNK, digests.get(0))));
      }
    }
  }

  @Test
  void keepsContentOnceWithinAndAcrossSessions() throws IOException {
    Random random = new Random(3);
    List<byte[]> contents =
        IntStream.range(0, 50).mapToObj(_ -> TestContent.random(random, 5000)).toList();
    try (ContentStore store = open()) {
      IngestStats first = putTwice(store, contents.subList(0, 30));
      assertEquals(60, first.chunks());
      assertEquals(30, first.newChunks());
      assertEquals(30 * 5000, first.newBytes());
      assertEquals(30 * (5000 + RecordCodec.HEADER_BYTES), first.storedBytes());
      IngestStats second = putTwice(store, contents.subList(20, 50));
      assertEquals(60, second.chunks());
      assertEquals(20, second.newChunks());
      IngestStats third = putTwice(store, contents);
      assertEquals(new IngestStats(100, 0, 0, 0), third);
    }
  }

  @Test
  void chunksThatAreThereCountAsPutAgain() throws IOException {
    Random random = new Random(8);
    List<byte[]> contents =
        IntStream.range(0, 20).mapToObj(_ -> TestContent.random(random, 5000)).toList();
    Hasher hasher = new Hasher(HashAlgorithm.SHA256);
    List<Digest> digests =
        contents.stream().map(bytes -> hasher.chunk(ByteBuffer.wrap(bytes))).toList();
    try (ContentStore store = open()) {
      try (IngestSession session = store.newSession("a test")) {
        putAndReuse(session, contents, digests);
        session.commit();
      }
      try (IngestSession session = store.newSession("a test");
          ContentWriter writer = session.newWriter()) {
        assertTrue(writer.reuse(digests));
        assertEquals(new IngestStats(20, 0, 0, 0), session.stats());
        List<Digest> oneUnknown = new ArrayList<>(digests);
        oneUnknown.set(19, new Digest(1, 2, 3, 4));
        assertFalse(writer.reuse(oneUnknown));
        assertEquals(new IngestStats(20, 0, 0, 0), session.stats());
      }
    }
  }

  private static void putAndReuse(
      IngestSession session, List<byte[]> contents, List<Digest> digests) throws IOException {
    try (ContentWriter writer = session.newWriter()) {
      assertFalse(writer.reuse(digests));
      assertTrue(writer.reuse(List.of()));
      for (byte[] bytes : contents) {
        writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes));
      }
      assertTrue(writer.reuse(digests.subList(5, 9)), "what was put in this session");
      assertEquals(24, session.stats().chunks());
    }
  }

  private static IngestStats putTwice(ContentStore store, List<byte[]> contents)
      throws IOException {
    try (IngestSession session = store.newSession("a test")) {
      for (int i = 0; i < 2; i++) {
        try (ContentWriter writer = session.newWriter()) {
          for (byte[] bytes : contents) {
            writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes));
          }
        }
      }
      session.commit();
      return session.stats();
    }
  }

  @Test
  void writersOfOneSessionThatPutTheSameContentPutItOnce() throws Exception {
    int threads = 8;
    int distinct = 400;
    List<byte[]> contents = new ArrayList<>();
    Random random = new Random(4);
    for (int i = 0; i < distinct; i++) {
      contents.add(TestContent.random(random, 1 + random.nextInt(9000)));
    }
    long bytes = contents.stream().mapToLong(c -> c.length).sum();
    try (ContentStore store = open();
        IngestSession session = store.newSession("a test")) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        List<byte[]> shuffled = new ArrayList<>(contents);
        Collections.shuffle(shuffled, new Random(t));
        tasks.add(() -> putAll(session, shuffled));
      }
      try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
        for (Future<Void> task : executor.invokeAll(tasks)) {
          task.get();
        }
      }
      session.commit();
      assertEquals(threads * (long) distinct, session.stats().chunks());
      assertEquals(distinct, session.stats().newChunks());
      assertEquals(bytes, session.stats().newBytes());
      assertAllReadable(store, contents);
    }
  }

  private static Void putAll(IngestSession session, List<byte[]> contents) throws IOException {
    try (ContentWriter writer = session.newWriter()) {
      for (byte[] bytes : contents) {
        writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes));
      }
    }
    return null;
  }

  private static void assertAllReadable(ContentStore store, List<byte[]> contents)
      throws IOException {
    Hasher hasher = new Hasher(HashAlgorithm.SHA256);
    try (ContentReader reader = store.newReader()) {
      for (byte[] bytes : contents) {
        Digest digest = hasher.chunk(ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, TestContent.bytesOf(reader.read(ContentKind.CHUNK, digest)));
      }
    }
  }

  @Test
  void sessionsSideBySideBothHoldWhatTheyPut() throws Exception {
    List<byte[]> contents =
        new Random(5)
            .ints(200)
            .mapToObj(seed -> TestContent.random(new Random(seed), 3000))
            .toList();
    try (ContentStore store = open()) {
      Callable<Void> task =
          () -> {
            try (IngestSession session = store.newSession("a test")) {
              putAll(session, contents);
              session.commit();
              assertAllReadable(store, contents);
            }
            return null;
          };
      try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
        for (Future<Void> done : executor.invokeAll(Collections.nCopies(4, task))) {
          done.get();
        }
      }
    }
  }

  @Test
  void contentOfOneKindIsNotThereAsTheOther() throws IOException {
    ByteBuffer content = ByteBuffer.wrap(new byte[4096]);
    try (ContentStore store = open();
        IngestSession session = store.newSession("a test")) {
      Digest chunk;
      Digest node;
      try (ContentWriter writer = session.newWriter()) {
        chunk = writer.put(ContentKind.CHUNK, content);
        node = writer.put(ContentKind.NODE, content);
      }
      session.commit();
      try (ContentReader reader = store.newReader()) {
        assertTrue(!chunk.equals(node));
        assertMissing(reader, ContentKind.NODE, chunk);
        assertMissing(reader, ContentKind.CHUNK, node);
        assertNull(reader.find(node));
      }
      assertEquals(1, session.stats().chunks());
    }
  }

  @Test
  void contentThatWasNeverPutIsMissing() throws IOException {
    try (ContentStore store = open();
        ContentReader reader = store.newReader()) {
      Digest unknown = new Digest(1, 2, 3, 4);
      assertNull(reader.find(unknown));
      assertMissing(reader, ContentKind.CHUNK, unknown);
      assertMissing(reader, ContentKind.NODE, unknown);
    }
  }

  private static void assertMissing(ContentReader reader, ContentKind kind, Digest digest) {
    CorruptDataException e =
        assertThrows(CorruptDataException.class, () -> reader.read(kind, digest));
    assertTrue(e.toString().contains("missing"), e::toString);
    assertTrue(e.toString().contains(digest.toString()), e::toString);
  }

  @Test
  void commitWaitsForWritersToBeClosed() throws IOException {
    try (ContentStore store = open();
        IngestSession session = store.newSession("a test")) {
      ContentWriter writer = session.newWriter();
      Digest digest = writer.put(ContentKind.CHUNK, ByteBuffer.wrap(new byte[10]));
      assertThrows(IllegalStateException.class, session::commit);
      writer.close();
      writer.close();
      session.commit();
      try (ContentReader reader = store.newReader()) {
        assertEquals(10, reader.read(ContentKind.CHUNK, digest).remaining());
      }
      ContentWriter another = session.newWriter();
      assertThrows(IllegalStateException.class, session::commit);
      another.close();
      session.commit();
    }
  }

  @Test
  void contentLongerThanARecordIsRefused() throws IOException {
    try (ContentStore store = open();
        IngestSession session = store.newSession("a test");
        ContentWriter writer = session.newWriter()) {
      ByteBuffer longest = ByteBuffer.allocate(RecordCodec.MAX_PLAIN_BYTES + 1);
      assertThrows(IllegalArgumentException.class, () -> writer.put(ContentKind.CHUNK, longest));
    }
  }

  @Test
  void aReaderSeesWhatIsCommittedAfterItWasMade() throws IOException {
    byte[] bytes = TestContent.random(new Random(6), 4096);
    try (ContentStore store = open();
        ContentReader reader = store.newReader();
        IngestSession session = store.newSession("a test")) {
      Digest digest = new Hasher(HashAlgorithm.SHA256).chunk(ByteBuffer.wrap(bytes));
      assertNull(reader.find(digest));
      putAll(session, List.of(bytes));
      session.commit();
      assertArrayEquals(bytes, TestContent.bytesOf(reader.read(ContentKind.CHUNK, digest)));
    }
  }

  @Test
  void listsChunksInOrderByTheirFirstByte() throws IOException {
    TreeSet<Digest> expected = new TreeSet<>();
    Random random = new Random(7);
    try (ContentStore store = open();
        IngestSession session = store.newSession("a test")) {
      try (ContentWriter writer = session.newWriter()) {
        for (int i = 0; i < 3000; i++) {
          byte[] bytes = TestContent.random(random, 16);
          expected.add(writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes)));
          writer.put(ContentKind.NODE, ByteBuffer.wrap(bytes));
        }
      }
      session.commit();
      List<Digest> listed = new ArrayList<>();
      for (int first = 0; first < 256; first++) {
        int firstByte = first;
        store.forEach(
            ContentKind.CHUNK,
            firstByte,
            (digest, storedBytes) -> {
              assertEquals(RecordCodec.HEADER_BYTES + 16, storedBytes);
              assertEquals(firstByte, digest.firstWord() >>> 56);
              listed.add(digest);
            });
      }
      assertEquals(new ArrayList<>(expected), listed);
    }
  }
}
