package io.tinyvol.blockdev.target.format;

import io.tinyvol.cas.Digest;
import java.util.UUID;

/**
 * How far a volume has been written to a device by a run that has not finished.
 *
 * @param volume the volume's UUID
 * @param root the root of its manifest: what content is written
 * @param deviceMajor the device's major number
 * @param deviceMinor the device's minor number
 * @param deviceBytes its size
 * @param syncedBytes everything before this offset was durable when the record was written
 */
public record TargetRecord(
    UUID volume,
    Digest root,
    long deviceMajor,
    long deviceMinor,
    long deviceBytes,
    long syncedBytes) {
  /** Checks the bounds. */
  public TargetRecord {
    if ((deviceMajor | deviceMinor) >>> 32 != 0) {
      throw new IllegalArgumentException("a device's number: " + deviceMajor + ":" + deviceMinor);
    }
    if (syncedBytes < 0 || syncedBytes > deviceBytes) {
      throw new IllegalArgumentException(syncedBytes + " of " + deviceBytes + " bytes");
    }
  }

  /** Whether it is about the same content on the same device. */
  public boolean isOfSame(TargetRecord other) {
    return other.withSynced(syncedBytes).equals(this);
  }

  /** The same when more, or less, is durable. */
  public TargetRecord withSynced(long bytes) {
    return new TargetRecord(volume, root, deviceMajor, deviceMinor, deviceBytes, bytes);
  }
}
