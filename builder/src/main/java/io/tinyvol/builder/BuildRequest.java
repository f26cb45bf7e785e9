package io.tinyvol.builder;

import java.util.SortedMap;

/**
 * What to call a volume.
 *
 * @param name its name
 * @param replace whether a volume of that name may be replaced
 * @param labels what to note on it
 */
public record BuildRequest(String name, boolean replace, SortedMap<String, String> labels) {}
