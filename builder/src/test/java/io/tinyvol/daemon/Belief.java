package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told is done, and what it has asked for and heard nothing of. All its volumes'
 * names begin with the client's. For one thread at a time.
 */
final class Belief {
  private final String id;
  private SortedMap<String, Believed> volumes;
  private @Nullable Change underWay;

  /** That of a client whose volumes are those of {@code all} that have its name. */
  Belief(String id, SortedMap<String, Believed> all) {
    this.id = id;
    this.volumes = new TreeMap<>(own(all));
  }

  /** The client's volumes by name. */
  SortedMap<String, Believed> volumes() {
    return Collections.unmodifiableSortedMap(volumes);
  }

  /** One of them. */
  Believed get(String name) {
    Believed believed = volumes.get(name);
    if (believed == null) {
      throw new AssertionError(name + " is not one of " + id);
    }
    return believed;
  }

  /** Asks for a change; when it throws, that may be done or not. */
  void change(WireClient wire, Change change) throws IOException {
    begun(change);
    change.ask(wire);
    done(change);
  }

  /** A change is asked for: it may be done or not. */
  void begun(Change change) {
    underWay = change instanceof Change.None ? null : change;
  }

  /** A change is done. */
  void done(Change change) {
    volumes = change.applied(volumes);
    underWay = null;
  }

  /**
   * Looks what became of a change that was under way when the daemon was killed, which must be done
   * wholly or not at all; asks for it again; and checks that then it is done, once.
   *
   * @return whether one was under way
   */
  boolean settle(WireClient wire) throws IOException {
    SortedMap<String, Believed> found = list(wire);
    Change change = underWay;
    if (change == null) {
      assertEquals(volumes, found, "what was acknowledged");
      return false;
    }
    SortedMap<String, Believed> after = change.applied(volumes);
    boolean done = found.equals(after);
    if (!done) {
      assertEquals(volumes, found, "neither before nor after " + change);
    }
    if (!done || change.isRepeatable()) {
      change.ask(wire);
    }
    assertEquals(after, list(wire), "after " + change + " was asked for again");
    done(change);
    return true;
  }

  private SortedMap<String, Believed> list(WireClient wire) throws IOException {
    return own(Believed.listed(wire.get("/v1/volumes").json(200)));
  }

  private SortedMap<String, Believed> own(SortedMap<String, Believed> all) {
    return all.subMap(id + "-", id + "."); // '.' follows '-'
  }
}
