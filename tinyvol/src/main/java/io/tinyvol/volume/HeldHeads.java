package io.tinyvol.volume;

import io.tinyvol.cas.lease.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.util.SortedMap;

/**
 * The heads of all volumes as they were at one time, with their content held: so that it can be
 * read whatever is removed meanwhile. Its owner closes it.
 *
 * @param heads by name
 * @param lease what holds the content
 */
public record HeldHeads(SortedMap<String, VolumeHead> heads, Lease lease) implements Closeable {
  /**
   * Reads and holds them.
   *
   * @param holder who, for people
   * @throws io.tinyvol.cas.CorruptDataException if one is damaged
   */
  public static HeldHeads of(VolumeStore store, String holder) throws IOException {
    Lease lease = store.leases().open(holder);
    try {
      SortedMap<String, VolumeHead> heads = store.catalog().all();
      heads.values().forEach(head -> lease.hold(head.roots()));
      lease.settle();
      return new HeldHeads(heads, lease);
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public void close() {
    lease.close();
  }
}
