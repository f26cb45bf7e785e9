package io.tinyvol.volume.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeCatalogTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000, 5);

  @TempDir Path folder;
  private VolumeCatalog catalog;

  @BeforeEach
  void openCatalog() throws IOException {
    catalog = TestCatalogs.open(folder);
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
    VolumeHead replaced = catalog.publish("b", head(7), true);
    assertEquals(2, replaced.revision());
    assertEquals(head(7).root(), replaced.root());
    assertEquals(replaced, catalog.get("b"));
    assertEquals(replaced, TestCatalogs.open(folder).all().get("b"));
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
    VolumeHead clone = catalog.clone("source", "clone", new UUID(1, 2), NOW);
    assertEquals(clone, catalog.get("clone"));
    assertEquals(source, catalog.get("source"));
    assertEquals(new UUID(1, 2), clone.uuid());
    assertEquals(1, clone.revision());
    assertEquals(NOW, clone.created());
    assertEquals(source.root(), clone.root());
    assertEquals(source.geometry(), clone.geometry());
    assertEquals(source.labels(), clone.labels());
    assertEquals(Optional.of(new VolumeHead.Parent(source.uuid(), "source", 1)), clone.parent());
    assertThrows(
        NoSuchVolumeException.class, () -> catalog.clone("none", "x", UUID.randomUUID(), NOW));
    assertThrows(
        VolumeExistsException.class,
        () -> catalog.clone("source", "clone", UUID.randomUUID(), NOW));
    assertEquals(clone, catalog.get("clone"));
  }

  @Test
  void aCloneThatIsAskedForAgainIsTheSame() throws IOException {
    catalog.add("source", head(1));
    UUID uuid = UUID.randomUUID();
    VolumeHead clone = catalog.clone("source", "clone", uuid, NOW);
    assertEquals(clone, catalog.clone("source", "clone", uuid, NOW.plusSeconds(1)));
    VolumeHead changed = catalog.publish("clone", head(2), true);
    catalog.remove(List.of("source"));
    assertEquals(changed, catalog.clone("source", "clone", uuid, NOW.plusSeconds(2)));
    assertEquals(changed, catalog.get("clone"));
    assertEquals(List.of("clone"), catalog.names());
  }

  @Test
  void publishingAgainIsNoRevisionUnlessTheContentChanged() throws IOException {
    VolumeHead first = head(1);
    assertEquals(first, catalog.publish("a", first, false));
    Instant written = Files.getLastModifiedTime(folder.resolve("a")).toInstant();
    assertEquals(first, catalog.publish("a", again(first, first.root()), false));
    assertEquals(written, Files.getLastModifiedTime(folder.resolve("a")).toInstant());
    VolumeHead second = catalog.publish("a", again(first, head(2).root()), false);
    assertEquals(2, second.revision());
    assertEquals(first.uuid(), second.uuid());
    assertThrows(VolumeExistsException.class, () -> catalog.publish("a", head(3), false));
    assertEquals(second, catalog.get("a"));
    assertEquals(first.uuid(), catalog.publish("a", head(3), true).uuid());
    assertEquals(3, catalog.get("a").revision());
  }

  private static VolumeHead again(VolumeHead first, Digest root) {
    return VolumeHead.first(
        first.uuid(), NOW.plusSeconds(9), first.geometry(), root, first.labels());
  }

  @Test
  void updatesAHeadAndWritesNothingWhereItStaysAsItIs() throws IOException {
    catalog.add("a", head(1));
    SortedMap<String, String> labels = new TreeMap<>(Map.of("os", "debian"));
    VolumeHead labelled = catalog.update("a", head -> head.relabelled(labels));
    assertEquals(labels, labelled.labels());
    assertEquals(1, labelled.revision());
    assertEquals(labelled, catalog.get("a"));
    Object inode = Files.getAttribute(folder.resolve("a"), "unix:ino");
    assertEquals(labelled, catalog.update("a", head -> head.relabelled(labels)));
    assertEquals(inode, Files.getAttribute(folder.resolve("a"), "unix:ino"));
    assertThrows(NoSuchVolumeException.class, () -> catalog.update("b", head -> head));
    assertThrows(
        IllegalArgumentException.class,
        () -> catalog.update("a", head -> head.relabelled(new TreeMap<>(Map.of("", "x")))));
    assertEquals(labelled, catalog.get("a"));
  }

  @Test
  void renames() throws IOException {
    VolumeHead source = head(1);
    catalog.add("a", source);
    catalog.add("b", head(2));
    VolumeHead clone = catalog.clone("a", "clone", UUID.randomUUID(), NOW);
    assertThrows(VolumeExistsException.class, () -> catalog.rename("a", "b"));
    assertThrows(VolumeExistsException.class, () -> catalog.rename("a", "a"));
    assertThrows(NoSuchVolumeException.class, () -> catalog.rename("none", "c"));
    assertThrows(NoSuchVolumeException.class, () -> catalog.rename("none", "b"));
    assertThrows(NoSuchVolumeException.class, () -> catalog.rename("none", "none"));
    assertThrows(IllegalArgumentException.class, () -> catalog.rename("a", "../c"));
    assertEquals(List.of("a", "b", "clone"), catalog.names());
    catalog.rename("a", "c");
    assertEquals(List.of("b", "c", "clone"), catalog.names());
    assertEquals(source, catalog.get("c"));
    assertEquals(clone, catalog.get("clone"));
    assertEquals("a", clone.parent().orElseThrow().name());
    catalog.add("a", head(3));
    assertEquals(source, catalog.get("c"));
  }

  @Test
  void aReplacementKeepsWhatWasThereAsAnEarlierRevision() throws IOException {
    VolumeHead first = head(1);
    catalog.add("a", first);
    for (long number = 2; number <= 4; number++) {
      catalog.publish("a", head(number), true);
    }
    VolumeHead head = catalog.get("a");
    assertEquals(4, head.revision());
    assertEquals(first.uuid(), head.uuid());
    List<VolumeHead.Revision> expected = new ArrayList<>();
    for (long number = 1; number <= 4; number++) {
      VolumeHead made = head(number);
      expected.add(
          new VolumeHead.Revision(
              number, made.created(), made.geometry(), made.root(), List.of(), ""));
    }
    assertEquals(expected.subList(0, 3), head.earlier());
    assertEquals(expected, head.revisions());
    VolumeHead clone = catalog.clone("a", "clone", UUID.randomUUID(), NOW);
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
      assertThrows(
          IllegalArgumentException.class, () -> catalog.publish(name, head(1), true), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.update(name, h -> h), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.rename(name, "a"), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.find(name), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.contains(name), name);
      assertThrows(IllegalArgumentException.class, () -> catalog.remove(List.of(name)), name);
      assertThrows(
          IllegalArgumentException.class,
          () -> catalog.clone("x".repeat(128), name, UUID.randomUUID(), NOW),
          name);
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
    assertThrows(CorruptDataException.class, () -> catalog.publish("b", head(3), true));
    assertThrows(CorruptDataException.class, () -> catalog.update("b", head -> head));
    assertThrows(CorruptDataException.class, () -> catalog.clone("a", "b", UUID.randomUUID(), NOW));
    catalog.rename("b", "c");
    catalog.remove(List.of("c"));
    assertEquals(1, catalog.all().size());
  }

  /** The steps of {@link DurableFiles#write}, as a crash after each of them would leave them. */
  @Test
  void aCrashAtAnyStepOfAReplacementLeavesTheOldHeadOrTheNew() throws IOException {
    VolumeHead old = head(1);
    VolumeHead fresh = head(2);
    byte[] bytes = TestContent.bytesOf(VolumeHeadFormat.encode(fresh));
    catalog.add("a", old);
    Path left = folder.resolve(".a.4711.part");
    for (int written = 0; written <= bytes.length; written++) {
      Files.write(left, Arrays.copyOf(bytes, written));
      assertEquals(List.of("a"), catalog.names());
      assertEquals(old, catalog.get("a"));
    }
    DurableFiles.publish(left, folder.resolve("a"));
    assertEquals(fresh, catalog.get("a"));
  }

  @Test
  void aFailedReplacementLeavesTheOldHeadAndNothingElse() throws IOException {
    catalog.add("a", head(1));
    VolumeHead tooLong =
        VolumeHead.first(
            NOW,
            new VolumeGeometry(0, 4096),
            head(1).root(),
            new TreeMap<>(Map.of("key", "x".repeat(70_000))));
    assertThrows(IllegalArgumentException.class, () -> catalog.update("a", _ -> tooLong));
    Files.createDirectories(folder.resolve("b").resolve("in the way"));
    assertThrows(IOException.class, () -> catalog.publish("b", head(2), true));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
    assertEquals(head(1).root(), catalog.get("a").root());
  }
}
