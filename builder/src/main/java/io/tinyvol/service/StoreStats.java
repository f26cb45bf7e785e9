package io.tinyvol.service;

import io.tinyvol.volume.sharing.StoreTotals;
import io.tinyvol.volume.sharing.VolumeShare;
import java.util.List;

/**
 * What deduplication and compression save.
 *
 * @param volumes by volume
 * @param earlierRevisions how many revisions are kept that are no longer present ones
 * @param totals what all hold together
 * @param disk what the store takes on its disk
 */
public record StoreStats(
    List<Volume> volumes, long earlierRevisions, StoreTotals totals, Disk disk) {
  /** Takes a copy. */
  public StoreStats {
    volumes = List.copyOf(volumes);
  }

  /**
   * What files take on the disk.
   *
   * @param contentBytes those of all content, also of such as nobody refers to any more
   * @param deltaBytes those of what was written to volumes and not committed
   */
  public record Disk(long contentBytes, long deltaBytes) {}

  /**
   * One volume.
   *
   * @param name its name
   * @param virtualBytes the size a guest sees
   * @param dataBytes the data of all its revisions: what the chunks that it refers to are to be
   *     held against
   * @param share what it holds of the store
   */
  public record Volume(String name, long virtualBytes, long dataBytes, VolumeShare share) {}

  /** The sizes that guests see. */
  public long virtualBytes() {
    return volumes.stream().mapToLong(Volume::virtualBytes).sum();
  }

  /** All data, that of earlier revisions included. */
  public long dataBytes() {
    return volumes.stream().mapToLong(Volume::dataBytes).sum();
  }

  /** Data to one byte of distinct chunks. */
  public double dedupRatio() {
    return ratio(dataBytes(), totals.uniqueBytes());
  }

  /** Bytes of distinct chunks to one byte stored. */
  public double compressionRatio() {
    return ratio(totals.uniqueBytes(), totals.storedBytes());
  }

  /** Data to one byte stored. */
  public double totalRatio() {
    return ratio(dataBytes(), totals.storedBytes());
  }

  /** An empty store saves nothing: 1. */
  private static double ratio(long whole, long part) {
    return part == 0 ? 1 : Math.round(1000.0 * whole / part) / 1000.0;
  }
}
