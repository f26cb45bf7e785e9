package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.LedgerFormat;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a pool's ledger is kept, away from the pool, with the locks of those who change the pool.
 *
 * @param name the pool's
 * @param path the folder
 */
record PoolFolder(String name, Path path) {
  private Path ledgerFile() {
    return path.resolve("ledger");
  }

  /** A lock that ends with this process at the latest. */
  record Lock(FileChannel channel) implements Closeable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  boolean exists() {
    return Files.exists(ledgerFile());
  }

  /** Of all pools that are beside it, itself included where it is one. */
  List<PoolFolder> all() throws IOException {
    try (Stream<Path> folders = Files.list(path.resolveSibling("."))) {
      return folders
          .map(found -> new PoolFolder(found.getFileName().toString(), found))
          .filter(PoolFolder::exists)
          .toList();
    }
  }

  /** Makes the folder. */
  void make() throws IOException {
    OwnerOnly.makeFolder(path);
  }

  /** Who holds this may change the pool. */
  Optional<Lock> tryLock() throws IOException {
    return tryLock(path.resolve("lock"));
  }

  /** Who holds this writes a volume that is not whole. */
  Optional<Lock> tryLockStaging(int id) throws IOException {
    return tryLock(path.resolve("staging-" + id));
  }

  void forgetStaging(int id) throws IOException {
    Files.deleteIfExists(path.resolve("staging-" + id));
  }

  private static Optional<Lock> tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.FILE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new Lock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  Ledger read() throws IOException {
    try {
      return LedgerFormat.decode(Files.readAllBytes(ledgerFile()), ledgerFile().toString());
    } catch (NoSuchFileException e) {
      throw (IOException)
          new NoSuchPoolException("no pool " + name + "; 'tinyvol pool ls' lists those there are")
              .initCause(e);
    }
  }

  /** Durable on return. */
  void write(Ledger ledger) throws IOException {
    DurableFiles.write(ledgerFile(), LedgerFormat.encode(ledger));
  }

  /** Forgets the pool; durable on return. */
  void remove() throws IOException {
    Files.deleteIfExists(ledgerFile());
    DurableFiles.syncFolder(path);
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }
}
