package io.tinyvol.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.volume.format.VolumeHeadFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(1 << 20, 4096);

  private static SortedMap<String, String> label(String key, String value) {
    return new TreeMap<>(Map.of(key, value));
  }

  private static VolumeHead headWith(SortedMap<String, String> labels) {
    return VolumeHead.first(Instant.EPOCH, GEOMETRY, new Digest(1, 2, 3, 4), labels);
  }

  private static String refusal(SortedMap<String, String> labels) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Labels.check(labels)).getMessage());
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertThrows(
        IllegalArgumentException.class, () -> headWith(new TreeMap<>()).relabelled(labels));
    return message;
  }

  @Test
  void takesWhatAHeadCanHold() throws IOException {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < Labels.MAX_COUNT - 3; i++) {
      labels.put("x".repeat(125) + "%03d".formatted(i), "ü".repeat(Labels.MAX_VALUE_BYTES / 2));
    }
    labels.put("0", "");
    labels.put("Example.com/a_b-c", " any text: 漢 = 😀 ");
    labels.put("z", "x".repeat(Labels.MAX_VALUE_BYTES));
    assertSame(labels, Labels.check(labels));
    VolumeHead head = headWith(new TreeMap<>()).relabelled(labels);
    byte[] file = TestContent.bytesOf(VolumeHeadFormat.encode(head));
    assertEquals(head, VolumeHeadFormat.decode(file, "head"));
    labels.put("more", "");
    assertTrue(refusal(labels).startsWith("65 labels"));
  }

  @Test
  void refusesOtherKeys() {
    for (String key :
        new String[] {
          "", " ", ".a", "/a", "-a", "_", "a b", "ä", "a=b", "a\n", "a\u001b[1m", "a:b"
        }) {
      String shown = key.replace("\n", "\\u000a").replace("\u001b", "\\u001b");
      assertTrue(refusal(label(key, "v")).contains("key: '" + shown + "'"), key);
    }
    assertTrue(refusal(label("x".repeat(129), "v")).contains("'" + "x".repeat(60) + "…'"));
  }

  @Test
  void refusesOtherValues() {
    for (String value :
        new String[] {"\0", "a\nb", "\t", "\u007f", "\u0085", "\ud800", "a\udc00"}) {
      String message = refusal(label("key", value));
      String shown = "\\u%04x".formatted((int) value.charAt(value.startsWith("a") ? 1 : 0));
      assertTrue(message.contains("key='") && message.contains(shown), message);
    }
    assertTrue(refusal(label("key", "ü".repeat(513))).contains("1026 bytes"));
  }

  /** The rules came later than the first heads. */
  @Test
  void headsWithOtherLabelsAreRead() throws IOException {
    VolumeHead old = headWith(label("any key\n", "x".repeat(5000)));
    byte[] file = TestContent.bytesOf(VolumeHeadFormat.encode(old));
    assertEquals(old, VolumeHeadFormat.decode(file, "head"));
    assertEquals(label("new", "v"), old.relabelled(label("new", "v")).labels());
  }
}
