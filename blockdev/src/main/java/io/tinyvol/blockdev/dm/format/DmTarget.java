package io.tinyvol.blockdev.dm.format;

/**
 * A line of a device's table, or of its status.
 *
 * @param startSector where it begins in the device, in sectors of 512 bytes
 * @param sectors how many sectors it has
 * @param type which kind of target
 * @param text its parameters, or what it says of itself
 */
public record DmTarget(long startSector, long sectors, String type, String text) {
  /** The size of a sector, whatever device. */
  public static final int SECTOR_BYTES = 512;
}
