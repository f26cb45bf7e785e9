package io.tinyvol.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and truth values as JSON. */
final class Json {
  private Json() {}

  static void write(Object value, OutputStream out) throws IOException {
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      generator.useDefaultPrettyPrinter();
      write(value, generator);
    }
    out.write('\n');
    out.flush();
  }

  private static void write(@Nullable Object value, JsonGenerator generator) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case String text -> generator.writeString(text);
      case Boolean truth -> generator.writeBoolean(truth);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case Iterable<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          generator.writeFieldName(String.valueOf(entry.getKey()));
          write(entry.getValue(), generator);
        }
        generator.writeEndObject();
      }
      default -> throw new IllegalArgumentException("not for JSON: " + value.getClass());
    }
  }
}
