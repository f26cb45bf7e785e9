package io.tinyvol.volume.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something that is damaged.
 *
 * @param what the damaged thing: a file, a manifest node, a chunk
 * @param why how it shows
 * @param volumes the names of the volumes it hurts; none where no present content refers to it
 * @param earlier what it hurts of other volumes: only earlier revisions
 */
public record Finding(String what, String why, List<String> volumes, List<Earlier> earlier) {
  /** Takes copies. */
  public Finding {
    volumes = List.copyOf(volumes);
    earlier = List.copyOf(earlier);
  }

  /**
   * A revision that is no longer its volume's present one.
   *
   * @param volume the volume's name
   * @param revision the revision's number
   */
  public record Earlier(String volume, long revision) {}

  /** Damage that hurts whole volumes. */
  public Finding(String what, String why, List<String> volumes) {
    this(what, why, volumes, List.of());
  }

  /** Damage that hurts these: earlier revisions are named where the volume itself is whole. */
  static Finding of(String what, String why, Collection<Holder> hurt) {
    Set<String> volumes = new TreeSet<>();
    for (Holder holder : hurt) {
      if (holder.isPresent()) {
        volumes.add(holder.volume());
      }
    }
    List<Earlier> earlier = new ArrayList<>();
    for (Holder holder : new TreeSet<>(hurt)) {
      if (!volumes.contains(holder.volume())) {
        earlier.add(new Earlier(holder.volume(), holder.revision().number()));
      }
    }
    return new Finding(what, why, List.copyOf(volumes), earlier);
  }
}
