package io.tinyvol.service;

/**
 * A volume that was written somewhere.
 *
 * @param virtualBytes the size a guest sees
 * @param writtenBytes the bytes written that were not a hole's
 * @param zeroedBytes the bytes that had to be made zeros, for something else was there
 * @param keptBytes the bytes that a run which was interrupted had written already
 * @param verified whether everything was read back and compared
 */
public record WrittenVolume(
    long virtualBytes, long writtenBytes, long zeroedBytes, long keptBytes, boolean verified) {
  /** One that needed no more than to be written. */
  public static WrittenVolume of(long virtualBytes, long writtenBytes) {
    return new WrittenVolume(virtualBytes, writtenBytes, 0, 0, false);
  }
}
