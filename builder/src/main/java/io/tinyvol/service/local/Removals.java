package io.tinyvol.service.local;

import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeCatalog;
import java.io.IOException;
import java.util.List;

/** Removes volumes, on a disk that is full as well. */
final class Removals {
  private final VolumeStore store;
  private final VolumeCatalog catalog;

  Removals(VolumeStore store) {
    this.store = store;
    this.catalog = store.catalog();
  }

  /**
   * Removes volumes, all or none.
   *
   * @throws NoSuchVolumeException if one is missing
   */
  void remove(List<String> names) throws IOException {
    List<String> before = names.stream().filter(catalog::contains).toList();
    boolean[] again = {false};
    store
        .reserve()
        .lendTo(
            () -> {
              List<String> left = again[0] ? left(names, before) : names;
              again[0] = true;
              catalog.remove(left);
              return left;
            });
  }

  /** What is to be removed still: what was begun before the disk was full is finished first. */
  private List<String> left(List<String> names, List<String> before) throws IOException {
    catalog.remove(List.of());
    return names.stream().filter(name -> catalog.contains(name) || !before.contains(name)).toList();
  }
}
