package io.tinyvol.cli.command;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.DaemonStatus;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.OperationStatus;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.StoreStatus;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.StatusJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.temporal.ChronoUnit;

/** Shows the store, and the daemon that owns it. */
public final class StatusCommand extends StoreCommand {
  /** Declares it. */
  public StatusCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Show the store, whether a daemon owns it, and what that does.");
  }

  @Override
  protected ExitCode run() throws IOException {
    StoreFolder folder = new StoreFolder(options().storePath());
    if (!folder.isStore() && !Files.exists(folder.apiSocket())) {
      throw new NoSuchFileException(
          folder.path().toString(), null, "no store is there; 'tinyvol init' makes one");
    }
    StoreStatus status;
    try (VolumeService service = openService()) {
      status = service.status();
    }
    print(StatusJson.write(status), out -> show(status, out));
    return ExitCode.DONE;
  }

  private static void show(StoreStatus status, PrintStream out) {
    out.println("store        " + status.path());
    out.println("uuid         " + status.uuid());
    out.println("hash         " + status.hash());
    out.println("compression  " + status.compression());
    out.println("max chunk    " + Sizes.show(status.maxChunkBytes()));
    out.println("volumes      " + status.volumes());
    if (status.daemon().isEmpty()) {
      out.println("daemon       none");
      return;
    }
    DaemonStatus daemon = status.daemon().get();
    out.println(
        "daemon       pid "
            + daemon.pid()
            + ", version "
            + daemon.version()
            + ", since "
            + daemon.started().truncatedTo(ChronoUnit.SECONDS));
    if (!daemon.operations().isEmpty()) {
      out.println();
      show(daemon, out);
    }
  }

  private static void show(DaemonStatus daemon, PrintStream out) {
    Table table =
        new Table("OPERATION", "KIND", "VOLUME", "CLIENT", "STATE", ">SECONDS", ">DONE", "STEP");
    for (OperationStatus operation : daemon.operations()) {
      table.row(
          operation.id().toString(),
          operation.kind(),
          operation.volume().isEmpty() ? "-" : operation.volume(),
          operation.client(),
          operation.state().label(),
          Long.toString(operation.elapsedNanos() / 1_000_000_000),
          Sizes.show(operation.doneBytes()),
          operation.step());
    }
    table.print(out);
  }
}
