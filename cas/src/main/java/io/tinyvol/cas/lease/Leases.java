package io.tinyvol.cas.lease;

import io.tinyvol.cas.Digest;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All leases of a store, and the collection that has to heed them. Thread-safe. */
public final class Leases {
  private final Steps steps;
  private final Set<Lease> open = new LinkedHashSet<>();
  private long begun;
  private volatile @Nullable CollectionCycle current;

  /** What is about to be deleted, or null. Written by the collection alone. */
  private volatile @Nullable Condemned condemned;

  /** No leases yet. */
  public Leases() {
    this(Steps.UNWATCHED);
  }

  /** For tests that put threads into an order. */
  public Leases(Steps steps) {
    this.steps = steps;
  }

  Steps steps() {
    return steps;
  }

  /**
   * Opens a lease, which has to be settled soon.
   *
   * @param holder who uses what is held, for people: "build web"
   */
  public Lease open(String holder) {
    steps.before(Steps.Step.OPEN);
    synchronized (this) {
      Lease lease = new Lease(this, holder, begun);
      open.add(lease);
      return lease;
    }
  }

  void settle(Lease lease) {
    steps.before(Steps.Step.SETTLE);
    synchronized (this) {
      lease.setSettled();
      notifyAll();
    }
  }

  void close(Lease lease) {
    steps.before(Steps.Step.CLOSE);
    synchronized (this) {
      if (open.remove(lease) && current != null) {
        current.keep(lease); // what it published may have been read by nobody yet
      }
      notifyAll();
    }
  }

  /**
   * Tells a collection that may be going on of a root that a head is about to name. To be called
   * before the head can be read.
   */
  public void published(Digest root) {
    steps.before(Steps.Step.PUBLISH);
    synchronized (this) {
      if (current != null) {
        current.keep(root);
      }
    }
  }

  /**
   * Begins a collection: from now on all leases and all published roots are kept in mind for it.
   *
   * @return nothing if one is going on
   */
  public Optional<CollectionCycle> collect() {
    steps.before(Steps.Step.BEGIN);
    synchronized (this) {
      if (current != null) {
        return Optional.empty();
      }
      CollectionCycle next = new CollectionCycle(this, ++begun);
      current = next;
      return Optional.of(next);
    }
  }

  /** A lease that was opened since a collection began sees that here. */
  void touched(Digest content) {
    CollectionCycle now = current;
    if (now != null) {
      now.touched(content);
    }
  }

  synchronized void ended(CollectionCycle collection) {
    if (collection.equals(current)) {
      current = null;
    }
  }

  /** For {@link CollectionCycle}, with this lock held. */
  Set<Lease> openLeases() {
    return open;
  }

  void condemn(@Nullable Condemned next) {
    condemned = next;
  }

  /**
   * Either this sees that the content has been condemned, or who condemned it sees that it has been
   * touched before: both write first and then look.
   */
  void awaitSwept(Digest content) {
    steps.before(Steps.Step.LOOK);
    Condemned sweeping = condemned;
    if (sweeping != null && sweeping.contains(content)) {
      sweeping.awaitDone(steps);
    }
    steps.before(Steps.Step.FIND);
  }
}
