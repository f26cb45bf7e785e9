package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.tool.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The thin-provisioning-tools, which read a pool's metadata. */
final class ThinTools {
  private static final String PACKAGE = "thin-provisioning-tools";
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private ThinTools() {}

  /** How large the metadata device of a pool is to be, which has so many volumes at most. */
  static long metadataBytes(long dataBytes, int blockBytes, int volumes) throws IOException {
    String said =
        run(
            "thin_metadata_size",
            "--numeric-only",
            "--unit=b",
            "--block-size=" + blockBytes + "b",
            "--pool-size=" + dataBytes + "b",
            "--max-thins=" + volumes);
    return Long.parseLong(said.strip().replaceAll("\\.0*$", ""));
  }

  /**
   * Checks the metadata of a pool that is not active.
   *
   * @throws IOException with what it says, if they are damaged
   */
  static void check(Path metadata) throws IOException {
    run("thin_check", metadata.toString());
  }

  /**
   * A volume that the kernel has.
   *
   * @param id its id
   * @param birth the pool's transaction id when it was made
   * @param mappedBytes what it takes
   * @param exclusiveBytes what of that no other volume has as well
   */
  record Thin(int id, long birth, long mappedBytes, long exclusiveBytes) {}

  /** The volumes in a snapshot of the metadata. */
  static List<Thin> list(Path metadata, int blockBytes) throws IOException {
    String said =
        run(
            "thin_ls",
            "-m",
            "--no-headers",
            "-o",
            "DEV,TRANSACTION,MAPPED_BLOCKS,EXCLUSIVE_BLOCKS",
            metadata.toString());
    List<Thin> thins = new ArrayList<>();
    for (String line : said.lines().toList()) {
      List<String> words = List.of(line.strip().split("\\s+"));
      if (words.size() != 4) {
        throw new IOException("thin_ls: not understood: " + line);
      }
      thins.add(
          new Thin(
              Integer.parseInt(words.get(0)),
              Long.parseLong(words.get(1)),
              Long.parseLong(words.get(2)) * blockBytes,
              Long.parseLong(words.get(3)) * blockBytes));
    }
    return thins;
  }

  private static String run(String... command) throws IOException {
    return Program.run(PACKAGE, TIMEOUT, List.of(command));
  }
}
