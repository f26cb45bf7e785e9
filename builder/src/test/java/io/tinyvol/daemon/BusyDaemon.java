package io.tinyvol.daemon;

import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The program of a daemon that does all the time for its store what others do once a day. */
final class BusyDaemon {
  private static final UpkeepOptions UPKEEP =
      new UpkeepOptions(Duration.ofMillis(300), Duration.ofSeconds(2), 1);

  private BusyDaemon() {}

  /** Owns the store in a folder until it is killed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    DaemonLog.configure(false, false);
    DaemonOptions options =
        new DaemonOptions(Optional.empty(), Duration.ofSeconds(1), UPKEEP, "test");
    VolumeStore store = VolumeStore.open(Path.of(arguments[0]), "test");
    try (Daemon daemon = Daemon.start(store, options, InstantSource.system())) {
      daemon.upkeep().start(Duration.ofMillis(20));
      new CountDownLatch(1).await();
    }
  }
}
