package io.tinyvol.cas;

/**
 * What a store knows of a chunk without reading it.
 *
 * @param plainBytes its length
 * @param storedBytes what its record takes in the store, compressed
 * @param isQuarantined whether its bytes were found damaged: who puts the same content puts it anew
 */
public record ContentInfo(int plainBytes, int storedBytes, boolean isQuarantined) {
  /** Of a chunk that is whole, as far as is known. */
  public ContentInfo(int plainBytes, int storedBytes) {
    this(plainBytes, storedBytes, false);
  }
}
