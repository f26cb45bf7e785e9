package io.tinyvol.service;

import java.time.Instant;
import java.util.List;

/**
 * A daemon that owns a store.
 *
 * @param pid its process
 * @param version its version
 * @param started since when it is ready
 * @param operations the long work that it does, and did of late; the newest first
 */
public record DaemonStatus(
    long pid, String version, Instant started, List<OperationStatus> operations) {
  /** Takes a copy. */
  public DaemonStatus {
    operations = List.copyOf(operations);
  }
}
