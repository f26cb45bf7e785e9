package io.tinyvol.service;

import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A volume to be built.
 *
 * @param name what to call it
 * @param replace whether a volume of that name may be replaced
 * @param labels what to note on it
 * @param uuid the identity of a new volume: who repeats a request with it gets one volume
 * @param source what it is built from
 * @param sizeBytes the size a guest sees, where it is not to follow from the source
 * @param tree what is read of a tree of files, and what file system it gets
 */
public record BuildSpec(
    String name,
    boolean replace,
    SortedMap<String, String> labels,
    UUID uuid,
    BuildSource source,
    OptionalLong sizeBytes,
    TreeSpec tree) {
  /** Takes a copy. */
  public BuildSpec {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
