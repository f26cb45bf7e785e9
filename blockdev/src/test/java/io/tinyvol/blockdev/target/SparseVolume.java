package io.tinyvol.blockdev.target;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.TestContent;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.VolumeDevice;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;

/** A random volume with holes in a store, and the bytes that it must have. */
final class SparseVolume {
  private static final int CHUNK_BYTES = 65536;

  private final String name;
  private final byte[] bytes;

  private SparseVolume(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Makes one of some MiB, of any size and block size. */
  static SparseVolume make(VolumeStore store, Random random, String name) throws IOException {
    int blockBytes = 1024 << random.nextInt(3);
    VolumeGeometry geometry = new VolumeGeometry(1 + random.nextInt(3 << 20), blockBytes);
    byte[] bytes = new byte[(int) geometry.blocks() * blockBytes];
    Digest root;
    try (IngestSession session = store.writableContent().newSession("a test")) {
      try (ContentWriter writer = session.newWriter()) {
        ManifestWriter manifest = new ManifestWriter(geometry, writer);
        long block = random.nextInt(40);
        while (block < geometry.blocks()) {
          byte[] chunk = TestContent.random(random, CHUNK_BYTES);
          int blocks = 1 + random.nextInt(CHUNK_BYTES / blockBytes);
          blocks = (int) Math.min(blocks, geometry.blocks() - block);
          Digest digest = writer.put(ContentKind.CHUNK, TestContent.direct(chunk));
          manifest.add(new Extent(block, blocks, digest, 0, CHUNK_BYTES));
          System.arraycopy(chunk, 0, bytes, (int) block * blockBytes, blocks * blockBytes);
          block += blocks + (random.nextBoolean() ? 0 : random.nextInt(400));
        }
        root = manifest.finish();
      }
      session.commit();
    }
    store.catalog().add(name, VolumeHead.first(Instant.EPOCH, geometry, root, new TreeMap<>()));
    return new SparseVolume(name, Arrays.copyOf(bytes, (int) geometry.virtualBytes()));
  }

  /** Writes to it, so that it has a delta layer. */
  void change(VolumeStore store, Random random) throws IOException {
    try (VolumeHold hold = store.catalog().take(name, "the test", true);
        VolumeDevice device = store.devices().open(hold)) {
      for (int i = 0; i < 5; i++) {
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(20_000, bytes.length - at));
        byte[] written = TestContent.random(random, length);
        device.write(at, TestContent.direct(written));
        System.arraycopy(written, 0, bytes, at, length);
      }
      device.flush();
    }
  }
}
