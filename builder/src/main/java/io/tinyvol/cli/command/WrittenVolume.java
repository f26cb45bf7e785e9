package io.tinyvol.cli.command;

import io.tinyvol.cli.Fields;
import io.tinyvol.volume.VolumeHead;
import java.util.Map;

/** What is reported of a volume that was written somewhere. */
record WrittenVolume(
    String volume, String target, VolumeHead head, long writtenBytes, long startedNanos) {

  Map<String, Object> fields() {
    return Fields.of("volume", volume)
        .and("target", target)
        .and("virtualBytes", head.geometry().virtualBytes())
        .and("writtenBytes", writtenBytes)
        .andSeconds("seconds", System.nanoTime() - startedNanos)
        .map();
  }
}
