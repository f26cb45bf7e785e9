package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.thin.ThinPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a pool's disks should hold: what was done last is done, or, where it was cut off, may not
 * be.
 */
final class PoolModel {
  private static final List<String> NAMES = List.of("a", "b", "c-c", "d");
  private static final int MOST_REVISIONS = 3;

  private final Random random;
  private DisksState state;

  PoolModel(Random random) {
    this(random, DisksState.EMPTY);
  }

  /** What a pool should hold that holds something already. */
  PoolModel(Random random, DisksState state) {
    this.random = random;
    this.state = state;
  }

  DisksState state() {
    return state;
  }

  /** A disk is lost. */
  void forget(String name) {
    state = state.without(name);
  }

  /** Does something to its end. */
  void apply(ThinPool pool, PoolOperation operation) throws IOException {
    operation.action().run(pool);
    done(operation);
  }

  /** Something was done to its end. */
  void done(PoolOperation operation) {
    state = operation.after();
  }

  PoolOperation make(String name) {
    return PoolOperation.make(state, name, random);
  }

  /** Something that can be done now. */
  PoolOperation any() {
    List<String> free = new ArrayList<>(NAMES);
    free.removeAll(state.disks().keySet());
    List<String> present = new ArrayList<>(state.disks().keySet());
    if (present.isEmpty()) {
      return make(free.getFirst());
    }
    String name = present.get(random.nextInt(present.size()));
    int revisions = state.get(name).revisions().size();
    List<PoolOperation> possible = new ArrayList<>();
    possible.add(PoolOperation.write(state, name, random));
    possible.add(PoolOperation.write(state, name, random));
    possible.add(PoolOperation.resize(state, name, (2 + random.nextInt(39)) * 65_536 - 4096));
    if (!free.isEmpty()) {
      possible.add(make(free.getFirst()));
      possible.add(PoolOperation.copy(state, name, free.getLast()));
    } else {
      possible.add(PoolOperation.delete(state, name));
    }
    possible.add(
        revisions < MOST_REVISIONS
            ? PoolOperation.snapshot(state, name)
            : PoolOperation.prune(state, name, random.nextInt(MOST_REVISIONS)));
    if (revisions > 0) {
      possible.add(PoolOperation.revert(state, name, random.nextInt(revisions)));
    }
    Collections.shuffle(possible, random);
    return possible.getFirst();
  }

  /** Holds a pool against this. */
  void check(ThinPool pool, String when) throws IOException {
    settle(pool, state, when);
  }

  /** The same when something was begun, which is done or not. */
  void settle(ThinPool pool, DisksState begun, String when) throws IOException {
    DisksState found = read(pool);
    if (!found.isLike(state) && !found.isLike(begun)) {
      throw new AssertionError(when + ":" + found + ", neither" + state + " nor" + begun);
    }
    state = found.isLike(state) ? state : begun;
    if (!pool.notes().isEmpty()) {
      throw new AssertionError(when + ": " + pool.notes());
    }
  }

  /** What there is; of revisions only how many. */
  private static DisksState read(ThinPool pool) throws IOException {
    DisksState found = DisksState.EMPTY;
    for (Disk disk : pool.list()) {
      int revisions = pool.ledger().revisions(disk.name()).size();
      byte[] content = read(pool.activate(disk.name()));
      List<byte[]> unread = Collections.nCopies(revisions, new byte[0]);
      found = found.with(disk.name(), new DisksState.Disk(content, unread));
    }
    return found;
  }

  private static byte[] read(Path device) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(4 * PoolOperation.BYTES);
    try (FileChannel channel = FileChannel.open(device)) {
      while (channel.read(content) > 0) {
        // On to the end.
      }
    }
    return Arrays.copyOf(content.array(), content.position());
  }
}
