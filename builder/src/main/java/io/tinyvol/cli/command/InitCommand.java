package io.tinyvol.cli.command;

import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.json.Fields;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.util.UUID;

/** Makes a store. */
public final class InitCommand extends StoreCommand {
  private final Argument<String> hash;
  private final Argument<String> compression;
  private final Argument<String> maxChunk;

  /** Declares it. */
  public InitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Make a store. Others make one with the defaults on first use.");
    hash =
        syntax.option(
            String.class,
            "--hash",
            "sha256|sha512-256",
            "sha256",
            "What names content, for the store's life. Default: ${DEFAULT-VALUE}.");
    compression =
        syntax.option(
            String.class,
            "--compression",
            "zstd:N|lz4|none",
            "zstd:1",
            "How new chunks are compressed. Default: ${DEFAULT-VALUE}.");
    maxChunk =
        syntax.option(
            String.class,
            "--max-chunk",
            "SIZE",
            "64K",
            "The longest chunk, 4K to 1M. Default: ${DEFAULT-VALUE}.");
  }

  @Override
  protected ExitCode run() throws IOException {
    StoreConfig config =
        new StoreConfig(
            UUID.randomUUID(),
            HashAlgorithm.ofLabel(hash.get()),
            Compression.parse(compression.get()),
            Math.clamp(Sizes.parse(maxChunk.get()), 0, Integer.MAX_VALUE));
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
