package io.tinyvol.cli;

import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.remote.RemoteService;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.local.LocalService;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options that every command takes, before its name or after it. */
public final class GlobalOptions {
  private final Argument<@Nullable Path> store;
  private final Argument<Boolean> json;
  private final Argument<Boolean> quiet;
  private final Argument<Boolean> verbose;
  private final Argument<Boolean> noProgress;
  private final Argument<Integer> waitSeconds;

  GlobalOptions(Syntax syntax) {
    store =
        syntax.option(
            Path.class,
            "--store",
            "DIR",
            "The store. Default: $TINYVOL_STORE, else /var/lib/tinyvol for root.");
    json = syntax.flag("Print JSON on standard output, and nothing else there.", "--json");
    quiet = syntax.flag("Print errors only.", "-q", "--quiet");
    verbose = syntax.flag("Say more; show the stack trace of an error.", "-v", "--verbose");
    noProgress = syntax.flag("No progress bars, on a terminal either.", "--no-progress");
    waitSeconds =
        syntax.option(
            Integer.class,
            "--wait",
            "SECONDS",
            10,
            "How long to wait for a store that is held. Default: ${DEFAULT-VALUE}.");
  }

  /** Whether to print JSON. */
  public boolean json() {
    return json.get();
  }

  /** Whether to print errors only. */
  public boolean quiet() {
    return quiet.get();
  }

  /** Whether to show stack traces. */
  public boolean verbose() {
    return verbose.get();
  }

  /** Whether progress bars are wanted where there is a terminal. */
  public boolean progress() {
    return !noProgress.get() && !quiet.get();
  }

  /** How long to wait for what others hold. */
  public Duration patience() {
    int seconds = waitSeconds.get();
    if (seconds < 0) {
      throw new IllegalArgumentException("--wait takes no negative time: " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  /** Where the store is: the option, the environment, or the default for this user. */
  public Path storePath() {
    Path chosen = store.get();
    if (chosen != null) {
      return chosen;
    }
    String named = System.getenv("TINYVOL_STORE");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    if (System.getProperty("user.name").equals("root")) {
      return Path.of("/var/lib/tinyvol");
    }
    String data = System.getenv("XDG_DATA_HOME");
    return data != null && !data.isEmpty()
        ? Path.of(data, "tinyvol")
        : Path.of(System.getProperty("user.home"), ".local", "share", "tinyvol");
  }

  /**
   * The store, wherever its owner is: a daemon's, or else this process's, which makes one with the
   * defaults where there is none.
   */
  VolumeService openService(String command) throws IOException {
    StoreFolder folder = new StoreFolder(storePath());
    return whenFree(
        () -> {
          Optional<RemoteService> daemon = RemoteService.find(folder);
          return daemon.isPresent()
              ? daemon.get()
              : new LocalService(open(folder, command), InstantSource.system());
        });
  }

  /** The daemon that owns the store, if one does. */
  public Optional<RemoteService> findDaemon() throws IOException {
    return RemoteService.find(new StoreFolder(storePath()));
  }

  /** Takes the store for this process, and makes one with the defaults where there is none. */
  VolumeStore openStore(String command) throws IOException {
    StoreFolder folder = new StoreFolder(storePath());
    return whenFree(() -> open(folder, command));
  }

  private static VolumeStore open(StoreFolder folder, String command) throws IOException {
    return VolumeStore.open(folder.path(), "tinyvol " + command);
  }

  /** Makes a store. */
  VolumeStore createStore(String command, StoreConfig config) throws IOException {
    StoreFolder folder = new StoreFolder(storePath());
    return whenFree(
        () -> {
          if (folder.isStore()) { // a daemon's, perhaps: no need to wait for its end
            throw new FileAlreadyExistsException(
                folder.path().toString(), null, "is a store already");
          }
          return VolumeStore.create(folder.path(), config, "tinyvol " + command);
        });
  }

  private <T> T whenFree(StoreWait.Attempt<T> attempt) throws IOException {
    Duration patience = patience();
    return StoreWait.until(
        patience,
        holder -> {
          if (!quiet.get()) {
            System.err.println(
                "tinyvol: waiting up to "
                    + patience.toSeconds()
                    + " s for the store, held by "
                    + holder);
          }
        },
        attempt);
  }
}
