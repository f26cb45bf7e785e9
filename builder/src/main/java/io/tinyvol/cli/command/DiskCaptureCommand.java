package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CapturedDisk;
import io.tinyvol.blockdev.disk.CapturesDisks;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.CaptureSpec;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;

/** Makes what was changed in a disk a revision of a volume. */
public final class DiskCaptureCommand extends StoreCommand {
  private final Argument<String> disk;
  private final Argument<String> name;
  private final RevisionArguments revision;

  /** Declares it. */
  public DiskCaptureCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Put what was changed in a disk since it was made into the chunk store: as the next"
            + " revision of the volume that it was made from, or as a new volume. The disk may be"
            + " in use; what it has is taken as after a cut of the power.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    name = syntax.parameter("VOLUME", "The volume, or the name of a new one.");
    revision = new RevisionArguments(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    DiskPlace place = DiskPlace.parse(disk.get());
    try (VolumeService service = openService();
        CapturesDisks disks = place.in().open(options(), Capability.CAPTURES);
        CapturedDisk captured = disks.capture(place.name())) {
      disks.notes().forEach(this::note);
      CommittedVolume made = capture(service, volume, captured);
      VolumeSummary summary = made.volume();
      captured.complete(new DiskSource(summary.uuid(), summary.root(), summary.revision()));
      made.notes().forEach(this::note);
      print(HistoryJson.write(made), CommitCommand.line(volume, made));
    }
    return ExitCode.DONE;
  }

  private CommittedVolume capture(VolumeService service, String volume, CapturedDisk captured)
      throws IOException {
    try (Descriptor device = Descriptor.openForReading(captured.path())) {
      CaptureSpec spec =
          new CaptureSpec(volume, captured.source().root(), device, captured.changed());
      return watched(progress -> service.capture(spec, revision.options(), progress));
    }
  }
}
