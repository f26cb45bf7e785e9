package io.tinyvol.builder;

import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What to call a volume, and how to make it.
 *
 * @param name its name
 * @param replace whether a volume of that name may be replaced
 * @param sizeBytes the size a guest sees, where the source's own is not wanted
 * @param labels what to note on it
 */
public record BuildRequest(
    String name, boolean replace, OptionalLong sizeBytes, SortedMap<String, String> labels) {}
