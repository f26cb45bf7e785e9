package io.tinyvol.volume.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.lease.CollectionCycle;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collection hears of every root that a head is given while it goes on: it may have read the
 * folder of heads just before, and what had the root then may have gone.
 */
class PublishedRootsTest {
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(1 << 20, 4096);
  private static final Digest FIRST = new Digest(1, 2, 3, 4);
  private static final Digest SECOND = new Digest(5, 6, 7, 8);

  @TempDir Path folder;

  private static VolumeHead head(Digest root) {
    return VolumeHead.first(Instant.EPOCH, GEOMETRY, root, new TreeMap<>());
  }

  private interface Change {
    void make(VolumeCatalog catalog) throws IOException;
  }

  private Set<Digest> published(Change change) throws IOException {
    try (VolumeStore store = VolumeStore.open(folder.resolve("s"), "test")) {
      if (!store.catalog().contains("v")) {
        store.catalog().add("v", head(FIRST));
      }
      try (CollectionCycle cycle = store.leases().collect().orElseThrow()) {
        assertEquals(Set.of(), cycle.roots());
        assertTrue(store.leases().collect().isEmpty(), "one at a time");
        change.make(store.catalog());
        return cycle.roots();
      }
    }
  }

  @Test
  void everyChangeOfAHeadTellsItsRoots() throws IOException {
    assertEquals(Set.of(SECOND), published(catalog -> catalog.add("added", head(SECOND))));
    assertEquals(Set.of(FIRST), published(catalog -> clone(catalog, "c")));
    assertEquals(
        Set.of(FIRST, SECOND),
        published(catalog -> catalog.publish("v", head(SECOND), true)),
        "with those of earlier revisions");
    assertEquals(
        Set.of(FIRST, SECOND),
        published(catalog -> catalog.update("v", old -> old.snapshot(Instant.EPOCH, "note"))));
    assertEquals(Set.of(), published(catalog -> catalog.rename("c", "d")));
  }

  private static void clone(VolumeCatalog catalog, String name) throws IOException {
    VolumeHead made = catalog.clone("v", name, UUID.randomUUID(), Instant.EPOCH);
    assertEquals(FIRST, made.root());
  }
}
