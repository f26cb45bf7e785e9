package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.target.TargetDevices;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import io.tinyvol.blockdev.tool.Program;
import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Places for pools, which are made, or found to be nobody's. */
final class NewPlaces {
  /** The kernel makes new metadata where so much is zeros. */
  private static final int SUPERBLOCK_BYTES = 4096;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** File systems that are gone with the machine's next start. */
  private static final Set<String> FLEETING = Set.of("tmpfs", "ramfs", "devtmpfs", "overlay");

  private final PoolFolder folder;

  NewPlaces(PoolFolder folder) {
    this.folder = folder;
  }

  /**
   * That files in a folder are there after a start of the machine.
   *
   * @throws PoolException if not
   */
  void checkLasting(Path real) throws IOException {
    String kind = Files.getFileStore(real).type();
    if (FLEETING.contains(kind) || real.startsWith("/dev")) {
      throw new PoolException(
          folder.name(),
          real + " is of " + kind + ", which may not outlive this start of the machine");
    }
  }

  /** Makes the sparse file of a place, durable on return; after a failure there is none. */
  static void makeFile(PoolPlace place) throws IOException {
    Path file = Path.of(place.path());
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.FILE)) {
      channel.write(ByteBuffer.allocate(1), place.sizeBytes() - 1);
      channel.force(true);
      DurableFiles.syncFolder(file.resolveSibling("."));
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * A device for data, of which nothing is written.
   *
   * @param force whether it is taken although it is in use, or holds something
   * @throws PoolTakenException if it belongs to a pool, or holds something
   * @throws io.tinyvol.blockdev.target.TargetInUseException if it is in use
   */
  PoolPlace data(Path device, boolean force) throws IOException {
    checkBlockDevice(device);
    checkNoPools(device);
    TargetDevices.open(device, force).close();
    if (!force) {
      checkBlank(device);
    }
    return new PoolPlace(
        PoolPlace.Kind.DEVICE, device.toAbsolutePath().toString(), Places.deviceBytes(device));
  }

  /** The same for metadata. Its first block is of zeros, or becomes so where that is forced. */
  PoolPlace metadata(Path device, boolean force) throws IOException {
    PoolPlace place = data(device, force);
    try (Descriptor opened = TargetDevices.open(device, force);
        BlockDevice blocks = BlockDevice.of(opened)) {
      ByteBuffer first = DirectIo.allocate(SUPERBLOCK_BYTES);
      blocks.read(0, first);
      first.flip();
      boolean isZero = first.mismatch(ByteBuffer.allocate(SUPERBLOCK_BYTES)) < 0;
      if (!isZero && !force) {
        throw new PoolTakenException(
            device
                + ": holds something in its first block, as metadata of a pool; --force has"
                + " them overwritten");
      } else if (!isZero) {
        blank(blocks);
      }
    }
    return place.of(PoolMaker.metadataDeviceBytes(place.sizeBytes()));
  }

  /** Takes back what the kernel wrote to the first block of a metadata device, which was zeros. */
  static void blank(Path device) throws IOException {
    try (Descriptor opened = TargetDevices.open(device, true);
        BlockDevice blocks = BlockDevice.of(opened)) {
      blank(blocks);
    }
  }

  private static void blank(BlockDevice blocks) throws IOException {
    blocks.write(0, DirectIo.allocate(SUPERBLOCK_BYTES));
    blocks.sync();
  }

  private static void checkBlockDevice(Path device) throws IOException {
    FileStatus.Type type;
    try {
      type = FileStatus.of(device).type();
    } catch (NoSuchFileException e) {
      throw (IOException)
          new NoSuchFileException(
                  device.toString(), null, "no such device; lsblk lists those there are")
              .initCause(e);
    }
    if (type != FileStatus.Type.BLOCK_DEVICE) {
      throw new IllegalArgumentException(
          device + ": is no block device; with --path, a pool lies in files");
    }
  }

  /** Data of a pool look like nothing, so that our own books must tell. */
  private void checkNoPools(Path device) throws IOException {
    DeviceNumber number = DeviceNumber.of(FileStatus.of(device));
    for (PoolFolder other : folder.all()) {
      PoolConfig config = other.read().config();
      for (PoolPlace place : List.of(config.data(), config.metadata())) {
        Path path = Path.of(place.path());
        if (place.kind() == PoolPlace.Kind.DEVICE
            && Files.exists(path)
            && DeviceNumber.of(FileStatus.of(path)).equals(number)) {
          throw new PoolTakenException(device + ": belongs to pool " + other.name());
        }
      }
    }
  }

  private static void checkBlank(Path device) throws IOException {
    List<String> command =
        List.of("wipefs", "--no-act", "--noheadings", "--output", "TYPE", device.toString());
    List<String> found =
        Program.run("util-linux", TIMEOUT, command).lines().map(String::strip).toList();
    if (!found.isEmpty()) {
      throw new PoolTakenException(
          "%s: holds %s; --force has it overwritten"
              .formatted(device, String.join(", ", Set.copyOf(found))));
    }
  }
}
