package io.tinyvol.service;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which volumes to list, and in which order.
 *
 * @param labels those that a volume must have; with any text where none is given
 * @param order by what they are sorted; equal ones by name
 * @param reverse whether the order is turned round
 */
public record VolumeQuery(
    SortedMap<String, Optional<String>> labels, Order order, boolean reverse) {
  /** By what volumes are sorted. */
  public enum Order {
    /** By name. */
    NAME,
    /** The oldest first. */
    CREATED,
    /** The smallest first. */
    SIZE;

    /** Its name on the wire and on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The order of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Order ofLabel(String label) {
      for (Order order : values()) {
        if (order.label().equals(label)) {
          return order;
        }
      }
      throw new IllegalArgumentException("not an order: " + label + " (name, created, size)");
    }
  }

  /**
   * Reads labels as they are asked for: {@code K=V}, or {@code K} for any text.
   *
   * @throws IllegalArgumentException if one has no key
   */
  public static SortedMap<String, Optional<String>> parseLabels(List<String> texts) {
    SortedMap<String, Optional<String>> labels = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("not a label: '" + text + "' (K=V, or K)");
      }
      labels.put(key, equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1)));
    }
    return labels;
  }

  /** Whether a volume is one of those. */
  public boolean matches(VolumeSummary volume) {
    for (Map.Entry<String, Optional<String>> wanted : labels.entrySet()) {
      String text = volume.labels().get(wanted.getKey());
      if (text == null || !wanted.getValue().orElse(text).equals(text)) {
        return false;
      }
    }
    return true;
  }

  /** The order, equal ones by name. */
  public Comparator<VolumeSummary> comparator() {
    Comparator<VolumeSummary> chosen =
        switch (order) {
          case NAME -> Comparator.comparing(VolumeSummary::name);
          case CREATED -> Comparator.comparing(VolumeSummary::created);
          case SIZE -> Comparator.comparingLong(VolumeSummary::virtualBytes);
        };
    return (reverse ? chosen.reversed() : chosen).thenComparing(VolumeSummary::name);
  }
}
