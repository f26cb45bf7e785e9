package io.tinyvol.volume.check;

import java.util.List;

/**
 * Something that is damaged.
 *
 * @param what the damaged thing: a file, a manifest node, a chunk
 * @param why how it shows
 * @param volumes the names of the volumes it hurts; none where nothing refers to it
 */
public record Finding(String what, String why, List<String> volumes) {
  /** Takes a copy. */
  public Finding {
    volumes = List.copyOf(volumes);
  }
}
