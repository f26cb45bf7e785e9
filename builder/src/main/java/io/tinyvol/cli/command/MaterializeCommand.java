package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.MakesDisks;
import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.blockdev.reflink.ReflinkOptions;
import io.tinyvol.blockdev.thin.ThinPool;
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
  private final Argument<Boolean> isVolatile;
  private final Argument<Boolean> isCopied;

  /** Declares it. */
  public MaterializeCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Put a volume onto a file or a block device, durable and ready for boot.");
    name = syntax.parameter("NAME", "The volume.");
    to =
        syntax.requiredOption(
            "--to",
            TargetPlace.syntax(),
            "Where to: a raw file, sparse where the volume is zeros; a block device, of which"
                + " what lies behind the volume's end stays; a new disk of a pool; or a disk that"
                + " is a file, and shares what it can with others of its folder.");
    force =
        syntax.flag(
            "Replace a file or a disk that is there; overwrite a device in use.", "--force");
    verify = syntax.flag("Read everything back, and compare it with the volume.", "--verify");
    isVolatile =
        syntax.flag(
            "With reflink: each guest starts from the volume, whatever the last one wrote.",
            "--volatile");
    isCopied =
        syntax.flag(
            "With reflink: copy where the file system cannot let files share blocks.", "--copy");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    TargetPlace place = TargetPlace.parse(to.get());
    if ((isVolatile.get() || isCopied.get()) && place.backend() != TargetPlace.Backend.REFLINK) {
      throw new IllegalArgumentException("--volatile and --copy are for reflink:DIR/NAME");
    }
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
      case THIN, REFLINK -> toDisk(service, volume, DiskPlace.of(place), progress);
      case FILE ->
          new FileExport(service, volume, place.path())
              .write(force.get(), true, verify.get(), progress);
      case DEVICE ->
          new DeviceExport(service, volume, place.path())
              .write(force.get(), verify.get(), progress);
    };
  }

  private WrittenVolume toDisk(
      VolumeService service, String volume, DiskPlace place, Progress progress) throws IOException {
    try (MakesDisks disks = open(place.in())) {
      WrittenVolume written =
          new DiskExport(service, volume).write(disks, place.name(), verify.get(), progress);
      if (disks instanceof ThinPool pool) {
        PoolWarnings.of(pool.state()).forEach(this::note);
      }
      disks.notes().forEach(this::note);
      return written;
    }
  }

  private MakesDisks open(DisksPlace place) throws IOException {
    if (place.backend() == TargetPlace.Backend.THIN) {
      return Pools.in(options()).open(place.where().toString());
    }
    ReflinkOptions how =
        new ReflinkOptions(
            force.get(), isVolatile.get(), isCopied.get(), options().patience(), Steps.NONE);
    return ReflinkFolder.open(place.where(), how);
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
