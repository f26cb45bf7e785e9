package io.tinyvol.fuzz;

import io.tinyvol.blockdev.reflink.format.DiskRecordFormat;
import io.tinyvol.blockdev.target.format.TargetRecordFormat;
import io.tinyvol.blockdev.thin.format.LedgerFormat;
import io.tinyvol.blockdev.thin.format.MetadataSuperblock;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.cas.format.StoreConfigFormat;
import io.tinyvol.volume.format.LayerHeaderFormat;
import io.tinyvol.volume.format.RemovalFormat;
import io.tinyvol.volume.format.VolumeHeadFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The small files of a store, and the superblock of a pool's metadata. The first byte chooses
 * which, the second whether what follows is the whole file or a payload that gets a right frame.
 * What can be read can be written, and is then read as the same.
 */
public final class FrameFuzz {
  private static final int SELECTORS = 2;
  private static final String WHAT = "file";
  private static final int PAGE_BYTES = 4096;

  /** Reads a file and writes what it read. */
  private interface Again {
    ByteBuffer of(byte[] file) throws IOException;
  }

  private record Format(FrameFormat frame, Again again) {
    Format(String magic, int version, Again again) {
      this(new FrameFormat(magic, version), again);
    }
  }

  private static final List<Format> FORMATS =
      List.of(
          new Format("TVST", 1, f -> StoreConfigFormat.encode(StoreConfigFormat.decode(f, WHAT))),
          new Format("TVRM", 1, f -> RemovalFormat.encode(RemovalFormat.decode(f, WHAT))),
          new Format("TVHD", 3, f -> VolumeHeadFormat.encode(VolumeHeadFormat.decode(f, WHAT))),
          new Format("TVTR", 1, f -> TargetRecordFormat.encode(TargetRecordFormat.decode(f, WHAT))),
          new Format("TVRL", 1, f -> DiskRecordFormat.encode(DiskRecordFormat.decode(f, WHAT))),
          new Format("TVPL", 1, f -> LedgerFormat.encode(LedgerFormat.decode(f, WHAT))),
          new Format("TVDL", 1, FrameFuzz::layerHeader),
          new Format("TVFC", 1, FileTables::again),
          new Format("none", 1, FrameFuzz::superblock));

  private FrameFuzz() {}

  /** Reads one file. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < SELECTORS) {
      return;
    }
    Format format = FORMATS.get(Byte.toUnsignedInt(input[0]) % FORMATS.size());
    byte[] rest = Arrays.copyOfRange(input, SELECTORS, input.length);
    byte[] file = (input[1] & 1) == 0 ? Frames.around(format.frame(), rest) : rest;
    byte[] once;
    try {
      once = Frames.bytes(format.again().of(file));
    } catch (CorruptDataException | UnsupportedFormatException e) {
      return;
    }
    byte[] twice = Frames.bytes(format.again().of(once));
    if (!Arrays.equals(once, twice)) {
      throw new AssertionError("written anew it is another");
    }
  }

  private static ByteBuffer layerHeader(byte[] file) throws IOException {
    byte[] page = Arrays.copyOf(file, PAGE_BYTES);
    return LayerHeaderFormat.encode(LayerHeaderFormat.decode(ByteBuffer.wrap(page), WHAT));
  }

  /**
   * The kernel's, of a pool: whatever it says, it gets a right checksum where it loses a snapshot.
   */
  private static ByteBuffer superblock(byte[] file) throws IOException {
    ByteBuffer page = ByteBuffer.wrap(Arrays.copyOf(file, PAGE_BYTES));
    MetadataSuperblock superblock = MetadataSuperblock.of(page);
    MetadataSuperblock without = superblock.withoutSnapshot();
    if (without.hasSnapshot() || (superblock.isSound() && !without.isSound())) {
      throw new AssertionError("not the same without a snapshot");
    }
    without.writeTo(page);
    if (!MetadataSuperblock.of(page).isSound()) {
      throw new CorruptDataException(WHAT, "is no superblock");
    }
    return page;
  }
}
