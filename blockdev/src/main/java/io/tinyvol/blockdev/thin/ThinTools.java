package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.blockdev.dm.format.DmTarget;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.tool.Program;
import io.tinyvol.blockdev.tool.ProgramException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The thin-provisioning-tools, which read a pool's metadata. */
final class ThinTools {
  private static final String PACKAGE = "thin-provisioning-tools";
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  /** What is not the same: mapped by one, or to different blocks (thin_delta(8)). */
  private static final Pattern DIFFERENCE =
      Pattern.compile("<(?:different|left_only|right_only) begin=\"(\\d+)\" length=\"(\\d+)\"/>");

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

  /** What is damaged in the metadata of a pool that is not active; empty if nothing is. */
  static Optional<String> damage(Path metadata) throws IOException {
    return damage("thin_check", metadata.toString());
  }

  /** The same of a snapshot of an active pool's, as far as one can be looked at. */
  static Optional<String> damageOfSnapshot(Path metadata) throws IOException {
    return damage("thin_check", "--metadata-snap", metadata.toString());
  }

  private static Optional<String> damage(String... command) throws IOException {
    try {
      run(command);
      return Optional.empty();
    } catch (ProgramException e) {
      String said = String.valueOf(e.getMessage());
      if (said.contains("'open' failed")) {
        throw e;
      }
      return Optional.of(said);
    }
  }

  /** Whether the installed thin_check can look at a snapshot. */
  static boolean canCheckSnapshots() throws IOException {
    return run("thin_check", "--help").contains("--metadata-snap");
  }

  /** The kernel takes the metadata of a pool that is not active for checked. */
  static void clearNeedsCheck(Path metadata) throws IOException {
    run("thin_check", "--clear-needs-check-flag", metadata.toString());
  }

  /** Makes new metadata of what can be read of old ones; where their beginning is hurt, too. */
  static void repair(Path old, Path fresh, Ledger ledger) throws IOException {
    PoolConfig config = ledger.config();
    try {
      run("thin_repair", "--input", old.toString(), "--output", fresh.toString());
    } catch (ProgramException e) {
      try {
        run(
            "thin_repair",
            "--transaction-id=" + ledger.transaction(),
            "--data-block-size=" + config.blockBytes() / DmTarget.SECTOR_BYTES,
            "--nr-data-blocks=" + config.data().sizeBytes() / config.blockBytes(),
            "--input=" + old,
            "--output=" + fresh);
      } catch (ProgramException again) {
        again.addSuppressed(e);
        throw again;
      }
    }
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

  /**
   * Where two volumes in a snapshot of the metadata have not the same blocks, in ascending order.
   */
  static List<ByteRange> differences(Path metadata, int left, int right, int blockBytes)
      throws IOException {
    String said =
        run("thin_delta", "-m", "--thin1=" + left, "--thin2=" + right, metadata.toString());
    List<ByteRange> ranges = new ArrayList<>();
    Matcher found = DIFFERENCE.matcher(said);
    while (found.find()) {
      long start = Long.parseLong(found.group(1)) * blockBytes;
      ranges.add(new ByteRange(start, start + Long.parseLong(found.group(2)) * blockBytes));
    }
    if (!said.contains("</diff>")) {
      throw new IOException("thin_delta: not understood: " + said);
    }
    return ranges;
  }

  private static String run(String... command) throws IOException {
    return Program.run(PACKAGE, TIMEOUT, List.of(command));
  }
}
