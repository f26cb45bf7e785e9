package io.tinyvol.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a JSON document, and where it is from for messages. Bounded in depth and number. */
final class JsonValue {
  /** The most bytes of a document; a registry takes no manifest of more than 4 MiB. */
  static final int MAX_BYTES = 4 << 20;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_VALUES = 1 << 18;

  private final String where;

  /** A map, a list, a string, a Long, or a Boolean for anything else. */
  private final Object value;

  private JsonValue(String where, Object value) {
    this.where = where;
    this.value = value;
  }

  /**
   * Reads a document.
   *
   * @throws OciException if it is malformed or too large
   */
  static JsonValue parse(byte[] document, String where) throws OciException {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    try (JsonParser parser = factory.createParser(document)) {
      int[] budget = {MAX_VALUES};
      Object value = read(parser, parser.nextToken(), budget);
      if (parser.nextToken() != null) {
        throw new IOException("more than one document");
      }
      return new JsonValue(where, value);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new OciException(where + ": malformed JSON: " + Shown.text(why), e);
    }
  }

  private static Object read(JsonParser parser, @Nullable JsonToken token, int[] budget)
      throws IOException {
    if (--budget[0] < 0) {
      throw new IOException("more than " + MAX_VALUES + " values");
    }
    return switch (token) {
      case null -> throw new IOException("it ends too early");
      case START_OBJECT -> {
        Map<String, Object> map = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          map.put(name, read(parser, parser.nextToken(), budget));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken next; (next = parser.nextToken()) != JsonToken.END_ARRAY; ) {
          list.add(read(parser, next, budget));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> false;
    };
  }

  /** The value under a name, or null; null counts as none. */
  @Nullable JsonValue find(String name) throws OciException {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong("an object");
    }
    Object found = map.get(name);
    return found == null || found instanceof Boolean
        ? null
        : new JsonValue(where + ": " + name, found);
  }

  /** The value under a name, which must be there. */
  JsonValue get(String name) throws OciException {
    JsonValue found = find(name);
    if (found == null) {
      throw new OciException(where + ": " + name + " is missing");
    }
    return found;
  }

  /** The text under a name, or "". */
  String text(String name) throws OciException {
    JsonValue found = find(name);
    return found == null ? "" : found.text();
  }

  String text() throws OciException {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("text");
  }

  long number() throws OciException {
    if (value instanceof Long number) {
      return number;
    }
    throw wrong("a whole number");
  }

  List<JsonValue> items() throws OciException {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> new JsonValue(where, item)).toList();
    }
    throw wrong("a list");
  }

  /** The items under a name, or none. */
  List<JsonValue> items(String name) throws OciException {
    JsonValue found = find(name);
    return found == null ? List.of() : found.items();
  }

  private OciException wrong(String wanted) {
    return new OciException(where + " is not " + wanted);
  }
}
