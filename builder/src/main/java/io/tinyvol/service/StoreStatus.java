package io.tinyvol.service;

import java.util.Optional;
import java.util.UUID;

/**
 * A store and its owner.
 *
 * @param path its folder, as its owner names it
 * @param uuid its identity
 * @param hash what names its content
 * @param compression how new chunks are compressed
 * @param maxChunkBytes the longest chunk
 * @param volumes how many volumes there are, intact or not
 * @param daemon the daemon that owns it, if there is one
 */
public record StoreStatus(
    String path,
    UUID uuid,
    String hash,
    String compression,
    int maxChunkBytes,
    int volumes,
    Optional<DaemonStatus> daemon) {
  /** The same, with the daemon that owns it. */
  public StoreStatus ownedBy(DaemonStatus owner) {
    return new StoreStatus(
        path, uuid, hash, compression, maxChunkBytes, volumes, Optional.of(owner));
  }
}
