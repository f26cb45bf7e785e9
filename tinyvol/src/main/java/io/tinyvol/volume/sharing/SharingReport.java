package io.tinyvol.volume.sharing;

import java.util.SortedMap;

/**
 * Who holds what in a store.
 *
 * @param volumes what each volume holds, by name
 * @param totals what they hold together
 * @param freedBytes stored bytes that would be held by none if the chosen volumes were deleted
 */
public record SharingReport(
    SortedMap<String, VolumeShare> volumes, StoreTotals totals, long freedBytes) {}
