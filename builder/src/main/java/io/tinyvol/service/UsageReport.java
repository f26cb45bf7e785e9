package io.tinyvol.service;

import io.tinyvol.volume.sharing.VolumeShare;
import java.util.List;

/**
 * What volumes hold.
 *
 * @param volumes those asked for, in that order
 * @param freedIfDeletedBytes what deleting exactly these would free, compressed
 */
public record UsageReport(List<Volume> volumes, long freedIfDeletedBytes) {
  /** Takes a copy. */
  public UsageReport {
    volumes = List.copyOf(volumes);
  }

  /**
   * One volume.
   *
   * @param name its name
   * @param share what it holds of the store
   */
  public record Volume(String name, VolumeShare share) {}
}
