package io.tinyvol.volume.gc;

import io.tinyvol.cas.lease.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few threads in every order of their steps in which a thread is interrupted, where it could
 * go on, so many times at most (Musuvathi and Qadeer, "Iterative context bounding for systematic
 * testing of multithreaded programs", 2007). One thread runs at a time. A thread that waits for
 * another comes again when another one has done something.
 */
final class Interleavings implements Steps {
  private int mostPreemptions;
  private List<Actor> actors = List.of();

  /** What was chosen at each place where there was a choice; the next run repeats a beginning. */
  private final List<Choice> choices = new ArrayList<>();

  private int at;
  private int preemptions;
  private int runs;

  private static final class Choice {
    final int options;
    int taken;

    Choice(int options) {
      this.options = options;
    }
  }

  private enum State {
    READY,
    RUNNING,
    WAITING,
    ENDED
  }

  private static final class Actor {
    final String name;
    final Thread thread;
    State state = State.READY;
    @Nullable Throwable failure;

    Actor(String name, Callable<?> task, Interleavings all) {
      this.name = name;
      this.thread = Thread.ofPlatform().name(name).unstarted(() -> all.act(this, task));
    }
  }

  /** A thread and what it does. */
  record Part(String name, Callable<?> task) {}

  /** Prepares a run, gives its threads, and looks at the end at what came of it. */
  interface Scenario {
    List<Part> begin() throws Exception;

    void end() throws Exception;
  }

  /** Runs all orders, and gives how many there are. */
  int all(Scenario scenario, int interruptions) throws Exception {
    mostPreemptions = interruptions;
    do {
      run(scenario);
      runs++;
    } while (advance());
    return runs;
  }

  /** The next order in depth-first order, if there is one. */
  private boolean advance() {
    while (!choices.isEmpty()) {
      Choice last = choices.getLast();
      if (++last.taken < last.options) {
        return true;
      }
      choices.removeLast();
    }
    return false;
  }

  private void run(Scenario scenario) throws Exception {
    at = 0;
    preemptions = 0;
    List<Actor> all = new ArrayList<>();
    for (Part part : scenario.begin()) {
      all.add(new Actor(part.name(), part.task(), this));
    }
    synchronized (this) {
      actors = all;
      all.forEach(actor -> actor.thread.start());
      next(Optional.empty());
    }
    for (Actor actor : all) {
      actor.thread.join();
    }
    actors = List.of();
    try {
      for (Actor actor : all) {
        if (actor.failure != null) {
          throw new AssertionError(actor.name + " failed", actor.failure);
        }
      }
      scenario.end();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("in the order " + choices.stream().map(c -> c.taken).toList(), e);
    }
  }

  private void act(Actor actor, Callable<?> task) {
    try {
      awaitTurn(actor);
      task.call();
    } catch (Throwable t) {
      actor.failure = t;
    }
    synchronized (this) {
      actor.state = State.ENDED;
      wakeWaiting();
      next(Optional.empty());
    }
  }

  private synchronized void awaitTurn(Actor actor) throws InterruptedException {
    while (actor.state != State.RUNNING) {
      wait();
    }
  }

  @Override
  public void before(Step step) {
    point(step == Step.WAIT);
  }

  /** A place where another thread may go on. */
  void point(boolean isWaiting) {
    Actor self;
    synchronized (this) {
      self =
          actors.stream()
              .filter(actor -> actor.thread.equals(Thread.currentThread()))
              .findFirst()
              .orElse(null);
      if (self == null) {
        return; // before or after the run
      }
      self.state = isWaiting ? State.WAITING : State.READY;
      if (!isWaiting) {
        wakeWaiting();
      }
      next(Optional.of(self));
    }
    try {
      awaitTurn(self);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets one go on; whoever waited may then look again. */
  private void next(Optional<Actor> self) {
    List<Actor> able = new ArrayList<>();
    boolean canGoOn = self.isPresent() && self.get().state == State.READY;
    if (canGoOn) {
      able.add(self.get()); // the first choice: no interruption
    }
    for (Actor actor : actors) {
      boolean isAble = actor.state == State.READY;
      if (isAble && !able.contains(actor) && !(canGoOn && preemptions >= mostPreemptions)) {
        able.add(actor);
      }
    }
    if (able.isEmpty()) {
      // All wait, one for what another one did before it waited: so there is nothing to choose.
      actors.stream()
          .filter(actor -> actor.state == State.WAITING && !Optional.of(actor).equals(self))
          .findFirst()
          .or(() -> self)
          .ifPresent(able::add);
    }
    if (able.isEmpty()) {
      return; // all have ended
    }
    int chosen = able.size() == 1 ? 0 : choose(able.size());
    preemptions += canGoOn && chosen > 0 ? 1 : 0;
    Actor next = able.get(chosen);
    next.state = State.RUNNING;
    notifyAll();
  }

  /** One did something that others may wait for. */
  private void wakeWaiting() {
    for (Actor actor : actors) {
      if (actor.state == State.WAITING) {
        actor.state = State.READY;
      }
    }
  }

  private int choose(int options) {
    if (at == choices.size()) {
      choices.add(new Choice(options));
    }
    Choice choice = choices.get(at++);
    if (choice.options != options) {
      throw new AssertionError("the same beginning came to something else");
    }
    return choice.taken;
  }
}
