package io.tinyvol.volume.check;

import java.util.List;

/**
 * What a check saw.
 *
 * @param volumes the volumes checked
 * @param nodesChecked distinct manifest nodes read and verified
 * @param chunksChecked distinct chunks looked at; read and verified by a deep check
 * @param findings what is damaged
 */
public record CheckReport(
    int volumes, long nodesChecked, long chunksChecked, List<Finding> findings) {
  /** Takes a copy. */
  public CheckReport {
    findings = List.copyOf(findings);
  }
}
