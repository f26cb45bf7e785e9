package io.tinyvol.blockdev.thin;

import java.io.IOException;

/** The metadata of a pool are damaged; its message says what to do. */
public final class PoolDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  PoolDamagedException(String pool, String damage) {
    super(
        "pool %s: its metadata are damaged: %s; 'tinyvol pool repair %s' makes new ones of what can be read"
            .formatted(pool, damage, pool));
  }
}
