package io.tinyvol.volume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The delta layers with what was written to a volume since its present revision was made.
 *
 * @param frozen those that change no more, the oldest first; other volumes may share them
 * @param top the one that is being written to, over all others: this volume's alone
 */
public record Changes(List<UUID> frozen, Optional<UUID> top) {
  /** Nothing was written. */
  public static final Changes NONE = new Changes(List.of(), Optional.empty());

  /** Takes a copy. */
  public Changes {
    frozen = List.copyOf(frozen);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return frozen.isEmpty() && top.isEmpty();
  }

  /** All layers, the oldest first. */
  public List<UUID> layers() {
    List<UUID> all = new ArrayList<>(frozen);
    top.ifPresent(all::add);
    return all;
  }

  /** The same, of which nothing is written to any more. */
  public Changes freeze() {
    return new Changes(layers(), Optional.empty());
  }

  /** The same with a new top; what was the top is frozen. */
  public Changes withTop(UUID layer) {
    return new Changes(layers(), Optional.of(layer));
  }

  /**
   * The same with one frozen layer in the place of some that follow each other.
   *
   * @throws IllegalArgumentException if they are not there, in that order
   */
  public Changes merged(List<UUID> layers, UUID one) {
    int at = Collections.indexOfSubList(frozen, layers);
    if (at < 0 || layers.isEmpty()) {
      throw new IllegalArgumentException(layers + " are not in " + frozen);
    }
    List<UUID> rest = new ArrayList<>(frozen.subList(0, at));
    rest.add(one);
    rest.addAll(frozen.subList(at + layers.size(), frozen.size()));
    return new Changes(rest, top);
  }

  /** Those that are not among {@code layers}. */
  public Changes without(List<UUID> layers) {
    return new Changes(
        frozen.stream().filter(layer -> !layers.contains(layer)).toList(),
        top.filter(layer -> !layers.contains(layer)));
  }
}
