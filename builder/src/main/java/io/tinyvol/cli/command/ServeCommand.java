package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Version;
import io.tinyvol.daemon.Daemon;
import io.tinyvol.daemon.DaemonLog;
import io.tinyvol.daemon.DaemonOptions;
import io.tinyvol.daemon.UpkeepOptions;
import io.tinyvol.posix.Terminal;
import io.tinyvol.remote.RemoteService;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import io.tinyvol.service.ServePlace;
import io.tinyvol.service.ServeSpec;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Serves volumes over NBD until it is told to end: has the daemon do so that owns the store or,
 * where none does, is one meanwhile.
 */
public final class ServeCommand extends StoreCommand {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final Argument<List<String>> names;
  private final Argument<@Nullable Path> socket;
  private final Argument<@Nullable String> listen;
  private final Argument<Boolean> readOnly;
  private final Argument<@Nullable Path> tls;
  private final Argument<Boolean> tlsOptional;

  private volatile boolean isEnding;
  private volatile boolean hasFailed;

  /** Declares it. */
  public ServeCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Serve volumes as network block devices (NBD), one export each, until SIGTERM. Other"
            + " commands can use the store meanwhile.");
    names = syntax.parameters(0, "NAME", "The volumes. Default: all, also those to come.");
    socket =
        syntax.option(
            Path.class, "--socket", "PATH", "The Unix socket. Default: nbd.sock in the store.");
    listen = syntax.option(String.class, "--listen", "HOST:PORT", "Listen at a TCP port instead.");
    readOnly = syntax.flag("Let nobody write.", "--read-only");
    tls =
        syntax.option(
            Path.class,
            "--tls",
            "DIR",
            "Encrypt: the folder has server-cert.pem and server-key.pem, and ca-cert.pem where"
                + " clients must have certificates as well.");
    tlsOptional = syntax.flag("Let clients choose whether to encrypt.", "--tls-optional");
  }

  private ServeSpec spec() {
    Path path = socket.get();
    String address = listen.get();
    Path folder = tls.get();
    if (path != null && address != null) {
      throw new IllegalArgumentException("--socket: not together with --listen");
    }
    if (folder == null && tlsOptional.get()) {
      throw new IllegalArgumentException("--tls-optional: only with --tls");
    }
    ServePlace place = new ServePlace.Store();
    if (path != null) {
      place = new ServePlace.Socket(path.toAbsolutePath().toString());
    } else if (address != null) {
      place = ServePlace.Tcp.parse(address);
    }
    List<String> volumes = names.get();
    volumes.forEach(VolumeNames::check);
    return new ServeSpec(
        volumes,
        readOnly.get(),
        place,
        folder == null ? Optional.empty() : Optional.of(folder.toAbsolutePath()),
        !tlsOptional.get());
  }

  @Override
  protected ExitCode run() throws IOException {
    ServeSpec spec = spec();
    Optional<RemoteService> present = options().findDaemon();
    Optional<Daemon> own = present.isPresent() ? Optional.empty() : Optional.of(startDaemon());
    RemoteService service =
        present.isPresent() ? present.get() : options().findDaemon().orElseThrow();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(service, own), "end"));
    try {
      service.serve(spec, new Told());
    } catch (IOException e) {
      if (isEnding) {
        awaitEnd();
      }
      hasFailed = true;
      throw e;
    }
    return ExitCode.DONE;
  }

  private Daemon startDaemon() throws IOException {
    DaemonLog.configure(Terminal.isStandardError(), options().verbose());
    DaemonOptions daemon =
        new DaemonOptions(Optional.empty(), STOP_TIMEOUT, UpkeepOptions.NONE, Version.text());
    return Daemon.start(openStore(), daemon, InstantSource.system());
  }

  /** Tells where volumes are served, once they are. */
  private final class Told implements Progress {
    @Override
    public void begin(String what, long totalBytes) {
      if (what.startsWith(ServeSpec.STEP) && !options().quiet()) {
        System.out.println(what);
        System.out.flush();
      }
    }

    @Override
    public void advance(long bytes) {}
  }

  /** To be told to end and to do so is no failure. */
  private void end(RemoteService service, Optional<Daemon> own) {
    isEnding = true;
    int code = ExitCode.DONE.code();
    try {
      service.endServing();
      service.close(); // else the daemon waits for this client before it ends
      if (own.isPresent()) {
        own.get().close();
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("tinyvol: " + Failure.of(e).line());
      code = ExitCode.FAILED.code();
    }
    if (!hasFailed) {
      Runtime.getRuntime().halt(code);
    }
  }

  private static void awaitEnd() throws IOException {
    try {
      new CountDownLatch(1).await(); // the hook ends the process
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
