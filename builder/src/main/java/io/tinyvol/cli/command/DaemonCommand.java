package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Version;
import io.tinyvol.daemon.Daemon;
import io.tinyvol.daemon.DaemonLog;
import io.tinyvol.daemon.DaemonOptions;
import io.tinyvol.daemon.UpkeepOptions;
import io.tinyvol.posix.NotifySocket;
import io.tinyvol.posix.Terminal;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the store until it is told to end. */
public final class DaemonCommand extends StoreCommand {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonCommand.class);

  private final Argument<@Nullable String> group;
  private final Argument<Integer> stopTimeout;
  private final Argument<Integer> gcHours;
  private final Argument<Integer> scrubDays;
  private final Argument<Integer> upkeepPercent;

  /** Declares it. */
  public DaemonCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Own the store and let other commands use it, and whoever speaks HTTP at the socket"
            + " daemon.sock in it, until SIGTERM.");
    group = syntax.option(String.class, "--group", "GROUP", "Let this group use it as well.");
    stopTimeout =
        syntax.option(
            Integer.class,
            "--stop-timeout",
            "SECONDS",
            30,
            "How long to let long work go on at the end. Default: ${DEFAULT-VALUE}.");
    gcHours =
        syntax.option(
            Integer.class,
            "--gc-hours",
            "HOURS",
            24,
            "How often to remove what no volume refers to; 0: never. Default: ${DEFAULT-VALUE}.");
    scrubDays =
        syntax.option(
            Integer.class,
            "--scrub-days",
            "DAYS",
            30,
            "In how many days to read all content once, to find damage; 0: never. Default:"
                + " ${DEFAULT-VALUE}.");
    upkeepPercent =
        syntax.option(
            Integer.class,
            "--upkeep-percent",
            "PERCENT",
            10,
            "How much of one core both may take, 1 to 100. Default: ${DEFAULT-VALUE}.");
  }

  @Override
  protected ExitCode run() throws IOException {
    if (stopTimeout.get() < 0) {
      throw new IllegalArgumentException(
          "--stop-timeout takes no negative time: " + stopTimeout.get());
    }
    DaemonLog.configure(Terminal.isStandardError(), options().verbose());
    Daemon daemon =
        Daemon.start(
            openStore(),
            new DaemonOptions(
                Optional.ofNullable(group.get()),
                Duration.ofSeconds(stopTimeout.get()),
                upkeep(),
                Version.text()),
            InstantSource.system());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon), "end"));
    tellManager("READY=1");
    try {
      new CountDownLatch(1).await(); // the hook ends the process
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
    return ExitCode.DONE;
  }

  private UpkeepOptions upkeep() {
    if (gcHours.get() < 0 || scrubDays.get() < 0) {
      throw new IllegalArgumentException("--gc-hours and --scrub-days take no negative time");
    }
    if (upkeepPercent.get() < 1 || upkeepPercent.get() > 100) {
      throw new IllegalArgumentException("--upkeep-percent takes 1 to 100: " + upkeepPercent.get());
    }
    return new UpkeepOptions(
        Duration.ofHours(gcHours.get()),
        Duration.ofDays(scrubDays.get()),
        upkeepPercent.get() / 100.0);
  }

  /** To be told to end and to do so is no failure, so the process ends with 0, not with 143. */
  private static void end(Daemon daemon) {
    int code = ExitCode.DONE.code();
    try {
      tellManager("STOPPING=1");
      daemon.close();
    } catch (IOException | RuntimeException e) {
      System.err.println("tinyvol: " + Failure.of(e).line());
      code = ExitCode.FAILED.code();
    }
    Runtime.getRuntime().halt(code);
  }

  /**
   * See sd_notify(3): systemd waits for it, where it started the daemon. Where nobody hears it, the
   * store is served all the same, and given up in order.
   */
  private static void tellManager(String state) {
    String address = System.getenv("NOTIFY_SOCKET");
    if (address == null || address.isEmpty()) {
      return;
    }
    try {
      NotifySocket.send(address, state);
    } catch (IOException e) {
      LOG.warn("the service manager was not told {}: {}", state, e.getMessage());
    }
  }
}
