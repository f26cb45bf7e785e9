package io.tinyvol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and truth values as JSON. */
public final class JsonWriter {
  private JsonWriter() {}

  /** Writes a value for people to read as well, and a newline. Leaves {@code out} open. */
  public static void writePretty(Object value, OutputStream out) throws IOException {
    write(value, out, true);
    out.write('\n');
    out.flush();
  }

  /** Writes a value on one line. Leaves {@code out} open. */
  public static void write(Object value, OutputStream out) throws IOException {
    write(value, out, false);
  }

  /** A value on one line, in UTF-8. */
  public static byte[] bytes(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(value, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("written to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(Object value, OutputStream out, boolean pretty) throws IOException {
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      if (pretty) {
        generator.useDefaultPrettyPrinter();
      }
      write(value, generator);
    }
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
