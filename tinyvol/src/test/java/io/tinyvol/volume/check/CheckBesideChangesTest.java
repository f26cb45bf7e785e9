package io.tinyvol.volume.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.VolumeDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to volumes while they are checked is no damage, and hides none. */
class CheckBesideChangesTest {
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(1 << 20, 4096);

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void makeVolume() throws IOException {
    folder = temporary.resolve("s");
    try (VolumeStore store = VolumeStore.open(folder, "test")) {
      Digest root = new BlockMap(GEOMETRY).write(store.writableContent());
      VolumeHead head = VolumeHead.first(Instant.EPOCH, GEOMETRY, root, new TreeMap<>());
      store.catalog().add("v", head);
      try (VolumeHold hold = store.catalog().take("v", "the test", true);
          VolumeDevice device = store.devices().open(hold)) {
        device.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        device.flush();
      }
    }
  }

  private interface Change {
    void make(VolumeStore store) throws IOException;
  }

  /** What a check finds when something is done after it has read the heads. */
  private List<Finding> check(Change change) throws IOException {
    try (VolumeStore store = VolumeStore.open(folder, "test")) {
      Progress between =
          new Progress() {
            @Override
            public void begin(String what, long totalBytes) {
              try {
                change.make(store);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }

            @Override
            public void advance(long bytes) {}
          };
      return VolumeCheck.run(store, true, between).findings();
    }
  }

  /** The layer goes when the head does not name it any more. */
  private static void commit(VolumeStore store) throws IOException {
    store
        .catalog()
        .update(
            "v",
            old -> old.committed(Instant.EPOCH, old.root(), old.layers(), "").keeping(1),
            store.devices()::rebase);
  }

  @Test
  void layersThatGoAreNoDamage() throws IOException {
    assertEquals(List.of(), check(CheckBesideChangesTest::commit));
  }

  @Test
  void volumesThatGoAreNoDamage() throws IOException {
    assertEquals(List.of(), check(store -> store.catalog().remove(List.of("v"))));
  }

  @Test
  void damageIsTold() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("deltas"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    assertEquals(1, check(store -> {}).size());
  }
}
