package io.tinyvol.service;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Long work of a daemon's.
 *
 * @param id names it
 * @param kind what it is: build, write, check
 * @param volume the volume it is about, or ""
 * @param client who asked for it: user and group
 * @param state how it stands
 * @param started when it was asked for
 * @param elapsedNanos how long it took, or takes
 * @param step what it does now
 * @param doneBytes how far that has come
 * @param totalBytes how far it has to go, -1 where that is not known
 * @param failure why it failed, if it did
 */
public record OperationStatus(
    UUID id,
    String kind,
    String volume,
    String client,
    State state,
    Instant started,
    long elapsedNanos,
    String step,
    long doneBytes,
    long totalBytes,
    Optional<Failure> failure) {
  /** How an operation stands. */
  public enum State {
    /** Waits for others to end. */
    WAITING,
    /** Is at work. */
    RUNNING,
    /** Has ended well. */
    DONE,
    /** Has failed. */
    FAILED,
    /** Was cancelled, or its client went away. */
    CANCELLED;

    /** Its name on the wire. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is nothing more to come. */
    public boolean isEnd() {
      return this != WAITING && this != RUNNING;
    }
  }
}
