package io.tinyvol.cas.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ChildJvm;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.Folders;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cas.store.StoreLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a session committed outlives its process, however that ends. */
@Timeout(300)
class DurabilityTest {
  @TempDir Path temporary;

  private static RocksContentStore open(Path path) throws IOException {
    return RocksContentStore.open(path, HashAlgorithm.SHA256, Compression.DEFAULT, new Leases());
  }

  private static void put(IngestSession session, long from, long to) throws IOException {
    try (ContentWriter writer = session.newWriter()) {
      for (long i = from; i < to; i++) {
        writer.put(IngestUntilKilled.kind(i), ByteBuffer.wrap(IngestUntilKilled.content(i)));
      }
    }
  }

  private static void assertHolds(ContentStore store, long from, long to) throws IOException {
    Hasher hasher = new Hasher(HashAlgorithm.SHA256);
    try (ContentReader reader = store.newReader()) {
      for (long i = from; i < to; i++) {
        byte[] bytes = IngestUntilKilled.content(i);
        ContentKind kind = IngestUntilKilled.kind(i);
        Digest digest = kind.digest(hasher, ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, TestContent.bytesOf(reader.read(kind, digest)));
        if (kind == ContentKind.CHUNK) {
          assertNotNull(reader.find(digest));
        }
      }
    }
  }

  @Test
  void whatIsCommittedIsInTheFilesThatACrashLeaves() throws IOException {
    Path copy = temporary.resolve("copy");
    long end = 0;
    try (ContentStore store = open(temporary.resolve("chunks"))) {
      for (int i = 0; i < 12; i++) {
        try (IngestSession session = store.newSession("a test")) {
          put(session, end, end + 15);
          session.commit();
        }
        end += 15;
        // Content that is under way must not be in the way.
        try (IngestSession session = store.newSession("a test")) {
          put(session, 1_000_000 + 50L * i, 1_000_050 + 50L * i);
          Folders.copyAtOneMoment(temporary.resolve("chunks"), copy);
        }
        try (ContentStore crashed = open(copy)) {
          assertHolds(crashed, 0, end);
          crashed.verifyIndex();
        }
      }
    }
  }

  @Test
  void contentThatWasNotCommittedCanBePutAgainAfterACrash() throws IOException {
    Path copy = temporary.resolve("copy");
    try (ContentStore store = open(temporary.resolve("chunks"));
        IngestSession session = store.newSession("a test")) {
      put(session, 0, 300);
      Folders.copyAtOneMoment(temporary.resolve("chunks"), copy);
    }
    for (Path left : List.of(copy, temporary.resolve("chunks"))) {
      try (ContentStore store = open(left);
          IngestSession session = store.newSession("a test")) {
        put(session, 0, 300);
        session.commit();
        assertHolds(store, 0, 300);
      }
    }
  }

  @Test
  void whatIsAcknowledgedOutlivesSigkill() throws Exception {
    StoreFolder folder = new StoreFolder(temporary.resolve("store"));
    folder.prepare();
    List<long[]> durable = new ArrayList<>();
    long[] round = {0};
    Trials.run(
        20,
        random -> {
          long start = round[0]++ << 32;
          durable.addAll(killOne(folder, start, random));
          try (StoreLock _ = StoreLock.take(folder, "verify");
              ContentStore store = open(folder.chunks())) {
            for (long[] range : durable) {
              assertHolds(store, range[0], range[1]);
            }
            store.verifyIndex();
          }
        });
    assertTrue(durable.size() >= 10, () -> "only " + durable.size() + " sessions");
  }

  /** Kills a child as it starts, or after some of its commits; gives what was durable by then. */
  private List<long[]> killOne(StoreFolder folder, long start, Random random) throws Exception {
    List<String> lines = new ArrayList<>();
    try (ChildJvm child =
        ChildJvm.start(temporary, IngestUntilKilled.class, folder.path().toString(), "" + start)) {
      if (random.nextInt(3) == 0) {
        Thread.sleep(random.nextInt(600));
      } else {
        for (int i = random.nextInt(4); i >= 0; i--) {
          lines.add(child.line());
        }
        Thread.sleep(0, random.nextInt(999_999));
        Thread.sleep(random.nextInt(12));
      }
      lines.addAll(child.kill());
    }
    List<long[]> durable = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words.length == 4 && words[3].equals(".")) {
        durable.add(new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])});
      }
    }
    return durable;
  }

  @Test
  void aDatabaseThatWasKilledWhileItWasMadeIsMadeAgain() throws IOException {
    Path made = temporary.resolve("made");
    open(made).close();
    List<Path> files = new ArrayList<>(Folders.filesBelow(made));
    files.removeIf(file -> file.endsWith("CURRENT") || file.toString().endsWith(".log"));
    // RocksDB publishes a new database by its file CURRENT, and makes its (empty) log after that.
    for (int left = 0; left <= files.size(); left++) {
      Path killed = Files.createDirectory(temporary.resolve("killed" + left));
      for (Path file : files.subList(0, left)) {
        Files.copy(file, killed.resolve(file.getFileName()));
      }
      try (ContentStore store = open(killed);
          IngestSession session = store.newSession("a test")) {
        put(session, 0, 10);
        session.commit();
        assertHolds(store, 0, 10);
      }
      try (ContentStore store = open(killed)) {
        assertHolds(store, 0, 10);
      }
    }
  }

  @Test
  void aDatabaseThatLostAFileIsNotMadeAnew() throws IOException {
    Path path = temporary.resolve("chunks");
    try (ContentStore store = open(path);
        IngestSession session = store.newSession("a test")) {
      put(session, 0, 10);
      session.commit();
    }
    Files.delete(path.resolve("CURRENT"));
    List<Path> before = new ArrayList<>(Folders.filesBelow(path));
    CorruptDataException e = assertThrows(CorruptDataException.class, () -> open(path));
    assertTrue(e.toString().contains(path.toString()), e::toString);
    before.removeIf(file -> file.getFileName().toString().startsWith("LOG"));
    List<Path> after = new ArrayList<>(Folders.filesBelow(path));
    after.removeIf(file -> file.getFileName().toString().startsWith("LOG"));
    assertEquals(before, after);
  }
}
