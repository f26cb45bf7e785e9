package io.tinyvol.volume.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.Folders;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.lease.Lease;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.WatchedStores;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.check.VolumeCheck;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.gc.Interleavings.Part;
import io.tinyvol.volume.gc.Interleavings.Scenario;
import io.tinyvol.volume.manifest.ManifestEditor;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collection beside one or two others, in every order of their steps with a few interruptions:
 * what a volume has at the end is there, and what was removed nobody refers to.
 */
class GcInterleavingTest {
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(64 << 10, 4096);

  /** More interruptions for who has hours. */
  private static final int MORE = Integer.getInteger("io.tinyvol.interruptions", 0);

  /** In memory where that is possible, for each order syncs some twenty times. */
  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir Path temporary;
  private Path folder;
  private Interleavings interleavings;
  private VolumeStore store;
  private volatile boolean opening;

  @BeforeEach
  void open() throws IOException {
    folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "gc") : temporary;
    interleavings = new Interleavings();
    store = WatchedStores.open(folder.resolve("s"), interleavings);
    assertTrue(store.writableContent().estimatedChunks() == 0);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    Folders.delete(folder);
  }

  /** Scenarios begin with one volume, and with content that was another one's. */
  private abstract class Beside implements Scenario {
    @Override
    public final List<Part> begin() throws Exception {
      for (String name : store.catalog().names()) {
        store.catalog().remove(List.of(name));
      }
      collect(); // what another order left
      publish("kept", 1);
      publish("removed", 2);
      prepare();
      store.catalog().remove(List.of("removed"));
      return parts();
    }

    void prepare() throws Exception {}

    abstract List<Part> parts();

    @Override
    public void end() throws Exception {
      // What is left over goes at the latest with a collection that nobody is beside.
      assertEquals(List.of(), collect().held());
      CheckReport check = VolumeCheck.run(store, true, Progress.NONE);
      assertEquals(List.of(), check.findings());
    }
  }

  private GcReport collect() throws IOException {
    Progress watched =
        new Progress() {
          @Override
          public void begin(String what, long total) {
            interleavings.point(false); // the heads have been read, or all is marked
          }

          @Override
          public void advance(long bytes) {}
        };
    return GarbageCollector.run(
        store,
        false,
        () -> {
          interleavings.point(false); // begun, and no head has been read
          return Map.of();
        },
        watched);
  }

  private Part collector() {
    return new Part("gc", this::collect);
  }

  /** Builds a volume of one chunk, as a builder does. */
  private Digest publish(String name, int content) throws IOException {
    try (IngestSession session = store.writableContent().newSession("build " + name)) {
      Digest root;
      try (ContentWriter writer = session.newWriter()) {
        Digest chunk = writer.put(ContentKind.CHUNK, bytes(content));
        ManifestWriter manifest = new ManifestWriter(GEOMETRY, writer);
        manifest.add(new Extent(0, 1, chunk, 0, 4096));
        root = manifest.finish();
      }
      session.commit();
      VolumeHead head = VolumeHead.first(Instant.EPOCH, GEOMETRY, root, new TreeMap<>());
      store.catalog().publish(name, head, true);
      return root;
    }
  }

  private static ByteBuffer bytes(int content) {
    byte[] bytes = new byte[4096];
    Arrays.fill(bytes, (byte) content);
    return ByteBuffer.wrap(bytes);
  }

  private void assertHas(String name, int content) throws IOException {
    try (VolumeView view = store.devices().view(name)) {
      ByteBuffer is = ByteBuffer.allocate(4096);
      view.readFully(0, is);
      assertEquals(bytes(content), is.flip());
    }
  }

  private void all(int interruptions, Scenario scenario) throws Exception {
    int most = MORE + interruptions;
    int orders = interleavings.all(scenario, most);
    System.out.println(orders + " orders with " + most + " interruptions at most");
    assertTrue(orders > 20, "there is nothing to choose from");
  }

  @Test
  void aBuildFindsContentThatIsBeingCollected() throws Exception {
    all(
        2,
        new Beside() {
          @Override
          List<Part> parts() {
            return List.of(collector(), new Part("build", () -> publish("again", 2)));
          }

          @Override
          public void end() throws Exception {
            assertHas("again", 2);
            super.end();
          }
        });
  }

  @Test
  void theLastVolumeOfItsContentIsClonedAndRemoved() throws Exception {
    all(
        2,
        new Beside() {
          @Override
          List<Part> parts() {
            return List.of(
                collector(),
                new Part(
                    "clone",
                    () -> {
                      UUID uuid = UUID.randomUUID();
                      store.catalog().clone("kept", "clone", uuid, Instant.EPOCH);
                      interleavings.point(false);
                      store.catalog().remove(List.of("kept"));
                      return uuid;
                    }));
          }

          @Override
          public void end() throws Exception {
            assertHas("clone", 1);
            super.end();
          }
        });
  }

  @Test
  void aVolumeIsReadWhichIsRemovedMeanwhile() throws Exception {
    all(
        1,
        new Beside() {
          @Override
          void prepare() throws Exception {
            publish("read", 3);
          }

          @Override
          List<Part> parts() {
            return List.of(
                collector(),
                new Part(
                    "reader",
                    () -> {
                      opening = true;
                      try (VolumeView view = store.devices().view("read")) {
                        opening = false;
                        interleavings.point(false);
                        view.readFully(0, ByteBuffer.allocate(4096));
                      } catch (NoSuchVolumeException e) {
                        // It was removed before.
                      } finally {
                        opening = false;
                      }
                      return true;
                    }),
                new Part(
                    "remover",
                    () -> {
                      while (opening) {
                        interleavings.point(true); // for its name is locked
                      }
                      store.catalog().remove(List.of("read"));
                      return true;
                    }));
          }
        });
  }

  /** An editor takes over nodes that it never puts: only the lease on their root holds them. */
  @Test
  void whatIsMadeFromARemovedVolumeIsPublished() throws Exception {
    all(
        1,
        new Beside() {
          @Override
          void prepare() throws Exception {
            publish("base", 4);
          }

          @Override
          List<Part> parts() {
            return List.of(
                collector(),
                new Part("commit", () -> edit("base", "edited")),
                new Part(
                    "remover",
                    () -> {
                      store.catalog().remove(List.of("base"));
                      return true;
                    }));
          }

          @Override
          public void end() throws Exception {
            if (store.catalog().contains("edited")) {
              assertHas("edited", 4);
            }
            super.end();
          }
        });
  }

  private Optional<VolumeHead> edit(String from, String to) throws IOException {
    try (IngestSession session = store.writableContent().newSession("edit " + from);
        Lease reading = store.leases().open("edit " + from)) {
      Optional<VolumeHead> base = store.catalog().find(from);
      if (base.isEmpty()) {
        return base;
      }
      interleavings.point(false);
      reading.hold(base.get().root()).settle();
      Digest root;
      try (ContentReader nodes = store.content().newReader();
          ContentWriter writer = session.newWriter()) {
        ManifestEditor editor =
            new ManifestEditor(new ManifestReader(nodes, base.get().root()), writer);
        Digest chunk = writer.put(ContentKind.CHUNK, bytes(5));
        editor.replace(8, 9, List.of(new Extent(8, 1, chunk, 0, 4096)));
        root = editor.finish();
      }
      session.commit();
      VolumeHead head = VolumeHead.first(Instant.EPOCH, GEOMETRY, root, new TreeMap<>());
      return Optional.of(store.catalog().publish(to, head, true));
    }
  }
}
