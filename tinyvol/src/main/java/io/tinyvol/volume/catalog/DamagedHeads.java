package io.tinyvol.volume.catalog;

import io.tinyvol.cas.CorruptDataException;

/** Takes what is wrong with the heads that cannot be read, one after the other. */
@FunctionalInterface
public interface DamagedHeads {
  /** Takes the next; to throw it ends the listing. */
  void accept(CorruptDataException damage) throws CorruptDataException;
}
