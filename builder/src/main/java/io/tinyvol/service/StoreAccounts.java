package io.tinyvol.service;

import java.io.IOException;
import java.util.List;

/** What can be known of a store and its volumes. Nothing is changed by it. */
public interface StoreAccounts {
  /**
   * Everything of one volume.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  VolumeInfo info(String name) throws IOException;

  /** What deduplication and compression save. */
  StoreStats stats() throws IOException;

  /**
   * What volumes hold alone, and what deleting exactly these would free.
   *
   * @param names the volumes; all, if there are none
   * @throws io.tinyvol.volume.NoSuchVolumeException if one is missing
   */
  UsageReport usage(List<String> names) throws IOException;

  /**
   * Where two volumes differ.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if one is missing
   */
  DiffReport diff(String nameA, String nameB) throws IOException;

  /** The store, and who owns it. */
  StoreStatus status() throws IOException;
}
