package io.tinyvol.builder.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.ext4.FileFacts;
import io.tinyvol.ext4.FileKind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the names and facts of files tell. */
class TreeComparisonTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_000_000_000, 123_456_789);

  private static FileFacts file(Instant modified) {
    return new FileFacts(FileKind.REGULAR, 0644, 1, 1, 10, modified, 1, 0, 0, null);
  }

  private static int changed(FileFacts a, FileFacts b) throws Exception {
    TreeComparison trees = new TreeComparison();
    trees.addA("/f", 12, a);
    trees.addB("/f", 13, b);
    assertEquals(1, trees.changes().size() + trees.candidates().size());
    return trees.changes().size();
  }

  @Test
  void partsOfSecondsCountWhereBothHaveThem() throws Exception {
    assertEquals(0, changed(file(TIME), file(TIME)));
    assertEquals(1, changed(file(TIME), file(TIME.plusNanos(1))));
    Instant whole = Instant.ofEpochSecond(TIME.getEpochSecond());
    assertEquals(0, changed(file(TIME), file(whole)));
    assertEquals(0, changed(file(whole), file(TIME)));
    assertEquals(1, changed(file(TIME), file(whole.plusSeconds(1))));
  }

  @Test
  void foldersHaveNoSizeAndTime() throws Exception {
    TreeComparison trees = new TreeComparison();
    trees.addA("/d", 12, new FileFacts(FileKind.DIRECTORY, 0755, 1, 1, 4096, TIME, 2, 0, 0, null));
    trees.addB(
        "/d",
        12,
        new FileFacts(FileKind.DIRECTORY, 0755, 1, 1, 8192, TIME.plusSeconds(9), 5, 0, 0, null));
    assertEquals(Map.of(), trees.changes());
    assertTrue(trees.candidates().isEmpty());
  }

  @Test
  void giveUpBeforeMemoryEnds() {
    TreeComparison trees = new TreeComparison();
    String prefix = "/" + "long".repeat(1000);
    FileFacts facts = file(TIME);
    NotComparableException e =
        assertThrows(
            NotComparableException.class,
            () -> {
              for (int i = 0; i < 1_000_000; i++) {
                trees.addA(prefix + i, i, facts);
              }
            });
    assertTrue(e.getMessage().contains("there are more than"), e.getMessage());
  }
}
