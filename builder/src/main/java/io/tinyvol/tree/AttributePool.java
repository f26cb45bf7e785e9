package io.tinyvol.tree;

import org.jspecify.annotations.Nullable;

/**
 * Lets files that have the same attributes share one object for them, as most in a tree that was
 * installed from packages do. It knows those it met last. Not thread-safe.
 */
public final class AttributePool {
  private static final int SLOTS = 1 << 12;

  private final @Nullable Attributes[] slots = new Attributes[SLOTS];

  /** Attributes that equal these. */
  public Attributes share(Attributes attributes) {
    int hash = attributes.hashCode();
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    Attributes known = slots[slot];
    if (known != null && known.equals(attributes)) {
      return known;
    }
    slots[slot] = attributes;
    return attributes;
  }
}
