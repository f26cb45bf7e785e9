package io.tinyvol.volume.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.format.RemovalFormat;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that are removed together go together. */
class RemovalTest {
  private static final List<String> REMOVED = List.of("a", "b", "c");
  private static final VolumeHead HEAD =
      VolumeHead.first(
          Instant.EPOCH, new VolumeGeometry(4096, 4096), new Digest(1, 2, 3, 4), new TreeMap<>());

  @TempDir Path temporary;
  private Path store;
  private Path volumes;

  @BeforeEach
  void makeStore() throws IOException {
    store = temporary.resolve("store");
    volumes = store.resolve("volumes");
    VolumeStore.open(store, "test").close();
  }

  private void addVolumes(List<String> names) throws IOException {
    VolumeCatalog catalog = TestCatalogs.open(volumes);
    for (String name : names) {
      catalog.add(name, HEAD);
    }
  }

  private Path announce(List<String> names) throws IOException {
    Path file = volumes.resolve(Removal.FILE_NAME);
    return Files.write(file, TestContent.bytesOf(RemovalFormat.encode(new TreeSet<>(names))));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(volumes)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> namesWhenOpened() throws IOException {
    try (VolumeStore opened = VolumeStore.open(store, "test")) {
      return opened.catalog().names();
    }
  }

  @Test
  void oneThatWasKilledBeforeItWasAnnouncedDidNothing() throws IOException {
    addVolumes(REMOVED);
    addVolumes(List.of("kept"));
    byte[] whole = TestContent.bytesOf(RemovalFormat.encode(new TreeSet<>(REMOVED)));
    Files.write(DurableFiles.temporaryFor(volumes.resolve(Removal.FILE_NAME)), whole);
    assertEquals(List.of("a", "b", "c", "kept"), namesWhenOpened());
  }

  @Test
  void oneThatWasKilledAtAnyStepAfterThatIsFinishedWhenTheStoreIsOpened() throws IOException {
    addVolumes(List.of("kept"));
    // Heads go one by one, but a file system may keep any of these removals and lose the others.
    for (int left = 0; left < 1 << REMOVED.size(); left++) {
      List<String> there = new ArrayList<>();
      for (int i = 0; i < REMOVED.size(); i++) {
        if ((left & 1 << i) != 0) {
          there.add(REMOVED.get(i));
        }
      }
      addVolumes(there);
      announce(REMOVED);
      assertEquals(List.of("kept"), namesWhenOpened(), there::toString);
      assertEquals(List.of("kept"), files());
    }
    addVolumes(REMOVED);
    assertEquals(List.of("a", "b", "c", "kept"), namesWhenOpened(), "it came to an end");
  }

  @Test
  void leavesNoFileAndStartsNoneForOneVolume() throws IOException {
    addVolumes(REMOVED);
    VolumeCatalog catalog = TestCatalogs.open(volumes);
    // In the way of a file that would be written.
    Path inTheWay = volumes.resolve(Removal.FILE_NAME).resolve("x");
    Files.createDirectories(inTheWay);
    catalog.remove(List.of("a", "a"));
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    catalog.remove(List.of());
    assertThrows(NoSuchVolumeException.class, () -> catalog.remove(List.of("b", "a", "c")));
    assertEquals(List.of("b", "c"), files());
    catalog.remove(List.of("c", "b"));
    assertEquals(List.of(), files());
  }

  /** One head cannot be removed; for as long as that is so, nobody may use the names. */
  @Test
  void oneThatFailsIsFinishedBeforeAnythingElseIsWritten() throws IOException {
    addVolumes(List.of("a", "c", "other"));
    Path stuck = Files.createDirectories(volumes.resolve("b").resolve("x"));
    VolumeCatalog catalog = TestCatalogs.open(volumes);
    assertThrows(DirectoryNotEmptyException.class, () -> catalog.remove(REMOVED));
    assertTrue(Files.exists(volumes.resolve(Removal.FILE_NAME)));
    assertFalse(catalog.contains("a"));
    assertThrows(DirectoryNotEmptyException.class, () -> catalog.add("a", HEAD));
    assertThrows(DirectoryNotEmptyException.class, () -> catalog.publish("a", HEAD, true));
    assertThrows(DirectoryNotEmptyException.class, () -> catalog.rename("other", "a"));
    assertThrows(
        DirectoryNotEmptyException.class,
        () -> catalog.clone("other", "a", UUID.randomUUID(), Instant.EPOCH));
    assertThrows(DirectoryNotEmptyException.class, () -> catalog.remove(List.of("other")));
    assertEquals(HEAD, catalog.get("other"));
    assertThrows(DirectoryNotEmptyException.class, () -> VolumeStore.open(store, "test"));
    Files.delete(stuck);
    catalog.add("a", HEAD);
    assertEquals(List.of("a", "other"), files());
  }

  @Test
  void oneThatCannotBeAnnouncedRemovesNothing() throws IOException {
    addVolumes(REMOVED);
    VolumeCatalog catalog = TestCatalogs.open(volumes);
    Path inTheWay = volumes.resolve(Removal.FILE_NAME).resolve("x");
    Files.createDirectories(inTheWay);
    assertThrows(IOException.class, () -> catalog.remove(REMOVED));
    assertEquals(REMOVED, catalog.names());
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    catalog.add("d", HEAD);
    assertEquals(List.of("a", "b", "c", "d"), catalog.names());
    catalog.remove(REMOVED);
    assertEquals(List.of("d"), files());
  }

  @Test
  void aDamagedFileIsNamedAndNothingRemoved() throws IOException {
    addVolumes(REMOVED);
    Path file = announce(REMOVED);
    byte[] bytes = Files.readAllBytes(file);
    bytes[25] ^= 1;
    Files.write(file, bytes);
    CorruptDataException e = assertThrows(CorruptDataException.class, this::namesWhenOpened);
    assertTrue(e.toString().contains(file.toString()), e::toString);
    assertEquals(REMOVED, VolumeCatalog.namesIn(volumes));
    Files.delete(file); // what the documentation says
    assertEquals(REMOVED, namesWhenOpened());
  }

  @Test
  void aNewerFileIsLeftToANewerProgram() throws IOException {
    addVolumes(REMOVED);
    Path file = announce(REMOVED);
    byte[] known = Files.readAllBytes(file);
    Files.write(file, FrameAttacks.resealed(known, view -> view.put(4, (byte) 2)));
    assertThrows(UnsupportedFormatException.class, this::namesWhenOpened);
    assertEquals(REMOVED, VolumeCatalog.namesIn(volumes));
  }
}
