package io.tinyvol.volume.catalog;

import java.io.Closeable;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The right to use a volume as a device. While there is one, the volume is not removed, renamed,
 * reverted, replaced or resized. Thread-safe.
 */
public final class VolumeHold implements Closeable {
  private final String name;
  private final UUID volume;
  private final String user;
  private final boolean isForWriting;
  private final Consumer<VolumeHold> giver;

  VolumeHold(
      String name, UUID volume, String user, boolean isForWriting, Consumer<VolumeHold> giver) {
    this.name = name;
    this.volume = volume;
    this.user = user;
    this.isForWriting = isForWriting;
    this.giver = giver;
  }

  /** The volume's name, which stays while this is held. */
  public String name() {
    return name;
  }

  /** The volume's identity. */
  public UUID volume() {
    return volume;
  }

  /** Who uses it, in words. */
  public String user() {
    return user;
  }

  /** Whether it may be written to. */
  public boolean isForWriting() {
    return isForWriting;
  }

  /** Gives it up; again does nothing. */
  @Override
  public void close() {
    giver.accept(this);
  }
}
