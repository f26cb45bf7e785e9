package io.tinyvol.volume.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.format.VolumeHeadFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeCatalogTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000, 5);

  @TempDir Path folder;
  private VolumeCatalog catalog;

  @BeforeEach
  void openCatalog() {
    catalog = new VolumeCatalog(folder);
  }

  private static VolumeHead head(long number) {
    return VolumeHead.first(
        Instant.ofEpochSecond(number),
        new VolumeGeometry(number * 4096, 4096),
        new Digest(number, 0, 0, 0),
        new TreeMap<>(Map.of("number", "" + number)));
  }

  @Test
  void addsReplacesAndRemoves() throws IOException {
    assertEquals(List.of(), catalog.names());
    catalog.add("b", head(1));
    catalog.add("a.B_c-9", head(2));
    assertEquals(List.of("a.B_c-9", "b"), catalog.names());
    assertThrows(VolumeExistsException.class, () -> catalog.add("b", head(3)));
    assertEquals(head(1).root(), catalog.get("b").root());
    VolumeHead replaced =
        catalog
            .get("b")
            .replaced(NOW, new VolumeGeometry(9, 1024), head(7).root(), new TreeMap<>());
    assertEquals(2, replaced.revision());
    catalog.put("b", replaced);
    assertEquals(replaced, catalog.get("b"));
    assertEquals(replaced, new VolumeCatalog(folder).all().get("b"));
    catalog.remove(List.of("b"));
    assertFalse(catalog.contains("b"));
    assertThrows(NoSuchVolumeException.class, () -> catalog.get("b"));
    assertEquals(List.of("a.B_c-9"), catalog.names());
  }

  @Test
  void removesAllOrNone() throws IOException {
    catalog.add("a", head(1));
    catalog.add("b", head(2));
    assertThrows(NoSuchVolumeException.class, () -> catalog.remove(List.of("a", "missing", "b")));
    assertEquals(List.of("a", "b"), catalog.names());
    catalog.remove(List.of("a", "b", "a"));
    assertEquals(List.of(), catalog.names());
  }

  @Test
  void aCloneHasTheContentAndItsOwnIdentity() throws IOException {
    VolumeHead source = head(1);
    catalog.add("source", source);
    VolumeHead clone = catalog.clone("source", "clone", NOW);
    assertEquals(clone, catalog.get("clone"));
    assertEquals(source, catalog.get("source"));
    assertNotEquals(source.uuid(), clone.uuid());
    assertEquals(1, clone.revision());
    assertEquals(NOW, clone.created());
    assertEquals(source.root(), clone.root());
    assertEquals(source.geometry(), clone.geometry());
    assertEquals(source.labels(), clone.labels());
    assertEquals(Optional.of(new VolumeHead.Parent(source.uuid(), "source", 1)), clone.parent());
    assertThrows(NoSuchVolumeException.class, () -> catalog.clone("none", "x", NOW));
    assertThrows(VolumeExistsException.class, () -> catalog.clone("source", "clone", NOW));
    assertEquals(clone, catalog.get("clone"));
  }

  @Test
  void aReplacementKeepsWhatWasThereAsAnEarlierRevision() throws IOException {
    VolumeHead first = head(1);
    catalog.add("a", first);
    for (long number = 2; number <= 4; number++) {
      VolumeHead next = head(number);
      catalog.put(
          "a",
          catalog.get("a").replaced(next.created(), next.geometry(), next.root(), new TreeMap<>()));
    }
    VolumeHead head = catalog.get("a");
    assertEquals(4, head.revision());
    assertEquals(first.uuid(), head.uuid());
    List<VolumeHead.Revision> expected = new ArrayList<>();
    for (long number = 1; number <= 4; number++) {
      VolumeHead made = head(number);
      expected.add(new VolumeHead.Revision(number, made.created(), made.geometry(), made.root()));
    }
    assertEquals(expected.subList(0, 3), head.earlier());
    assertEquals(expected, head.revisions());
    VolumeHead clone = catalog.clone("a", "clone", NOW);
    assertEquals(List.of(), clone.earlier());
    assertEquals(Optional.of(new VolumeHead.Parent(head.uuid(), "a", 4)), clone.parent());
  }

  @Test
  void theSameContentAgainChangesTheLabelsAlone() {
    VolumeHead second =
        head(1).replaced(NOW, head(2).geometry(), head(2).root(), new TreeMap<>(Map.of("a", "b")));
    SortedMap<String, String> labels = new TreeMap<>(Map.of("c", "d"));
    VolumeHead again =
        second.replaced(NOW.plusSeconds(1), second.geometry(), second.root(), labels);
    assertEquals(labels, again.labels());
    assertEquals(second.revisions(), again.revisions());
    assertEquals(second.uuid(), again.uuid());
    VolumeGeometry other = new VolumeGeometry(2 * 4096, 1024);
    assertEquals(3, second.replaced(NOW, other, second.root(), labels).revision());
    assertEquals(3, second.replaced(NOW, second.geometry(), head(1).root(), labels).revision());
  }

  @Test
  void refusesNamesThatAreNone() throws IOException {
    catalog.add("x".repeat(128), head(1));
    for (String name :
        new String[] {
          "",
          ".",
          "..",
          ".hidden",
          "-a",
          "_a",
          "a/b",
          "../a",
          "a b",
          "a\0",
          "a\n",
          "ä",
          "/abs",
          "x".repeat(129)
        }) {
      assertThrows(IllegalArgumentException.class, () -> catalog.get(name), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.add(name, head(1)), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.put(name, head(1)), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.contains(name), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.remove(List.of(name)), name);
      assertThrows(
          IllegalArgumentException.class, () -> catalog.clone("x".repeat(128), name, NOW), name);
    }
    assertEquals(List.of("x".repeat(128)), catalog.names());
  }

  @Test
  void filesThatAreNoVolumesAreIgnored() throws IOException {
    catalog.add("a", head(1));
    for (String name : new String[] {".a.123.part", ".nfs0001", "a~", "#a#", "lost+found", "a b"}) {
      Files.writeString(folder.resolve(name), "?");
    }
    assertEquals(List.of("a"), catalog.names());
    assertEquals(1, catalog.all().size());
  }

  @Test
  void aDamagedHeadIsNamed() throws IOException {
    catalog.add("a", head(1));
    catalog.add("b", head(2));
    Files.writeString(folder.resolve("b"), "short");
    assertTrue(catalog.contains("b"));
    assertEquals(List.of("a", "b"), catalog.names());
    CorruptDataException e = assertThrows(CorruptDataException.class, () -> catalog.get("b"));
    assertTrue(e.toString().contains(folder.resolve("b").toString()), e::toString);
    assertThrows(CorruptDataException.class, catalog::all);
    catalog.put("b", head(3));
    catalog.remove(List.of("a"));
    assertEquals(1, catalog.all().size());
  }

  /** The steps of {@link DurableFiles#write}, as a crash after each of them would leave them. */
  @Test
  void aCrashAtAnyStepOfAReplacementLeavesTheOldHeadOrTheNew() throws IOException {
    VolumeHead old = head(1);
    VolumeHead fresh = head(2);
    byte[] bytes = TestContent.bytesOf(VolumeHeadFormat.encode(fresh));
    catalog.put("a", old);
    Path left = folder.resolve(".a.4711.part");
    for (int written = 0; written <= bytes.length; written++) {
      Files.write(left, Arrays.copyOf(bytes, written));
      assertEquals(List.of("a"), catalog.names());
      assertEquals(old, catalog.get("a"));
    }
    DurableFiles.publish(left, folder.resolve("a"));
    assertEquals(fresh, catalog.get("a"));
    // The same process number may come again: what an earlier one left is overwritten.
    Files.write(DurableFiles.temporaryFor(folder.resolve("a")), new byte[5000]);
    catalog.put("a", old);
    assertEquals(old, catalog.get("a"));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("a")), files.toList());
    }
  }

  @Test
  void aFailedReplacementLeavesTheOldHeadAndNothingElse() throws IOException {
    catalog.put("a", head(1));
    VolumeHead tooLong =
        VolumeHead.first(
            NOW,
            new VolumeGeometry(0, 4096),
            head(1).root(),
            new TreeMap<>(Map.of("key", "x".repeat(70_000))));
    assertThrows(IllegalArgumentException.class, () -> catalog.put("a", tooLong));
    Files.createDirectories(folder.resolve("b").resolve("in the way"));
    assertThrows(IOException.class, () -> catalog.put("b", head(2)));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
    assertEquals(head(1).root(), catalog.get("a").root());
  }
}
