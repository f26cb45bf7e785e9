package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.Disks;
import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.blockdev.reflink.ReflinkOptions;
import io.tinyvol.blockdev.thin.DiskUnder;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cli.GlobalOptions;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where disks are, as it is named: thin:POOL or reflink:DIR.
 *
 * @param backend which kind
 * @param where the pool's name, or the folder
 */
record DisksPlace(TargetPlace.Backend backend, Path where) {
  /** How it is named, for people. */
  static final String SYNTAX = "thin:POOL|reflink:DIR";

  /** Checks that there can be disks. */
  DisksPlace {
    switch (backend) {
      case THIN -> VolumeNames.check(where.toString());
      case REFLINK -> {}
      case FILE, DEVICE ->
          throw new IllegalArgumentException("not a place of disks (" + SYNTAX + ")");
    }
  }

  /**
   * From the command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static DisksPlace parse(String text) {
    TargetPlace place = TargetPlace.parse(text);
    return new DisksPlace(place.backend(), place.path());
  }

  /** Opens it. */
  Disks open(GlobalOptions options) throws IOException {
    return open(options, false);
  }

  private Disks open(GlobalOptions options, boolean isVolatile) throws IOException {
    return backend == TargetPlace.Backend.THIN
        ? Pools.in(options).open(where.toString())
        : ReflinkFolder.open(
            where, new ReflinkOptions(false, isVolatile, false, options.patience(), Steps.NONE));
  }

  /**
   * Opens it for what not every place can do.
   *
   * @throws IllegalArgumentException if this one cannot
   */
  <T extends Disks> T open(GlobalOptions options, Capability<T> needed) throws IOException {
    return open(options, needed, false);
  }

  /** The same; new disks are volatile if that is wanted. */
  <T extends Disks> T open(GlobalOptions options, Capability<T> needed, boolean isVolatile)
      throws IOException {
    Disks disks = open(options, isVolatile);
    if (isVolatile && !Capability.COMMITS.type().isInstance(disks)) {
      throw refused(disks, Capability.COMMITS);
    }
    if (!needed.type().isInstance(disks)) {
      throw refused(disks, needed);
    }
    return needed.type().cast(disks);
  }

  private static IllegalArgumentException refused(Disks disks, Capability<?> needed) {
    disks.close();
    String who = disks instanceof ThinPool ? "a pool " : "a folder of files ";
    return new IllegalArgumentException(who + needed.lack());
  }

  /** The device of a pool's disk that this lies in, where it is a folder that does. */
  Optional<Path> under() throws IOException {
    return backend == TargetPlace.Backend.REFLINK ? DiskUnder.of(where) : Optional.empty();
  }

  @Override
  public String toString() {
    return backend.name().toLowerCase(Locale.ROOT) + ":" + where;
  }
}
