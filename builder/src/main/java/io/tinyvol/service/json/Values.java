package io.tinyvol.service.json;

import io.tinyvol.cas.Digest;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.Uuids;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Values that are texts in JSON. */
final class Values {
  private Values() {}

  static Digest digest(JsonObject object, String name) throws JsonException {
    return parse(name, object.text(name), Digest::parse);
  }

  static Instant instant(JsonObject object, String name) throws JsonException {
    return parse(name, object.text(name), Instant::parse);
  }

  static UUID uuid(JsonObject object, String name) throws JsonException {
    return parse(name, object.text(name), Uuids::parse);
  }

  static Optional<UUID> findUuid(JsonObject object, String name) throws JsonException {
    Optional<String> text = object.findText(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(parse(name, text.get(), Uuids::parse));
  }

  static <T> T parse(String name, String text, Function<String, T> parser) throws JsonException {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new JsonException(name + ": " + e.getMessage(), e);
    }
  }

  static long nanos(JsonObject object, String name) throws JsonException {
    return Math.round(object.fraction(name) * 1e9);
  }
}
