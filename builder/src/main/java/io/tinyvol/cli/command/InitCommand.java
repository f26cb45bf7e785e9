package io.tinyvol.cli.command;

import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a store. */
@Command(description = "Make a store. Others make one with the defaults on first use.")
public final class InitCommand extends StoreCommand {
  @Option(
      names = "--hash",
      paramLabel = "sha256|sha512-256",
      defaultValue = "sha256",
      description = "What names content, for the store's life. Default: ${DEFAULT-VALUE}.")
  private String hash = "sha256";

  @Option(
      names = "--compression",
      paramLabel = "zstd:N|lz4|none",
      defaultValue = "zstd:1",
      description = "How new chunks are compressed. Default: ${DEFAULT-VALUE}.")
  private String compression = "zstd:1";

  @Option(
      names = "--max-chunk",
      paramLabel = "SIZE",
      defaultValue = "64K",
      description = "The longest chunk, 4K to 1M. Default: ${DEFAULT-VALUE}.")
  private String maxChunk = "64K";

  @Override
  protected ExitCode run() throws IOException {
    StoreConfig config =
        new StoreConfig(
            UUID.randomUUID(),
            HashAlgorithm.ofLabel(hash),
            Compression.parse(compression),
            Math.clamp(Sizes.parse(maxChunk), 0, Integer.MAX_VALUE));
    try (VolumeStore store = createStore(config)) {
      String path = store.folder().path().toString();
      print(
          Fields.of("store", path)
              .and("hash", config.hash().label())
              .and("compression", config.compression().toString())
              .and("maxChunkBytes", config.maxChunkBytes())
              .map(),
          "made a store in " + path);
    }
    return ExitCode.DONE;
  }
}
