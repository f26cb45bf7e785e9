package io.tinyvol.service.local;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.service.StoreStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a store's files take on its disk. */
final class DiskUsage {
  private DiskUsage() {}

  static StoreStats.Disk of(StoreFolder store) throws IOException {
    return new StoreStats.Disk(allocated(store.chunks()), allocated(store.deltas()));
  }

  /** Files may come and go meanwhile. */
  private static long allocated(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> listed = Files.list(folder)) {
      List<Path> files = listed.toList();
      for (Path file : files) {
        try {
          bytes += FileStatus.of(file).allocatedBytes();
        } catch (NoSuchFileException e) {
          // It is gone.
        }
      }
    } catch (NoSuchFileException e) {
      return 0; // an older store, to which nobody has written
    }
    return bytes;
  }
}
