package io.tinyvol.builder.cache;

import io.tinyvol.builder.cache.format.ChunkingKey;
import io.tinyvol.builder.cache.format.FileTable;
import io.tinyvol.builder.cache.format.FileTableWriter;
import io.tinyvol.builder.cut.ChunkRuns;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OwnerOnly;
import io.tinyvol.tree.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FileCache} in a file of the store's folder, one for each folder that is built from. It
 * can be lost at any time, and is as if it were when it is damaged, was written by a newer program,
 * or by one that cuts content differently: then everything is read, and it is written anew.
 */
public final class StoredFileCache implements FileCache {
  /**
   * What was changed less than so long before the walk might be changed again without another time:
   * file systems keep some as coarsely as this (FAT).
   */
  private static final int SETTLED_SECONDS = 2;

  private final Path file;
  private final ChunkingKey key;
  private final long settledBefore;
  private final FileTable known;
  private final FileTableWriter added = new FileTableWriter();

  private StoredFileCache(Path file, ChunkingKey key, long settledBefore, FileTable known) {
    this.file = file;
    this.key = key;
    this.settledBefore = settledBefore;
    this.known = known;
  }

  /**
   * What is known of a folder.
   *
   * @param source the folder, which is there
   * @param now when it starts to be read
   */
  public static StoredFileCache open(
      StoreFolder store, StoreConfig config, Path source, Instant now) throws IOException {
    Path file = store.cache().resolve(nameFor(source.toRealPath()));
    ChunkingKey key =
        new ChunkingKey(
            config.uuid(), config.hash(), ChunkRuns.CHUNKING_VERSION, config.maxChunkBytes());
    return new StoredFileCache(file, key, now.getEpochSecond() - SETTLED_SECONDS, read(file, key));
  }

  private static String nameFor(Path source) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] path = source.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(path));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static FileTable read(Path file, ChunkingKey key) {
    try {
      if (Files.exists(file)) {
        return FileTable.decode(Files.readAllBytes(file), key, file.toString());
      }
    } catch (IOException e) {
      // Whatever is wrong with it, it is only a cache.
    }
    return FileTable.empty();
  }

  @Override
  public @Nullable FileContent find(FileStatus status) {
    return known.find(status);
  }

  @Override
  public void add(FileStatus status, FileContent content) {
    if (status.modifiedSeconds() < settledBefore && status.changedSeconds() < settledBefore) {
      added.add(status, content);
    }
  }

  @Override
  public void save() throws IOException {
    Optional<ByteBuffer> bytes = added.encode(key);
    if (bytes.isPresent()) {
      OwnerOnly.makeFolder(Objects.requireNonNull(file.getParent(), "it lies in the store's"));
      DurableFiles.write(file, bytes.get());
    }
  }
}
