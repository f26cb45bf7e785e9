package io.tinyvol.cli.command;

import io.tinyvol.json.Fields;
import io.tinyvol.service.WrittenVolume;
import java.util.Map;

/** What is reported of a volume that was written somewhere. */
final class WrittenFields {
  private WrittenFields() {}

  static Map<String, Object> of(
      String volume, String target, WrittenVolume written, long startedNanos) {
    return Fields.of("volume", volume)
        .and("target", target)
        .and("virtualBytes", written.virtualBytes())
        .and("writtenBytes", written.writtenBytes())
        .andSeconds("seconds", System.nanoTime() - startedNanos)
        .map();
  }
}
