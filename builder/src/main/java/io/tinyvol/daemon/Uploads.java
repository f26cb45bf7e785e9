package io.tinyvol.daemon;

import io.tinyvol.service.BuildSource;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.SourceKind;
import io.tinyvol.service.TreeSpec;
import io.tinyvol.service.Uuids;
import io.tinyvol.service.VolumeQuery;
import io.tinyvol.volume.VolumeNames;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Builds whose source is the body of a request. */
final class Uploads {
  private Uploads() {}

  /** What the request's parameters ask for. */
  static BuildSpec spec(Exchange exchange, SourceFile.Streamed source) throws RequestException {
    return new BuildSpec(
        VolumeNames.check(exchange.pathParameter()),
        exchange.flag("replace"),
        labels(exchange),
        exchange.parameter("uuid").map(Uuids::parse).orElseGet(UUID::randomUUID),
        new BuildSource(SourceKind.TAR, source, null),
        size(exchange),
        TreeSpec.DEFAULT);
  }

  private static SortedMap<String, String> labels(Exchange exchange) throws RequestException {
    SortedMap<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, Optional<String>> label :
        VolumeQuery.parseLabels(exchange.parameters("label")).entrySet()) {
      if (label.getValue().isEmpty()) {
        throw Problems.wrong("label: not K=V: " + label.getKey());
      }
      labels.put(label.getKey(), label.getValue().get());
    }
    return labels;
  }

  private static OptionalLong size(Exchange exchange) throws RequestException {
    Optional<String> text = exchange.parameter("sizeBytes");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,18}")) {
      throw Problems.wrong("sizeBytes: not a number of bytes: " + text.get());
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }
}
