package io.tinyvol.builder.cache.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.tree.FileContent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FileTableTest {
  private static final UUID STORE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final ChunkingKey KEY = new ChunkingKey(STORE, HashAlgorithm.SHA256, 1, 65536);
  private static final FileStatus SPARSE = file(259L << 32 | 1, 2, 70_000, 1_700_000_000L, 5);
  private static final FileStatus SMALL = file(259L << 32 | 1, 77, 7, -1, 999_999_999);

  private static FileStatus file(long device, long inode, long size, long seconds, int nanos) {
    return new FileStatus(
        device, inode, 0100644, 1, 0, 0, size, 0, seconds, nanos, seconds + 9, nanos - 3, 0, 0);
  }

  private static byte[] example() {
    FileTableWriter table = new FileTableWriter();
    FileContent.Builder small = new FileContent.Builder();
    small.add(0, 1, new Digest(0x0102030405060708L, 2, 3, 4));
    table.add(SMALL, small.build(7));
    FileContent.Builder sparse = new FileContent.Builder();
    sparse.add(0, 2, new Digest(5, 6, 7, 8));
    sparse.add(16, 2, new Digest(9, 10, 11, -1));
    table.add(SPARSE, sparse.build(70_000));
    return TestContent.bytesOf(table.encode(KEY).orElseThrow());
  }

  private static FileTable decode(byte[] bytes) throws IOException {
    return FileTable.decode(bytes, KEY, "cache");
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("builder", "cache-format.md", "file-cache", example());
    FileTable table = decode(Golden.bytes("file-cache"));
    FileContent content = Objects.requireNonNull(table.find(SPARSE));
    assertEquals(70_000, content.sizeBytes());
    assertEquals(2, content.pieces());
    assertEquals(16, content.startBlock(1));
    assertEquals(2, content.blockCount(1));
    assertEquals(new Digest(9, 10, 11, -1), content.chunk(1));
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(example(), (file, what) -> FileTable.decode(file, KEY, what));
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(
        example(), (file, what) -> FileTable.decode(file, KEY, what));
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(
        example(),
        (file, what) -> {
          FileTable table = FileTable.decode(file, KEY, what);
          table.find(SMALL);
          table.find(SPARSE);
          return table;
        });
  }

  @Test
  void knowsNothingForAnotherKey() throws IOException {
    for (ChunkingKey other :
        new ChunkingKey[] {
          new ChunkingKey(UUID.randomUUID(), HashAlgorithm.SHA256, 1, 65536),
          new ChunkingKey(STORE, HashAlgorithm.SHA512_256, 1, 65536),
          new ChunkingKey(STORE, HashAlgorithm.SHA256, 2, 65536),
          new ChunkingKey(STORE, HashAlgorithm.SHA256, 1, 4096)
        }) {
      assertEquals(0, FileTable.decode(example(), other, "cache").files());
      assertNull(FileTable.decode(example(), other, "cache").find(SMALL));
    }
    assertEquals(2, decode(example()).files());
  }

  @Test
  void findsWhatIsUnchangedOnly() throws IOException {
    FileTable table = decode(example());
    assertNotNull(table.find(SMALL));
    long d = SMALL.device();
    FileStatus s = SMALL;
    for (FileStatus other :
        new FileStatus[] {
          file(d + 1, 77, 7, -1, 999_999_999),
          file(d, 78, 7, -1, 999_999_999),
          file(d, 77, 8, -1, 999_999_999),
          file(d, 77, 7, 0, 999_999_999),
          file(d, 77, 7, -1, 999_999_998),
          new FileStatus(d, 77, s.mode(), 1, 0, 0, 7, 0, -1, 999_999_999, 9, 999_999_996, 0, 0),
          new FileStatus(d, 77, s.mode(), 1, 0, 0, 7, 0, -1, 999_999_999, 8, 999_999_995, 0, 0)
        }) {
      assertNull(table.find(other), other::toString);
    }
  }

  @Test
  void findsAllOfManyFiles() {
    Trials.run(
        20,
        random -> {
          Map<FileStatus, FileContent> expected = new HashMap<>();
          FileTableWriter writer = new FileTableWriter();
          for (int i = random.nextInt(300); i > 0; i--) {
            FileStatus file =
                file(random.nextLong() << 62, random.nextLong(), 1L << 40, random.nextInt(), 7);
            FileContent content = content(random);
            expected.put(file, content);
            writer.add(file, content);
          }
          FileTable table = decode(TestContent.bytesOf(writer.encode(KEY).orElseThrow()));
          assertEquals(expected.size(), table.files());
          expected.forEach((file, content) -> assertEquals(content, table.find(file)));
        });
  }

  private static FileContent content(Random random) {
    FileContent.Builder content = new FileContent.Builder();
    long at = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      at += random.nextInt(1000);
      int count = 1 + random.nextInt(65535);
      content.add(
          at,
          count,
          new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()));
      at += count;
    }
    return content.build(1L << 40);
  }
}
