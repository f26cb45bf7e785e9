package io.tinyvol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from senders that are not trusted: bounded in depth and in the number of values, no
 * name twice. A value is a {@link Map}, a {@link List}, a {@link String}, a {@link Long}, a {@link
 * Double}, a {@link Boolean} or null; numbers beyond a long, or beyond a double, are refused.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_VALUES = 1 << 18;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private int budget;

  private JsonReader(JsonParser parser, int budget) {
    this.parser = parser;
    this.budget = budget;
  }

  /** Takes the elements of a list one by one. */
  @FunctionalInterface
  public interface Elements {
    /** Takes the next. */
    void element(JsonObject element) throws JsonException;
  }

  /**
   * Reads a document.
   *
   * @throws JsonException if it is malformed or too large
   */
  public static @Nullable Object read(byte[] document) throws JsonException {
    try (JsonParser parser = FACTORY.createParser(document)) {
      JsonReader reader = new JsonReader(parser, MAX_VALUES);
      Object value = reader.value(parser.nextToken());
      reader.end();
      return value;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws JsonException if it is malformed, too large, or something else
   */
  public static JsonObject readObject(byte[] document) throws JsonException {
    try (JsonParser parser = FACTORY.createParser(document)) {
      return new JsonReader(parser, MAX_VALUES).object(Map.of());
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /**
   * Reads an object from a sender that is trusted not to send too much.
   *
   * @param lists takes the elements of the lists under these names, which the result is without
   * @throws JsonException if it is malformed, too large, or something else
   */
  public static JsonObject readObject(InputStream in, Map<String, Elements> lists)
      throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      return new JsonReader(parser, Integer.MAX_VALUE).object(lists);
    } catch (JsonProcessingException | CharConversionException e) {
      throw malformed(e);
    }
  }

  private JsonObject object(Map<String, Elements> lists) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonException("malformed JSON: not an object");
    }
    Map<String, @Nullable Object> fields = fields(lists);
    end();
    return new JsonObject(fields);
  }

  private static JsonException malformed(IOException e) {
    if (e instanceof JsonException known) {
      return known;
    }
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new JsonException("malformed JSON: " + why, e);
  }

  private void end() throws IOException {
    if (parser.nextToken() != null) {
      throw new JsonException("malformed JSON: more than one document");
    }
  }

  private Map<String, @Nullable Object> fields(Map<String, Elements> lists) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (name == null) {
        throw new JsonException("malformed JSON: it ends too early");
      }
      JsonToken first = parser.nextToken();
      Elements consumer = lists.get(name);
      if (consumer != null && first == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          consumer.element(new JsonObject(fields(Map.of())));
        }
      } else {
        map.put(name, value(first));
      }
    }
    return map;
  }

  private @Nullable Object value(@Nullable JsonToken token) throws IOException {
    if (--budget < 0) {
      throw new JsonException("malformed JSON: more than " + MAX_VALUES + " values");
    }
    if (token == null) { // a switch that knows null takes longer to set up than a clone takes
      throw new JsonException("malformed JSON: it ends too early");
    }
    return switch (token) {
      case START_OBJECT -> fields(Map.of());
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken next; (next = parser.nextToken()) != JsonToken.END_ARRAY; ) {
          list.add(value(next));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> fraction();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private double fraction() throws IOException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw new JsonException("malformed JSON: a number that is too large");
    }
    return value;
  }
}
