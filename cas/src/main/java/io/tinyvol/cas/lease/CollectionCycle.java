package io.tinyvol.cas.lease;

import io.tinyvol.cas.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One collection of unused content, as the leases see it. What it may delete is told in this order:
 *
 * <ol>
 *   <li>It begins; every lease of now and later, and every root that is published, counts until its
 *       end.
 *   <li>The heads are read. What exists now was read or is published to it.
 *   <li>All that heads, leases and publications name is marked, until {@link #knows} says that
 *       nothing was added. From then on a head can get nothing but what is marked, or what a
 *       session has touched that counts.
 *   <li>What is not marked is condemned in batches: deleted, unless somebody has touched it.
 * </ol>
 *
 * For one thread, beside all others that hold leases.
 */
public final class CollectionCycle implements Closeable {
  private static final long LOOK_AGAIN_MILLIS = 10;

  /** Who holds what only those have used whose leases have been closed since the beginning. */
  public static final String ENDED = "work that has ended";

  private final Leases leases;
  private final Set<Digest> published = new LinkedHashSet<>();

  /** What closed leases held: together, for many come and go meanwhile. */
  private final Set<Digest> endedRoots = new HashSet<>();

  /** What was touched since the beginning, and by leases before that which have been closed. */
  private final DigestFilter touched = new DigestFilter();

  private final long number;

  CollectionCycle(Leases leases, long number) {
    this.leases = leases;
    this.number = number;
  }

  /** For {@link Leases}, from any thread. */
  void touched(Digest content) {
    touched.add(content);
  }

  /** For {@link Leases}, with its lock held. */
  void keep(Lease lease) {
    endedRoots.addAll(lease.roots());
    if (!lease.isOpenedIn(number)) {
      touched.addAll(lease.touched());
    }
  }

  /** For {@link Leases}, with its lock held. */
  void keep(Digest root) {
    published.add(root);
  }

  /** Whether all who have a lease have said what they use; before that nothing may be deleted. */
  public boolean isSettled() {
    synchronized (leases) {
      return leases.openLeases().stream().allMatch(Lease::isSettled);
    }
  }

  /** Waits a moment for one of them to change. */
  public void awaitChange() throws InterruptedException {
    leases.steps().before(Steps.Step.WAIT);
    synchronized (leases) {
      TimeUnit.MILLISECONDS.timedWait(leases, LOOK_AGAIN_MILLIS);
    }
  }

  /** The roots that leases hold, or that were published since the beginning. */
  public Set<Digest> roots() {
    leases.steps().before(Steps.Step.ROOTS);
    synchronized (leases) {
      return rootsNow();
    }
  }

  private Set<Digest> rootsNow() {
    Set<Digest> roots = new LinkedHashSet<>(published);
    leases.openLeases().forEach(lease -> roots.addAll(lease.roots()));
    roots.addAll(endedRoots);
    return roots;
  }

  /** Who holds a root by a lease, if somebody does. */
  public Optional<String> holder(Digest root) {
    synchronized (leases) {
      return first(lease -> lease.roots().contains(root), endedRoots.contains(root));
    }
  }

  /**
   * Whether these are all roots that there are beside what the heads had, and no lease is
   * unsettled: so that what is not marked by now is dead, unless a session has touched it.
   */
  public boolean knows(Set<Digest> marked) {
    leases.steps().before(Steps.Step.CONFIRM);
    synchronized (leases) {
      return isSettled() && marked.containsAll(rootsNow());
    }
  }

  /** Who has touched a piece of content, if somebody may have. */
  public Optional<String> toucher(Digest content) {
    synchronized (leases) {
      return first(lease -> lease.mightHaveTouched(content), touched.mightContain(content));
    }
  }

  private Optional<String> first(Predicate<Lease> isHolder, boolean isEndedHolder) {
    for (Lease lease : leases.openLeases()) {
      if (isHolder.test(lease)) {
        return Optional.of(lease.holder());
      }
    }
    return isEndedHolder ? Optional.of(ENDED) : Optional.empty();
  }

  /** Deletes content for good. */
  @FunctionalInterface
  public interface Deletion {
    /** Deletes what is dead; when it returns nobody finds that any more. */
    void delete(List<Digest> dead) throws IOException;
  }

  /**
   * Deletes what is not marked, but for what somebody has touched. Who touches it meanwhile waits.
   *
   * @return what was spared
   */
  public List<Digest> sweep(List<Digest> unmarked, Deletion deletion) throws IOException {
    Steps steps = leases.steps();
    Condemned condemned = new Condemned(new HashSet<>(unmarked));
    steps.before(Steps.Step.CONDEMN);
    leases.condemn(condemned);
    try {
      steps.before(Steps.Step.SPARE);
      List<Digest> spared = new ArrayList<>();
      List<Digest> dead = new ArrayList<>();
      for (Digest content : unmarked) {
        (toucher(content).isPresent() ? spared : dead).add(content);
      }
      steps.before(Steps.Step.DELETE);
      if (!dead.isEmpty()) {
        deletion.delete(dead);
      }
      return spared;
    } finally {
      steps.before(Steps.Step.RELEASE);
      leases.condemn(null);
      condemned.release();
    }
  }

  @Override
  public void close() {
    leases.ended(this);
  }
}
