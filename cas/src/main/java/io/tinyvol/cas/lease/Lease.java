package io.tinyvol.cas.lease;

import io.tinyvol.cas.Digest;
import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use content that no volume may name any more, or does not name yet: until it is
 * closed, a collection takes none of that away. It lives in memory alone: one process owns a store,
 * and whoever finds the store's lock free knows that all leases before have ended, and that nothing
 * they held was published.
 *
 * <p>It is opened <em>before</em> the heads are read that say what will be used; then it is told
 * the roots, and settled. Between the two a collection waits before it takes anything away, so that
 * time should be short. Thread-safe.
 */
public final class Lease implements Closeable {
  private final Leases leases;
  private final String holder;
  private final Set<Digest> roots = ConcurrentHashMap.newKeySet();
  private final DigestFilter touched = new DigestFilter();
  private final long openedIn;
  private boolean settled;

  Lease(Leases leases, String holder, long openedIn) {
    this.leases = leases;
    this.holder = holder;
    this.openedIn = openedIn;
  }

  /** Whether it was opened when that many collections had begun. */
  boolean isOpenedIn(long collection) {
    return openedIn == collection;
  }

  /** Who holds it, for people: "build web". */
  public String holder() {
    return holder;
  }

  /** Holds a manifest and all that it refers to. */
  public Lease hold(Digest root) {
    roots.add(root);
    return this;
  }

  /** Holds several. */
  public Lease hold(Set<Digest> several) {
    roots.addAll(several);
    return this;
  }

  /** Says that all roots are told that are read without other leases. */
  public Lease settle() {
    leases.settle(this);
    return this;
  }

  /**
   * Holds one piece of content, which is then safe from collections if it is there when the call
   * returns: where one is about to delete it, waits until that is done. Who finds it afterwards may
   * refer to it.
   */
  public void touch(Digest content) {
    leases.steps().before(Steps.Step.TOUCH);
    touched.add(content);
    leases.touched(content);
    leases.awaitSwept(content);
  }

  /** May say yes of content that was not touched. */
  boolean mightHaveTouched(Digest content) {
    return touched.mightContain(content);
  }

  DigestFilter touched() {
    return touched;
  }

  Set<Digest> roots() {
    return roots;
  }

  /** For {@link Leases}, with its lock held. */
  boolean isSettled() {
    return settled;
  }

  /** For {@link Leases}, with its lock held. */
  void setSettled() {
    settled = true;
  }

  @Override
  public void close() {
    leases.close(this);
  }
}
