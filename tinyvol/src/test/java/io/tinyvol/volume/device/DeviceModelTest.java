package io.tinyvol.volume.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.delta.LayerFolder;
import io.tinyvol.volume.manifest.ManifestResize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random work on volumes and their clones, against plain arrays of bytes. */
class DeviceModelTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final int OPERATIONS = 1000;
  private static final int LEAST_BYTES = 2 << 20;

  @TempDir Path temporary;

  /** What a volume must have, and have had. */
  private static final class Model {
    byte[] bytes;
    final Map<Long, byte[]> revisions = new HashMap<>();

    Model(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] revision(long number) {
      return Objects.requireNonNull(revisions.get(number));
    }
  }

  private @Nullable VolumeStore opened;
  private final Map<String, Model> models = new TreeMap<>();
  private final Map<String, VolumeDevice> open = new TreeMap<>();
  private final Map<String, VolumeHold> holds = new TreeMap<>();
  private int clones;

  @Test
  void equalsArraysOfBytes() {
    Trials.run(
        4,
        random -> {
          models.clear();
          open.clear();
          opened = VolumeStore.open(temporary.resolve("s" + random.nextLong()), "test");
          addBase(random);
          for (int i = 0; i < OPERATIONS; i++) {
            step(random);
          }
          for (String name : List.copyOf(models.keySet())) {
            checkAll(name);
          }
          store().close();
        });
  }

  private void addBase(Random random) throws IOException {
    ContentStore content = store().writableContent();
    int blockBytes = 1024 << random.nextInt(3);
    long size = LEAST_BYTES + random.nextInt(100) * 1024L;
    BlockMap map = new BlockMap(new VolumeGeometry(size, blockBytes));
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(content, random, 20);
    for (int i = 0; i < 60; i++) {
      map.map(random.nextInt((int) map.geometry().blocks()), chunks.get(random.nextInt(20)));
    }
    VolumeHead head = VolumeHead.first(NOW, map.geometry(), map.write(content), new TreeMap<>());
    store().catalog().add("base", head);
    byte[] bytes = new byte[(int) size];
    map.blocks()
        .forEach(
            (block, part) -> {
              int at = (int) (block * blockBytes);
              int length = Math.min(blockBytes, bytes.length - at);
              System.arraycopy(
                  part.chunk().bytes(), part.offsetBlocks() * blockBytes, bytes, at, length);
            });
    Model model = new Model(bytes);
    model.revisions.put(1L, bytes.clone());
    models.put("base", model);
  }

  private void step(Random random) throws IOException {
    List<String> names = new ArrayList<>(models.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(40)) {
      case 0 -> clone(name);
      case 1 -> snapshot(name);
      case 2 -> revert(random, name);
      case 3 -> restart();
      case 4 -> remove(name);
      case 5 -> checkAll(name);
      case 6 -> close(name);
      case 7 -> checkView(name);
      case 8 -> merge(name);
      case 9 -> commit(random, name);
      case 10 -> resize(random, name);
      default -> request(random, name);
    }
  }

  private VolumeStore store() {
    return Objects.requireNonNull(opened);
  }

  private Model model(String name) {
    return Objects.requireNonNull(models.get(name));
  }

  private VolumeDevice device(String name) throws IOException {
    VolumeDevice device = open.get(name);
    if (device == null) {
      VolumeHold hold = store().catalog().take(name, "the test", true);
      device = store().devices().open(hold);
      open.put(name, device);
      holds.put(name, hold);
    }
    return device;
  }

  private void request(Random random, String name) throws IOException {
    byte[] bytes = model(name).bytes;
    VolumeDevice device = device(name);
    int at = place(random, bytes.length);
    int length = Math.min(bytes.length - at, length(random));
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        byte[] written =
            random.nextInt(5) == 0 ? new byte[length] : TestContent.random(random, length);
        if (length > 20_000 && random.nextBoolean()) {
          Arrays.fill(written, 5000, 15_000, (byte) 0);
        }
        device.write(at, ByteBuffer.wrap(written));
        System.arraycopy(written, 0, bytes, at, length);
      }
      case 2 -> {
        device.zero(at, length, random.nextInt(4) == 0);
        Arrays.fill(bytes, at, at + length, (byte) 0);
      }
      case 3 -> device.flush();
      default -> check(random, device, bytes, at, length);
    }
  }

  private static int place(Random random, int size) {
    int place = random.nextBoolean() ? random.nextInt(size) : random.nextInt(1 << 17);
    return random.nextBoolean() ? place / 4096 * 4096 : place;
  }

  private static int length(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(5000);
      case 1 -> 4096;
      case 2 -> 4096 * random.nextInt(40);
      default -> random.nextInt(random.nextInt(20) == 0 ? 1 << 20 : 100_000);
    };
  }

  private static void check(Random random, VolumeDevice device, byte[] bytes, int at, int length)
      throws IOException {
    ByteBuffer read =
        random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
    if (!random.nextBoolean() || !device.readIfQuick(at, read)) {
      device.read(at, read);
    }
    byte[] actual = new byte[length];
    read.flip().get(actual);
    assertArrayEquals(Arrays.copyOfRange(bytes, at, at + length), actual);
  }

  /** Reads all, and holds what is said of holes against it. */
  private void checkAll(String name) throws IOException {
    VolumeDevice device = device(name);
    byte[] bytes = model(name).bytes;
    ByteBuffer read = ByteBuffer.allocateDirect(bytes.length);
    device.read(0, read);
    byte[] actual = new byte[bytes.length];
    read.flip().get(actual);
    assertArrayEquals(bytes, actual);
    long[] at = {0};
    device.visit(
        0,
        bytes.length,
        (length, isMapped, isZero, _) -> {
          for (long i = at[0]; isZero && i < at[0] + length; i++) {
            assertEquals(0, bytes[(int) i]);
          }
          assertEquals(!isMapped, isZero);
          at[0] += length;
          return true;
        });
    assertEquals(bytes.length, at[0]);
  }

  private void checkView(String name) throws IOException {
    try (VolumeView view = store().devices().view(name)) {
      assertViewIs(model(name).bytes, view);
    }
  }

  private static void assertViewIs(byte[] bytes, VolumeView view) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(bytes.length);
    long at = view.nextData(0);
    while (at < view.sizeBytes()) {
      long hole = view.nextHole(at);
      view.readFully(at, read.limit((int) hole).position((int) at));
      at = view.nextData(hole);
    }
    assertArrayEquals(bytes, read.array());
  }

  private void clone(String source) throws IOException {
    String name = "clone" + clones++;
    store().catalog().clone(source, name, UUID.randomUUID(), NOW);
    Model model = new Model(model(source).bytes.clone());
    model.revisions.put(1L, model.bytes.clone());
    models.put(name, model);
  }

  private void snapshot(String name) throws IOException {
    VolumeHead head =
        store().catalog().updateFrozen(name, false, old -> old.snapshot(NOW, "").keeping(4));
    model(name).revisions.put(head.revision(), model(name).bytes.clone());
    model(name).revisions.keySet().removeIf(number -> head.revision(number).isEmpty());
  }

  private void revert(Random random, String name) throws IOException {
    close(name);
    Model model = model(name);
    List<Long> numbers = new ArrayList<>(model.revisions.keySet());
    long number = numbers.get(random.nextInt(numbers.size()));
    boolean changed = !store().catalog().get(name).changes().isEmpty();
    byte[] before = model.bytes;
    VolumeHead head =
        store().catalog().updateFrozen(name, true, old -> old.reverted(number, NOW, ""));
    if (changed) {
      model.revisions.put(head.revision() - 1, before);
    }
    model.bytes = model.revision(number).clone();
    model.revisions.put(head.revision(), model.bytes.clone());
    for (VolumeHead.Revision revision : head.revisions()) {
      try (VolumeView view = store().devices().view(revision)) {
        assertViewIs(model.revision(revision.number()), view);
      }
    }
  }

  private void merge(String name) throws IOException {
    VolumeDevice device = device(name);
    assertEquals(models.get(name) != null, !device.isReadOnly());
    LayerFolder layers = new LayerFolder(store().folder().deltas());
    new LayerMerge(
            store().catalog(), layers, store().devices(), Objects.requireNonNull(holds.get(name)))
        .run();
    int frozen = store().catalog().get(name).changes().frozen().size();
    assertTrue(frozen <= 2 * clones + 1, "not merged: " + frozen);
  }

  /** A merge may come before it is published, and leaves a layer then that hides nothing. */
  private void commit(Random random, String name) throws IOException {
    VolumeHead frozen = store().catalog().updateFrozen(name, false, head -> head);
    if (frozen.layers().isEmpty()) {
      return;
    }
    Digest root = TestCommit.commit(store(), frozen);
    boolean isMerged = random.nextBoolean();
    if (isMerged) {
      merge(name);
    }
    VolumeHead head =
        store()
            .catalog()
            .update(
                name,
                old -> old.committed(NOW, root, frozen.layers(), "").keeping(4),
                store().devices()::rebase);
    Model model = model(name);
    model.revisions.put(head.revision(), model.bytes.clone());
    model.revisions.keySet().removeIf(number -> head.revision(number).isEmpty());
    assertTrue(isMerged || head.layers().isEmpty(), head::toString);
  }

  /** What is cut off is gone, also where it grows again. */
  private void resize(Random random, String name) throws IOException {
    close(name);
    VolumeHead frozen = store().catalog().updateFrozen(name, false, head -> head);
    int blockBytes = frozen.geometry().blockBytes();
    int more = random.nextInt(random.nextBoolean() ? 4 * LEAST_BYTES : 100_000);
    int size = LEAST_BYTES + more / blockBytes * blockBytes;
    VolumeGeometry geometry = new VolumeGeometry(size, blockBytes);
    Digest committed = TestCommit.commit(store(), frozen);
    Digest root;
    try (IngestSession session = store().writableContent().newSession("a test")) {
      root = ManifestResize.cutToSize(store().writableContent(), session, committed, size);
    }
    VolumeHead head =
        store()
            .catalog()
            .update(name, present -> present.resized(NOW, geometry, root, "").keeping(4));
    Model model = model(name);
    model.bytes = Arrays.copyOf(model.bytes, size);
    model.revisions.put(head.revision(), model.bytes.clone());
    model.revisions.keySet().removeIf(number -> head.revision(number).isEmpty());
  }

  private void close(String name) throws IOException {
    VolumeDevice device = open.remove(name);
    if (device != null) {
      device.close();
      Objects.requireNonNull(holds.remove(name)).close();
    }
  }

  private void restart() throws IOException {
    Path path = store().folder().path();
    open.clear();
    store().close();
    opened = VolumeStore.open(path, "test");
    assertNotNull(store().writableContent());
  }

  private void remove(String name) throws IOException {
    if (models.size() > 4) {
      close(name);
      store().catalog().remove(List.of(name));
      models.remove(name);
    }
  }
}
