package io.tinyvol.volume;

import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.lease.Steps;
import java.io.IOException;
import java.nio.file.Path;

/** Opens stores whose threads are put into an order. */
public final class WatchedStores {
  private WatchedStores() {}

  public static VolumeStore open(Path path, Steps steps) throws IOException {
    return VolumeStore.open(path, "test", new Leases(steps));
  }
}
