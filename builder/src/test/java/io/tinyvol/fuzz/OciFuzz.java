package io.tinyvol.fuzz;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.archive.ArchiveOptions;
import io.tinyvol.builder.archive.OciSource;
import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.oci.Platform;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Container images. The first byte chooses: with 1 the rest is an archive as it stands, else the
 * files of one ({@link OciParts}); with 2 the image is chosen by a tag.
 */
public final class OciFuzz {
  private static final int WINDOW_BYTES = 64 << 10;
  private static final ArchiveOptions OPTIONS = new ArchiveOptions(1 << 20, true, Exclusions.NONE);
  private static final Platform PLATFORM = Platform.parse("linux/amd64");
  private static final Path FILE = Scratch.folder("oci").resolve("image");

  private OciFuzz() {}

  /** Reads one image. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    boolean isWhole = (input[0] & 1) != 0;
    if (isWhole) {
      TarSums.mend(rest);
    }
    Files.write(FILE, isWhole ? rest : OciParts.archive(rest));
    try (MemoryContentStore store = new MemoryContentStore();
        IngestSession session = store.newSession("a test")) {
      OciSource.read(
          FilePlace.of(FILE),
          (input[0] & 2) != 0 ? "latest" : null,
          PLATFORM,
          OPTIONS,
          session,
          WINDOW_BYTES,
          Progress.NONE);
    } catch (SourceException | NoSuchFileException e) {
      // as documented
    }
  }
}
