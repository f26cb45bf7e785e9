package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Lets a pool grow while it is used. Its places grow first, then its ledger says so, and then the
 * kernel is told; if that is cut off, whoever looks at the pool next does it.
 */
final class PoolGrowth {
  private final PoolSession session;
  private final Places places;

  PoolGrowth(PoolSession session) {
    this.session = session;
    this.places = new Places(session.folder().name());
  }

  /**
   * Grows; files to what is asked for, devices to what there is of them now.
   *
   * @param dataBytes how much data there is to be, if that is asked for
   * @param metadataBytes how much metadata
   * @throws IllegalArgumentException if that is less than there is
   */
  void grow(OptionalLong dataBytes, OptionalLong metadataBytes) throws IOException {
    PoolConfig present = session.ledger().config();
    PoolConfig grown =
        present.at(data(present, dataBytes), metadata(present.metadata(), metadataBytes));
    if (session.device().status().needsCheck()) {
      throw session.broken("does not grow: " + whyNot());
    }
    enlarge(grown.data());
    enlarge(grown.metadata());
    session.stepDone("places grown");
    if (!grown.equals(present)) {
      session.write(session.ledger().withConfig(grown));
    }
    tellKernel();
  }

  private PoolPlace data(PoolConfig config, OptionalLong wantedBytes) throws IOException {
    PoolPlace present = config.data();
    long bytes =
        switch (present.kind()) {
          case FILE ->
              PoolMaker.wholeBlocks(wantedBytes.orElse(present.sizeBytes()), config.blockBytes());
          case DEVICE ->
              PoolMaker.part(present, wantedBytes, places.sizeBytes(present), config.blockBytes());
        };
    return larger(present, bytes, "data");
  }

  private PoolPlace metadata(PoolPlace present, OptionalLong wantedBytes) throws IOException {
    if (present.kind() == PoolPlace.Kind.DEVICE && wantedBytes.isPresent()) {
      throw new IllegalArgumentException(
          "--metadata-size is for files: of " + present.path() + " the kernel uses everything");
    }
    long bytes =
        switch (present.kind()) {
          case FILE -> PoolMaker.metadataBytes(wantedBytes.orElse(present.sizeBytes()));
          case DEVICE -> PoolMaker.metadataDeviceBytes(places.sizeBytes(present));
        };
    return larger(present, bytes, "metadata");
  }

  private static PoolPlace larger(PoolPlace present, long bytes, String what) {
    if (bytes < present.sizeBytes()) {
      throw new IllegalArgumentException(
          "a pool does not shrink: it has %d bytes of %s, not %d"
              .formatted(present.sizeBytes(), what, bytes));
    }
    return present.of(bytes);
  }

  private static void enlarge(PoolPlace place) throws IOException {
    if (place.kind() == PoolPlace.Kind.FILE) {
      Places.enlarge(Path.of(place.path()), place.sizeBytes());
    }
  }

  /** Completes what was cut off. A pool that needs a check does not grow. */
  void complete() throws IOException {
    PoolStatus status = session.device().status();
    if (!status.needsCheck() && !isGrown(status)) {
      tellKernel();
    }
  }

  private void tellKernel() throws IOException {
    session.device().resize();
    session.stepDone("grown");
    PoolStatus status = session.device().status();
    if (!isGrown(status)) {
      throw session.broken(
          "did not grow: it has %d bytes of data and %d of metadata; %s"
              .formatted(status.dataTotalBytes(), status.metadataTotalBytes(), whyNot()));
    }
  }

  private boolean isGrown(PoolStatus status) {
    PoolConfig config = session.ledger().config();
    return status.dataTotalBytes() >= config.data().sizeBytes()
        && status.metadataTotalBytes() >= config.metadata().sizeBytes();
  }

  private String whyNot() throws IOException {
    return session.device().status().whyNot(session.folder().name());
  }
}
