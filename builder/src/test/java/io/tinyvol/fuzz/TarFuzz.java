package io.tinyvol.fuzz;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.archive.ArchiveOptions;
import io.tinyvol.builder.archive.TarSource;
import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Archives, and the file systems that they become. The first byte chooses whether headers get right
 * checksums.
 */
public final class TarFuzz {
  private static final int WINDOW_BYTES = 64 << 10;
  private static final int MOST_BYTES = 1 << 20;

  private TarFuzz() {}

  /** Reads one archive. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] archive = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & 1) == 0) {
      TarSums.mend(archive);
    }
    ArchiveOptions options = new ArchiveOptions(MOST_BYTES, true, Exclusions.NONE);
    try (MemoryContentStore store = new MemoryContentStore();
        IngestSession session = store.newSession("a test")) {
      Folder tree =
          TarSource.read(
              new ByteArrayInputStream(archive),
              "archive",
              options,
              session,
              WINDOW_BYTES,
              Progress.NONE);
      Layouts.write(tree);
    } catch (SourceException e) {
      // as documented
    }
  }
}
