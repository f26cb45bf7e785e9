package io.tinyvol.volume.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.Folders;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a check says of each kind of damage. The volumes are made elsewhere, and brought in part.
 */
class VolumeCheckTest {
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(6L << 40, 4096);

  @TempDir Path temporary;
  private final MemoryContentStore source = new MemoryContentStore();
  private VolumeStore store;
  private List<BlockMap.Chunk> chunks;

  @BeforeEach
  void makeStore() throws IOException {
    store = VolumeStore.create(temporary.resolve("s"), StoreConfig.withDefaults(), "test");
    chunks = BlockMap.putChunks(source, new Random(1), 4);
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  /** Adds a volume, or a revision to the volume of that name. */
  private Digest add(String name, int... chunkNumbers) throws IOException {
    BlockMap volume = new BlockMap(GEOMETRY);
    for (int i = 0; i < chunkNumbers.length; i++) {
      volume.map(i * (1L << 28), chunks.get(chunkNumbers[i]));
    }
    Digest root = volume.write(source);
    VolumeHead head = VolumeHead.first(Instant.EPOCH, GEOMETRY, root, new TreeMap<>());
    store.catalog().publish(name, head, true);
    return root;
  }

  /** Brings all content that there is by now, but for these pieces. */
  private void bringAllBut(Digest... missing) throws IOException {
    Set<Digest> left = Set.of(missing);
    try (IngestSession session = store.writableContent().newSession("a test")) {
      try (var writer = session.newWriter()) {
        for (ContentKind kind : ContentKind.values()) {
          for (Map.Entry<Digest, byte[]> entry : source.contents(kind).entrySet()) {
            if (!left.contains(entry.getKey())) {
              writer.put(kind, ByteBuffer.wrap(entry.getValue()));
            }
          }
        }
      }
      session.commit();
    }
  }

  private List<Finding> check(boolean deep) throws IOException {
    return VolumeCheck.run(store, deep, Progress.NONE).findings();
  }

  private Finding theOnly(List<Finding> findings) {
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }

  @Test
  void countsWhatItChecked() throws IOException {
    add("a", 0, 1);
    add("b", 0, 1);
    bringAllBut();
    CheckReport shallow = VolumeCheck.run(store, false, Progress.NONE);
    assertEquals(List.of(), shallow.findings());
    assertEquals(2, shallow.volumes());
    assertEquals(source.contents(ContentKind.NODE).size(), shallow.nodesChecked());
    assertEquals(2, shallow.chunksChecked());
    CheckReport deep = VolumeCheck.run(store, true, Progress.NONE);
    assertEquals(List.of(), deep.findings());
    assertEquals(4, deep.chunksChecked(), "chunks that no volume has are checked as well");
  }

  @Test
  void aMissingChunkHurtsTheVolumesThatMapIt() throws IOException {
    add("a", 0, 1);
    add("b", 1, 2);
    add("c", 2, 2);
    Digest missing = chunks.get(1).digest();
    bringAllBut(missing);
    for (boolean deep : new boolean[] {false, true}) {
      Finding finding = theOnly(check(deep));
      assertEquals("chunk " + missing, finding.what());
      assertTrue(finding.why().contains("missing"), finding::why);
      assertEquals(List.of("a", "b"), finding.volumes());
    }
  }

  @Test
  void aMissingNodeHurtsTheVolumesThatHaveIt() throws IOException {
    Set<Digest> before = Set.copyOf(source.contents(ContentKind.NODE).keySet());
    add("a", 0);
    List<Digest> nodes =
        source.contents(ContentKind.NODE).keySet().stream()
            .filter(digest -> !before.contains(digest))
            .toList();
    assertEquals(GEOMETRY.topLevel() + 2, nodes.size());
    add("a2", 0);
    add("b", 1);
    for (Digest missing : nodes) {
      closeStore();
      Folders.delete(store.folder().chunks());
      store = reopen();
      bringAllBut(missing);
      Finding finding = theOnly(check(false));
      assertTrue(finding.what().contains(missing.toString()), finding::what);
      assertTrue(finding.why().contains("missing"), finding::why);
      assertEquals(List.of("a", "a2"), finding.volumes());
    }
  }

  private VolumeStore reopen() throws IOException {
    return VolumeStore.open(temporary.resolve("s"), "test");
  }

  @Test
  void revisionsAreNamedWhereOnlyTheyAreHurt() throws IOException {
    add("a", 0, 1);
    Digest second = add("a", 1);
    add("a", 2, 1);
    add("a", 3);
    add("b", 0);
    add("b", 1, 3);
    add("c", 1);
    add("c", 3);
    add("c", 1, 1);
    bringAllBut(chunks.get(1).digest(), second);
    List<Finding> findings = check(true);
    assertEquals(2, findings.size(), findings::toString);
    assertEquals("manifest root " + second, findings.get(0).what());
    // The first revision of c has the same content.
    assertEquals(List.of(), findings.get(0).volumes());
    assertEquals(
        List.of(new Finding.Earlier("a", 2), new Finding.Earlier("c", 1)),
        findings.get(0).earlier());
    assertEquals("chunk " + chunks.get(1).digest(), findings.get(1).what());
    assertEquals(List.of("b", "c"), findings.get(1).volumes());
    assertEquals(
        List.of(new Finding.Earlier("a", 1), new Finding.Earlier("a", 3)),
        findings.get(1).earlier());
  }

  @Test
  void aDamagedHeadIsNamedAndTheOthersAreChecked() throws IOException {
    add("a", 0);
    add("b", 1);
    bringAllBut(chunks.get(1).digest());
    Files.write(store.folder().volumes().resolve("a"), new byte[100]);
    List<Finding> findings = check(false);
    assertEquals(
        List.of(List.of("a"), List.of("b")), findings.stream().map(Finding::volumes).toList());
    assertEquals("head of a", findings.get(0).what());
  }

  @Test
  void aHeadThatContradictsItsManifestIsNamed() throws IOException {
    Digest root = add("a", 0);
    VolumeGeometry other = new VolumeGeometry(GEOMETRY.virtualBytes() + 4096, 4096);
    store.catalog().add("b", VolumeHead.first(Instant.EPOCH, other, root, new TreeMap<>()));
    bringAllBut();
    Finding finding = theOnly(check(false));
    assertEquals("head of b", finding.what());
    assertEquals(List.of("b"), finding.volumes());
  }
}
