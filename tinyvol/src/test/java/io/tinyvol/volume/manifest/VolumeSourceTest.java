package io.tinyvol.volume.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.PieceSource.Piece;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes read through their manifest, against the bytes that they were made of. */
class VolumeSourceTest {
  private static final int LEAF = (int) VolumeGeometry.LEAF_BYTES;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir Path folder;
  private ContentStore store;

  @BeforeEach
  void openStore() throws IOException {
    store =
        RocksContentStore.open(
            folder.resolve("chunks"),
            HashAlgorithm.SHA256,
            Compression.parse("zstd:1"),
            new Leases());
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private String seeded(String what) {
    return what + " (seed " + seed + ")";
  }

  private static byte[] read(VolumeSource source, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    source.readFully(offset, bytes);
    return bytes.array();
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    for (int i = 0; i < 4; i++) {
      RandomVolume volume = RandomVolume.make(random);
      byte[] expected = volume.bytes();
      try (VolumeSource source = VolumeSource.open(store, volume.store(store))) {
        assertEquals(expected.length, source.sizeBytes());
        assertTrue(Arrays.equals(expected, read(source, 0, expected.length)), seeded("all"));
        for (int j = 0; j < 300; j++) {
          int from = random.nextInt(expected.length);
          int to = Math.min(expected.length, from + random.nextInt(200_000));
          assertArrayEquals(
              Arrays.copyOfRange(expected, from, to),
              read(source, from, to - from),
              () -> seeded("bytes from " + from));
        }
      }
    }
  }

  @Test
  void tellsDataFromHoles() throws IOException {
    RandomVolume volume = RandomVolume.make(random);
    try (VolumeSource source = VolumeSource.open(store, volume.store(store))) {
      long size = source.sizeBytes();
      for (int i = 0; i < 500; i++) {
        long from = random.nextLong(size);
        boolean data = volume.isMapped(from);
        assertEquals(from, data ? source.nextData(from) : source.nextHole(from), seeded("same"));
        long edge = data ? source.nextHole(from) : source.nextData(from);
        assertTrue(edge > from && edge <= size, seeded("edge " + edge));
        for (long at = from; at < edge; at += volume.blockBytes()) {
          assertEquals(data, volume.isMapped(at), seeded("at " + at));
        }
        assertEquals(data, volume.isMapped(edge - 1), seeded("before " + edge));
        assertTrue(edge == size || data != volume.isMapped(edge), seeded("edge " + edge));
      }
      assertEquals(size, source.nextData(size));
      assertEquals(size, source.nextHole(size));
    }
  }

  @Test
  void givesPiecesThatFollowEachOther() throws IOException {
    RandomVolume volume = RandomVolume.make(random);
    byte[] expected = volume.bytes();
    try (VolumeSource source = VolumeSource.open(store, volume.store(store));
        ChunkLoader loader = new ChunkLoader(store.newReader())) {
      long at = 0;
      while (at < expected.length) {
        Piece piece = source.pieceAt(at);
        int length = (int) (piece.endBytes() - at);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (piece.content() instanceof ManifestDiff.Content content) {
          loader.load(content.chunk(), content.chunkBytes(), content.offsetBytes(), length, bytes);
        }
        assertArrayEquals(
            Arrays.copyOfRange(expected, (int) at, (int) piece.endBytes()),
            bytes.array(),
            seeded("piece at " + at));
        at = piece.endBytes();
      }
      assertEquals(expected.length, at);
      assertThrows(IllegalArgumentException.class, () -> source.pieceAt(expected.length));
    }
  }

  @Test
  void endsWhereTheVolumeDoes() throws IOException {
    RandomVolume volume = RandomVolume.make(random);
    try (VolumeSource source = VolumeSource.open(store, volume.store(store))) {
      long size = source.sizeBytes();
      assertThrows(EOFException.class, () -> read(source, size - 10, 11));
      assertThrows(EOFException.class, () -> read(source, size + 5, 1));
      assertThrows(EOFException.class, () -> read(source, -1, 1));
      assertEquals(0, read(source, size, 0).length);
    }
  }

  /** Three levels of nodes, one chunk in many places: three whole leaves, and some far away. */
  @Test
  void findsItsWayInLargeVolumes() throws IOException {
    long size = (10L << 40) + 17;
    long[] alone = {5L << 30, (9L << 40) + 3 * LEAF, size - 17 - (1 << 16)};
    byte[] chunk = new byte[1 << 16];
    Arrays.fill(chunk, (byte) 1);
    Digest root;
    try (IngestSession session = store.newSession("a test")) {
      try (ContentWriter content = session.newWriter()) {
        Digest digest = content.put(ContentKind.CHUNK, RandomVolume.withoutZeros(chunk));
        ManifestWriter manifest = new ManifestWriter(new VolumeGeometry(size, 4096), content);
        for (int i = 0; i < 3 * LEAF; i += 1 << 16) {
          manifest.add(new Extent((7L * LEAF + i) >> 12, 16, digest, 0, 1 << 16));
        }
        for (long at : alone) {
          manifest.add(new Extent(at >> 12, 16, digest, 0, 1 << 16));
        }
        root = manifest.finish();
      }
      session.commit();
    }
    try (VolumeSource source = VolumeSource.open(store, root)) {
      assertEquals(7L * LEAF, source.nextData(0));
      assertEquals(10L * LEAF, source.nextHole(7L * LEAF + 5));
      long before = 10L * LEAF;
      for (long at : alone) {
        assertEquals(at, source.nextData(before));
        assertEquals(before, source.nextHole(before));
        assertEquals(at + 1, source.nextData(at + 1));
        assertEquals(at + (1 << 16), source.nextHole(at));
        assertArrayEquals(new byte[] {0, 0, 1, 1}, read(source, at - 2, 4));
        before = at + (1 << 16);
      }
      assertEquals(size, source.nextData(before));
      assertEquals(before, source.nextHole(before));
      assertArrayEquals(new byte[17], read(source, before, 17));
    }
  }

  @Test
  void emptyVolumeIsOneHole() throws IOException {
    Digest root;
    try (IngestSession session = store.newSession("a test")) {
      try (ContentWriter content = session.newWriter()) {
        root = new ManifestWriter(new VolumeGeometry(5_000_000, 4096), content).finish();
      }
      session.commit();
    }
    try (VolumeSource source = VolumeSource.open(store, root)) {
      assertEquals(5_000_000, source.nextData(7));
      assertEquals(7, source.nextHole(7));
      assertArrayEquals(new byte[5_000_000], read(source, 0, 5_000_000));
    }
  }
}
