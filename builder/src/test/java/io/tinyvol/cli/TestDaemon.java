package io.tinyvol.cli;

import io.tinyvol.daemon.Daemon;
import io.tinyvol.daemon.DaemonOptions;
import io.tinyvol.daemon.UpkeepOptions;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A daemon that owns a test's store while one command runs, where the tests are run with daemons.
 * One for each command, for tests look into the store between them, and damage it. Where it cannot
 * start (the store is damaged, or held), the command is on its own, as an operator's would be.
 */
final class TestDaemon implements AutoCloseable {
  private static final DaemonOptions OPTIONS =
      new DaemonOptions(Optional.empty(), Duration.ofSeconds(10), UpkeepOptions.NONE, "test");

  private final @Nullable Daemon daemon;

  private TestDaemon(@Nullable Daemon daemon) {
    this.daemon = daemon;
  }

  /** Starts one for a command, if that is one that a daemon can serve. */
  static TestDaemon serving(Path store, List<String> command) {
    if (!Boolean.getBoolean("io.tinyvol.withDaemon") || command.contains("init")) {
      return new TestDaemon(null);
    }
    try {
      VolumeStore opened = VolumeStore.open(store, "the test's daemon");
      return new TestDaemon(Daemon.start(opened, OPTIONS, InstantSource.system()));
    } catch (IOException e) {
      return new TestDaemon(null);
    }
  }

  @Override
  public void close() {
    if (daemon != null) {
      try {
        daemon.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
