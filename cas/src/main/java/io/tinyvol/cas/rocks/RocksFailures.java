package io.tinyvol.cas.rocks;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Where RocksDB's exceptions end: each becomes one of ours. */
final class RocksFailures {
  private RocksFailures() {}

  static IOException of(Path path, String what, RocksDBException e) {
    if (FullDisk.isCauseOf(e)) {
      return new NoSpaceException(path + ": no space left on device", e);
    }
    if (isCorruption(e)) {
      return new CorruptDataException(path.toString(), what + ": " + e.getMessage(), e);
    }
    return new IOException(path + ": " + what + ": " + e.getMessage(), e);
  }

  /** A damaged CURRENT shows as a wrong argument, a missing file as an I/O error. */
  static IOException ofOpen(Path path, RocksDBException e) {
    Status status = e.getStatus();
    boolean partIsMissing =
        String.valueOf(e.getMessage()).contains("No such file")
            || (status != null && status.getCode() == Status.Code.InvalidArgument);
    return partIsMissing
        ? new CorruptDataException(path.toString(), "cannot be opened: " + e.getMessage(), e)
        : of(path, "cannot be opened", e);
  }

  /** Whether what was read is damaged, rather than out of reach. */
  static boolean isCorruption(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }
}
