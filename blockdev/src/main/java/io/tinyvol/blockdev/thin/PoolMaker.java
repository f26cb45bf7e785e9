package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Makes pools. */
final class PoolMaker {
  private static final int EXPECTED_VOLUMES = 10_000;
  private static final long LEAST_METADATA_BYTES = 2L << 20;

  /** The kernel uses no more. */
  private static final long MOST_METADATA_BYTES = 255L * ((1 << 14) - 64) * 4096;

  private static final int LOW_WATER_FRACTION = 10;
  private static final int ALIGNMENT_BYTES = 4096;

  /** File systems that are gone with the machine's next start. */
  private static final Set<String> FLEETING = Set.of("tmpfs", "ramfs", "devtmpfs", "overlay");

  private final String name;

  PoolMaker(String name) {
    this.name = name;
  }

  /** Makes the files, durable on return; after a failure there are none. */
  Ledger make(PoolInit wanted, Instant now) throws IOException {
    long dataBytes = wanted.sizeBytes().orElse(0) / wanted.blockBytes() * wanted.blockBytes();
    if (dataBytes == 0) {
      throw new IllegalArgumentException(
          "--size must be a block of " + wanted.blockBytes() + " bytes at least");
    }
    long metadataBytes = metadataBytes(wanted, dataBytes);
    OwnerOnly.makeFolder(wanted.folder().toAbsolutePath());
    Path real = wanted.folder().toRealPath();
    checkLasting(real);
    Path data = real.resolve(name + ".data");
    Path metadata = real.resolve(name + ".metadata");
    PoolConfig config =
        new PoolConfig(
            UUID.randomUUID(),
            now,
            PoolConfig.Backing.FILES,
            data.toString(),
            metadata.toString(),
            dataBytes,
            metadataBytes,
            wanted.blockBytes(),
            wanted.whenFull(),
            dataBytes / LOW_WATER_FRACTION,
            wanted.overcommitPercent());
    makeFile(data, dataBytes);
    try {
      makeFile(metadata, metadataBytes);
      DurableFiles.syncFolder(real);
    } catch (IOException e) {
      Files.deleteIfExists(data);
      throw e;
    }
    return Ledger.first(config);
  }

  private void checkLasting(Path folder) throws IOException {
    String kind = Files.getFileStore(folder).type();
    if (FLEETING.contains(kind) || folder.startsWith("/dev")) {
      throw new PoolException(
          name, folder + " is of " + kind + ", which may not outlive this start of the machine");
    }
  }

  private static long metadataBytes(PoolInit wanted, long dataBytes) throws IOException {
    long bytes =
        wanted.metadataBytes().isPresent()
            ? wanted.metadataBytes().getAsLong()
            : ThinTools.metadataBytes(dataBytes, wanted.blockBytes(), EXPECTED_VOLUMES);
    if (bytes > MOST_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "the kernel uses no more than " + MOST_METADATA_BYTES + " bytes of metadata");
    }
    return Math.ceilDiv(Math.max(bytes, LEAST_METADATA_BYTES), ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  }

  private static void makeFile(Path file, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.FILE)) {
      channel.write(ByteBuffer.allocate(1), bytes - 1);
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Removes what {@link #make} made. */
  static void unmake(PoolConfig config) throws IOException {
    if (config.backing() == PoolConfig.Backing.FILES) {
      Files.deleteIfExists(Path.of(config.dataPath()));
      Files.deleteIfExists(Path.of(config.metadataPath()));
    }
  }
}
