package io.tinyvol.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as text. */
final class EscapedTextTest {
  @ParameterizedTest
  @CsvSource({
    "616263, abc",
    "61ff62, a\\xFFb",
    "ff, \\xFF",
    "c3, \\xC3",
    "c361, \\xC3a",
    "5c, \\x5C",
    "5c784646, \\x5CxFF",
    "610a62, a\\x0Ab",
    "00, \\x00",
    "7f, \\x7F",
    "c285, \\xC2\\x85",
    "eda080, \\xED\\xA0\\x80",
    "c080, \\xC0\\x80",
    "e697a561e697, 日a\\xE6\\x97",
  })
  void escapesWhatIsNoText(String bytes, String text) {
    assertEquals(text, EscapedText.of(HexFormat.of().parseHex(bytes)));
  }

  @Test
  void keepsText() {
    for (String text : new String[] {"", "größe", "日本", "😀 x", "a'b\"c"}) {
      assertEquals(text, EscapedText.of(text.getBytes(UTF_8)));
    }
  }
}
