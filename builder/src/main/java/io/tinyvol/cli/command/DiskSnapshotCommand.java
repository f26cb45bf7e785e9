package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what a disk has now. */
public final class DiskSnapshotCommand extends StoreCommand {
  private final Argument<String> disk;
  private final Argument<@Nullable Integer> keep;

  /** Declares it. */
  public DiskSnapshotCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Keep what a disk has now as a revision; what one in use has as after a cut of the power.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    keep =
        syntax.option(
            Integer.class, "--keep", "N", "Keep at most N revisions of the disk, the newest.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (KeepsRevisions disks = place.in().open(options(), Capability.REVISIONS)) {
      long revision = disks.snapshot(place.name());
      Integer most = keep.get();
      if (most != null) {
        disks.prune(place.name(), most);
      }
      disks.notes().forEach(this::note);
      print(
          Map.of("disk", place.toString(), "revision", revision), place + ": revision " + revision);
    }
    return ExitCode.DONE;
  }
}
