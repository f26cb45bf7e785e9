package io.tinyvol.json;

import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object in the making, its fields in order. */
public final class Fields {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** An object whose first field is this one. */
  public static Fields of(String name, Object value) {
    return new Fields().and(name, value);
  }

  /** Adds a field. */
  public Fields and(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds a time in seconds. */
  public Fields andSeconds(String name, long nanos) {
    return and(name, Math.round(nanos / 1e3) / 1e6);
  }

  /** The object. */
  public Map<String, Object> map() {
    return fields;
  }
}
