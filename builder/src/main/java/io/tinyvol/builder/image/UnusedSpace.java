package io.tinyvol.builder.image;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.ext4.Ext4Reader;
import io.tinyvol.ext4.FreeBlocks;
import io.tinyvol.posix.PosixFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the ext4 file system on a device or in a file does not use. */
public final class UnusedSpace {
  private UnusedSpace() {}

  /**
   * The free ranges, without what does not fill aligned units. What lies behind the file system is
   * not among them: it may be somebody's.
   *
   * @throws IOException if there is no such file system, or its journal was not replayed
   */
  public static List<ByteRange> of(Path disk, int unitBytes) throws IOException {
    try (PosixFile file = PosixFile.open(disk)) {
      Ext4Reader reader = Ext4Reader.open(file);
      FreeBlocks free = reader.freeBlocks();
      long blockBytes = reader.geometry().blockSizeBytes();
      long end = reader.geometry().blocksCount();
      List<ByteRange> ranges = new ArrayList<>();
      for (long at = free.nextFree(0, end); at < end; ) {
        long used = free.nextUsed(at, end);
        long from = Math.ceilDiv(at * blockBytes, unitBytes) * unitBytes;
        long to = used * blockBytes / unitBytes * unitBytes;
        if (from < to) {
          ranges.add(new ByteRange(from, to));
        }
        at = free.nextFree(used, end);
      }
      return ranges;
    } catch (IOException e) {
      throw new IOException(disk + ": " + e.getMessage() + "; nothing is given back", e);
    }
  }
}
