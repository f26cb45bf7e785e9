package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Something that is done with a pool, and what becomes of its disks by it.
 *
 * @param title what it is
 * @param action does it
 * @param after what there is then
 */
record PoolOperation(String title, Action action, DisksState after) {
  static final int BYTES = 2 << 20;
  static final int BLOCK_BYTES = 64 << 10;

  /** Does it. */
  interface Action {
    void run(ThinPool pool) throws IOException;
  }

  @Override
  public String toString() {
    return title;
  }

  /** Looks, and changes nothing. */
  static PoolOperation list(DisksState state) {
    return new PoolOperation("list", ThinPool::list, state);
  }

  static NewDisk wanted(String name, Digest root, Optional<Digest> basis, long writtenBytes) {
    DiskSource source = new DiskSource(new UUID(0, 1), root, 1);
    return new NewDisk(name, BYTES, source, basis, writtenBytes);
  }

  static Digest root(Random random) {
    byte[] bytes = new byte[Digest.BYTES];
    random.nextBytes(bytes);
    return Digest.at(ByteBuffer.wrap(bytes), 0);
  }

  /** A disk with something in it. */
  static PoolOperation make(DisksState state, String name, Random random) {
    byte[] content = new byte[BYTES];
    byte[] noise = noise(random, BYTES / 4);
    System.arraycopy(noise, 0, content, BYTES / 4, noise.length);
    Digest root = root(random);
    return new PoolOperation(
        "make " + name,
        pool -> {
          try (StagedDisk staged = pool.stage(wanted(name, root, Optional.empty(), noise.length))) {
            write(staged.path(), BYTES / 4, noise);
            staged.publish();
          }
        },
        state.with(name, new DisksState.Disk(content, List.of())));
  }

  static PoolOperation delete(DisksState state, String name) {
    return new PoolOperation("delete " + name, pool -> pool.delete(name), state.without(name));
  }

  static PoolOperation copy(DisksState state, String from, String to) {
    return new PoolOperation(
        "copy " + from + " " + to,
        pool -> pool.copy(from, to),
        state.with(to, new DisksState.Disk(state.get(from).content(), List.of())));
  }

  static PoolOperation snapshot(DisksState state, String name) {
    return new PoolOperation(
        "snapshot " + name, pool -> pool.snapshot(name), state.with(name, state.get(name).kept()));
  }

  /** To the revision of an index, the oldest being the first. */
  static PoolOperation revert(DisksState state, String name, int index) {
    DisksState.Disk disk = state.get(name);
    return new PoolOperation(
        "revert " + name,
        pool -> {
          List<DiskRevision> revisions = pool.revisions(name);
          pool.revert(name, revisions.get(index).number());
        },
        state.with(name, disk.kept().with(disk.revisions().get(index))));
  }

  static PoolOperation prune(DisksState state, String name, int kept) {
    return new PoolOperation(
        "prune " + name,
        pool -> pool.prune(name, kept),
        state.with(name, state.get(name).pruned(kept)));
  }

  static PoolOperation resize(DisksState state, String name, int bytes) {
    DisksState.Disk disk = state.get(name);
    return new PoolOperation(
        "resize " + name + " " + bytes,
        pool -> pool.resize(name, bytes),
        state.with(name, disk.with(Arrays.copyOf(disk.content(), bytes))));
  }

  /** A guest writes. */
  static PoolOperation write(DisksState state, String name, Random random) {
    DisksState.Disk disk = state.get(name);
    byte[] content = disk.content().clone();
    int at = random.nextInt(content.length / BLOCK_BYTES) * BLOCK_BYTES;
    byte[] noise = noise(random, 4096);
    System.arraycopy(noise, 0, content, at, noise.length);
    return new PoolOperation(
        "write " + name,
        pool -> write(pool.activate(name), at, noise),
        state.with(name, disk.with(content)));
  }

  private static byte[] noise(Random random, int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static void write(Path path, long offset, byte[] bytes) throws IOException {
    try (FileChannel device = FileChannel.open(path, StandardOpenOption.WRITE)) {
      device.write(ByteBuffer.wrap(bytes), offset);
      device.force(true);
    }
  }
}
