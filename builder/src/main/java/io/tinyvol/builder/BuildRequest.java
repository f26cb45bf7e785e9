package io.tinyvol.builder;

import io.tinyvol.volume.Labels;
import io.tinyvol.volume.VolumeNames;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What to call a volume.
 *
 * @param name its name
 * @param replace whether a volume of that name may be replaced
 * @param labels what to note on it
 * @param uuid the identity that it gets if it is new: a random one of the caller's, who can then
 *     make the same request again when its answer is lost. For a volume of that name and uuid was
 *     built by an earlier try, and may always be replaced. Empty: a random one
 */
public record BuildRequest(
    String name, boolean replace, SortedMap<String, String> labels, Optional<UUID> uuid) {
  /**
   * Takes a copy.
   *
   * @throws IllegalArgumentException if a volume cannot be called so, or have such labels
   */
  public BuildRequest {
    VolumeNames.check(name);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(Labels.check(labels)));
  }
}
