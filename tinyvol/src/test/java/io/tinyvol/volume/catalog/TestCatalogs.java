package io.tinyvol.volume.catalog;

import io.tinyvol.cas.lease.Leases;
import io.tinyvol.volume.delta.LayerFolder;
import java.io.IOException;
import java.nio.file.Path;

/** Catalogues of volumes that nobody writes to. */
final class TestCatalogs {
  private TestCatalogs() {}

  static VolumeCatalog open(Path folder) throws IOException {
    return VolumeCatalog.open(
        folder, new LayerFolder(folder.resolveSibling("deltas")), _ -> {}, new Leases());
  }
}
