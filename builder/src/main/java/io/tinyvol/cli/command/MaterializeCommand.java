package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.util.Map;

/** Puts a volume where a VM can boot from it. */
public final class MaterializeCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<String> to;
  private final Argument<Boolean> force;
  private final Argument<Boolean> verify;

  /** Declares it. */
  public MaterializeCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Put a volume onto a file or a block device, durable and ready for boot.");
    name = syntax.parameter("NAME", "The volume.");
    to =
        syntax.requiredOption(
            "--to",
            TargetPlace.syntax(),
            "Where to: a raw file, sparse where the volume is zeros; or a block device, of which"
                + " what lies behind the volume's end stays.");
    force = syntax.flag("Replace a file that is there; overwrite a device in use.", "--force");
    verify = syntax.flag("Read everything back, and compare it with the volume.", "--verify");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    TargetPlace place = TargetPlace.parse(to.get());
    long started = System.nanoTime();
    try (VolumeService service = openService()) {
      WrittenVolume written = watched(progress -> write(service, volume, place, progress));
      Map<String, Object> json = WrittenFields.of(volume, to.get(), written, started);
      json.put("zeroedBytes", written.zeroedBytes());
      json.put("keptBytes", written.keptBytes());
      json.put("verified", written.verified());
      print(json, line(volume, place, written));
    }
    return ExitCode.DONE;
  }

  private WrittenVolume write(
      VolumeService service, String volume, TargetPlace place, Progress progress)
      throws IOException {
    return switch (place.backend()) {
      case FILE ->
          new FileExport(service, volume, place.path())
              .write(force.get(), true, verify.get(), progress);
      case DEVICE ->
          new DeviceExport(service, volume, place.path())
              .write(force.get(), verify.get(), progress);
    };
  }

  private static String line(String volume, TargetPlace place, WrittenVolume written) {
    StringBuilder line = new StringBuilder(volume).append(": ");
    line.append(Sizes.show(written.writtenBytes())).append(" written to ").append(place.path());
    if (written.keptBytes() > 0) {
      line.append(", ").append(Sizes.show(written.keptBytes()));
      line.append(" were there from a run that was interrupted");
    }
    return line.append(written.verified() ? "; read back and compared" : "").toString();
  }
}
