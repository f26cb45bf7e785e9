package io.tinyvol.daemon;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.tinyvol.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Writes what is logged as JSON, an object a line: time (ISO 8601), level, message, what else is
 * known of it by name, and the stack trace of an error. Thread-safe.
 */
final class LogLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", event.getInstant().toString());
    line.put("level", event.getLevel().toString());
    line.put("message", String.valueOf(event.getFormattedMessage()));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.putIfAbsent(pair.key, jsonOf(pair.value));
      }
    }
    if (event.getThrowableProxy() != null) {
      line.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(JsonWriter.bytes(line));
    out.write('\n');
    return out.toByteArray();
  }

  private static Object jsonOf(Object value) {
    return switch (value) {
      case Integer number -> number.longValue();
      case Long number -> number;
      case Double number -> number;
      case Boolean truth -> truth;
      case null, default -> String.valueOf(value);
    };
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
