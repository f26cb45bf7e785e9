package io.tinyvol.service;

import java.io.Closeable;
import java.io.IOException;

/**
 * A store, wherever its owner is. Thread-safe. A method that fails leaves the store as it was, but
 * for content that nothing refers to. Where the owner is another process, what it refuses arrives
 * as a {@link ServiceException}; {@link Failure#of} makes the same of both.
 */
public interface VolumeService
    extends VolumeHeads, VolumeHistory, VolumeContents, StoreAccounts, StoreCare, Closeable {
  /** Gives up the store where this process owns it; a daemon goes on. */
  @Override
  void close() throws IOException;
}
