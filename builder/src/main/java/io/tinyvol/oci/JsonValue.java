package io.tinyvol.oci;

import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a JSON document, and where it is from for messages. Bounded in depth and number. */
final class JsonValue {
  /** The most bytes of a document; a registry takes no manifest of more than 4 MiB. */
  static final int MAX_BYTES = 4 << 20;

  private final String where;

  /** As {@link JsonReader} gives it, but false for null. */
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
    try {
      Object value = JsonReader.read(document);
      return new JsonValue(where, value == null ? false : value);
    } catch (JsonException e) {
      throw new OciException(where + ": " + Shown.text(String.valueOf(e.getMessage())), e);
    }
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
