package io.tinyvol.cli;

import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before its name or after it. */
public final class GlobalOptions {
  @Option(
      names = "--store",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The store. Default: $TINYVOL_STORE, else /var/lib/tinyvol for root.")
  private @Nullable Path store;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON on standard output, and nothing else there.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print errors only.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say more; show the stack trace of an error.")
  private boolean verbose;

  @Option(
      names = "--no-progress",
      scope = ScopeType.INHERIT,
      description = "No progress bars, on a terminal either.")
  private boolean noProgress;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      defaultValue = "10",
      description = "How long to wait for a store that is held. Default: ${DEFAULT-VALUE}.")
  private int waitSeconds;

  /** Whether to print JSON. */
  public boolean json() {
    return json;
  }

  /** Whether to print errors only. */
  public boolean quiet() {
    return quiet;
  }

  /** Whether to show stack traces. */
  public boolean verbose() {
    return verbose;
  }

  /** Whether progress bars are wanted where there is a terminal. */
  public boolean progress() {
    return !noProgress && !quiet;
  }

  /** Where the store is: the option, the environment, or the default for this user. */
  public Path storePath() {
    if (store != null) {
      return store;
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

  /** Opens the store, and makes one with the defaults where there is none. */
  VolumeStore openStore(String command) throws IOException {
    return VolumeStore.open(storePath(), claim(command));
  }

  /** Makes a store. */
  VolumeStore createStore(String command, StoreConfig config) throws IOException {
    return VolumeStore.create(storePath(), config, claim(command));
  }

  private VolumeStore.Claim claim(String command) {
    if (waitSeconds < 0) {
      throw new IllegalArgumentException("--wait takes no negative time: " + waitSeconds);
    }
    return new VolumeStore.Claim(
        "tinyvol " + command,
        Duration.ofSeconds(waitSeconds),
        holder -> {
          if (!quiet) {
            System.err.println(
                "tinyvol: waiting up to " + waitSeconds + " s for the store, held by " + holder);
          }
        });
  }
}
