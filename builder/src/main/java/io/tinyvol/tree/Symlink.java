package io.tinyvol.tree;

/** A symbolic link. */
public final class Symlink extends Node {
  /** The longest target in bytes: a path of PATH_MAX with its zero. */
  public static final int MAX_TARGET_BYTES = 4095;

  private final byte[] target;

  /**
   * One that leads to {@code target}, of which it takes a copy.
   *
   * @throws IllegalArgumentException if that is empty or too long, or has a zero
   */
  public Symlink(Attributes attributes, byte[] target) {
    super(attributes);
    if (target.length == 0 || target.length > MAX_TARGET_BYTES) {
      throw new IllegalArgumentException(
          "a symlink's target of %d bytes, not of 1 to %d"
              .formatted(target.length, MAX_TARGET_BYTES));
    }
    for (byte b : target) {
      if (b == 0) {
        throw new IllegalArgumentException("a symlink's target has a zero");
      }
    }
    this.target = target.clone();
  }

  /** A copy of where it leads. */
  public byte[] target() {
    return target.clone();
  }

  /** How long the target is, in bytes. */
  public int targetBytes() {
    return target.length;
  }
}
