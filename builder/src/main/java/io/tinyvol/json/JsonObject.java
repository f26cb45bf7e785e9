package io.tinyvol.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object that was read. Each accessor names a field and says what is wrong with it; a field that
 * is null counts as left out. For one thread.
 */
public final class JsonObject {
  private final Map<String, @Nullable Object> fields;
  private final Set<String> asked = new HashSet<>();

  /** An object with these fields, whose values are as {@link JsonReader} gives them. */
  public JsonObject(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  /**
   * Checks that every field has been asked for: what is not known must not be left undone in
   * silence.
   *
   * @throws JsonException if there is another
   */
  public void checkNoOthers() throws JsonException {
    for (String name : fields.keySet()) {
      if (!asked.contains(name)) {
        throw new JsonException(name + ": no such field here");
      }
    }
  }

  /** A text that must be there. */
  public String text(String name) throws JsonException {
    return required(name, findText(name));
  }

  /** A text. */
  public Optional<String> findText(String name) throws JsonException {
    return Optional.ofNullable(value(name, String.class, "a text"));
  }

  /** A whole number that must be there. */
  public long number(String name) throws JsonException {
    OptionalLong found = findNumber(name);
    if (found.isEmpty()) {
      throw missing(name);
    }
    return found.getAsLong();
  }

  /** A whole number. */
  public OptionalLong findNumber(String name) throws JsonException {
    Long value = value(name, Long.class, "a whole number");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** A number with a fraction, that must be there. */
  public double fraction(String name) throws JsonException {
    return required(name, Optional.ofNullable(value(name, Number.class, "a number"))).doubleValue();
  }

  /** A truth value, false where it is left out. */
  public boolean flag(String name) throws JsonException {
    return Boolean.TRUE.equals(value(name, Boolean.class, "true or false"));
  }

  /** An object that must be there. */
  public JsonObject object(String name) throws JsonException {
    return required(name, findObject(name));
  }

  /** An object. */
  public Optional<JsonObject> findObject(String name) throws JsonException {
    Map<?, ?> value = value(name, Map.class, "an object");
    return value == null ? Optional.empty() : Optional.of(of(value));
  }

  /** A list of objects, empty where it is left out. */
  public List<JsonObject> objects(String name) throws JsonException {
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof Map<?, ?> map)) {
        throw new JsonException(name + ": not a list of objects");
      }
      objects.add(of(map));
    }
    return objects;
  }

  /** A list of texts, empty where it is left out. */
  public List<String> texts(String name) throws JsonException {
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw new JsonException(name + ": not a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  /** An object of texts, empty where it is left out. */
  public SortedMap<String, String> textMap(String name) throws JsonException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, Optional<String>> entry : textsOrNulls(name).entrySet()) {
      String text =
          entry.getValue().orElseThrow(() -> new JsonException(name + ": not an object of texts"));
      texts.put(entry.getKey(), text);
    }
    return texts;
  }

  /** An object of texts and nulls, empty where it is left out. */
  public SortedMap<String, Optional<String>> textsOrNulls(String name) throws JsonException {
    SortedMap<String, Optional<String>> texts = new TreeMap<>();
    Map<?, ?> map = value(name, Map.class, "an object");
    if (map != null) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getValue() != null && !(entry.getValue() instanceof String)) {
          throw new JsonException(name + ": not an object of texts");
        }
        texts.put((String) entry.getKey(), Optional.ofNullable((String) entry.getValue()));
      }
    }
    return texts;
  }

  private List<?> list(String name) throws JsonException {
    List<?> value = value(name, List.class, "a list");
    return value == null ? List.of() : value;
  }

  private static JsonObject of(Map<?, ?> map) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put((String) key, value));
    return new JsonObject(fields);
  }

  private <T> @Nullable T value(String name, Class<T> type, String wanted) throws JsonException {
    asked.add(name);
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new JsonException(name + ": not " + wanted);
    }
    return type.cast(value);
  }

  private static <T> T required(String name, Optional<T> value) throws JsonException {
    return value.orElseThrow(() -> missing(name));
  }

  private static JsonException missing(String name) {
    return new JsonException(name + ": is missing");
  }
}
