package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.testing.WriteLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What runs in a guest: the kernel logs all that reaches a disk with a pool and its ledger, while
 * operations follow each other. At whatever flush of the disk all ends, what was done before is
 * there, and what was begun is done or not.
 */
final class PoolWriteLog {
  private static final String POOL = "l";
  private static final String BEGUN = "begun-";
  private static final String DONE = "done-";
  private static final String DISK_SIZE = "160M";
  private static final String LOG_SIZE = "1G";
  private static final long POOL_BYTES = 32 << 20;

  private final Path folder;
  private final Path mount;
  private final Random random;
  private final int operations;
  private final int looks;

  /** What there is after so many operations, in their order. */
  private final List<DisksState> states = new ArrayList<>();

  private int lastBegun = -1;
  private int lastDone = -1;
  private int points;
  private int looked;

  /**
   * One that does some operations.
   *
   * @param looks at how many flushes it looks, which are chosen at random
   */
  PoolWriteLog(Path folder, Random random, int operations, int looks) throws IOException {
    this.folder = Files.createDirectories(folder.resolve("logged"));
    this.mount = Files.createDirectories(this.folder.resolve("mount"));
    this.random = random;
    this.operations = operations;
    this.looks = looks;
  }

  void run() throws Exception {
    Path disk = folder.resolve("disk");
    Path before = folder.resolve("before");
    Path log = folder.resolve("log");
    Guest.run("mke2fs", "-q", "-F", "-t", "ext4", disk.toString(), DISK_SIZE);
    copy(disk, before);
    Guest.run("truncate", "-s", LOG_SIZE, log.toString());
    write(disk, log);
    replay(before, log, Set.of());
    int all = points;
    replay(before, log, chosen(all));
    System.out.printf(
        "%d operations, %d flushes of the disk, %d looked at, and nothing lost%n",
        operations, all, looked);
  }

  private Set<Integer> chosen(int all) {
    return random
        .ints(1, all + 1)
        .distinct()
        .limit(Math.min(looks, all))
        .boxed()
        .collect(Collectors.toSet());
  }

  private static void copy(Path from, Path to) throws Exception {
    Guest.run("cp", "--sparse=always", from.toString(), to.toString());
  }

  /** Does the operations on a disk that is logged. */
  private void write(Path disk, Path log) throws Exception {
    String device = Guest.run("losetup", "--find", "--show", disk.toString()).strip();
    String logDevice = Guest.run("losetup", "--find", "--show", log.toString()).strip();
    String sectors = Guest.run("blockdev", "--getsz", device).strip();
    Guest.run(
        "dmsetup",
        "create",
        "logged",
        "--table",
        "0 %s log-writes %s %s".formatted(sectors, device, logDevice));
    Guest.run("dmsetup", "mknodes");
    Guest.run("mount", "/dev/mapper/logged", mount.toString());
    PoolModel model = new PoolModel(random);
    PoolScene scene = new PoolScene(mount, POOL, model);
    scene.pools(Steps.NONE).init(POOL, wanted(), Instant.now()).close();
    states.add(model.state());
    mark(DONE + (states.size() - 1));
    for (int i = 0; i < operations; i++) {
      PoolOperation operation = model.any();
      states.add(operation.after());
      mark(BEGUN + (states.size() - 1));
      scene.perform(operation);
      mark(DONE + (states.size() - 1));
    }
    Guest.forget("tinyvol-" + POOL);
    Guest.run("umount", mount.toString());
    Guest.run("dmsetup", "remove", "logged");
  }

  private PoolInit wanted() {
    return new PoolInit(
        PoolInit.Where.in(mount.resolve("files")),
        OptionalLong.of(POOL_BYTES),
        OptionalLong.empty(),
        PoolOperation.BLOCK_BYTES,
        PoolConfig.WhenFull.ERROR,
        1000);
  }

  private static void mark(String text) throws Exception {
    Guest.run("dmsetup", "message", "logged", "0", "mark " + text);
  }

  private static int number(String mark, String kind) {
    return Integer.parseInt(mark.substring(kind.length()).strip());
  }

  /** Replays the log on a copy of what was before, and looks at some flushes. */
  private void replay(Path before, Path log, Set<Integer> chosen) throws Exception {
    Path replayed = folder.resolve("replayed");
    copy(before, replayed);
    points = 0;
    lastBegun = -1;
    lastDone = -1;
    try (FileChannel file = FileChannel.open(replayed, StandardOpenOption.WRITE);
        WriteLog writes = new WriteLog(log, file)) {
      writes.replay(
          new WriteLog.Visitor() {
            @Override
            public void mark(String text) {
              // The kernel sets one more, at the end.
              if (text.startsWith(BEGUN)) {
                lastBegun = number(text, BEGUN);
              } else if (text.startsWith(DONE)) {
                lastDone = number(text, DONE);
              }
            }

            @Override
            public void flushed() throws Exception {
              points += lastDone >= 0 ? 1 : 0;
              if (lastDone >= 0 && chosen.contains(points)) {
                look(replayed);
              }
            }
          });
    }
    Files.delete(replayed);
  }

  /** The machine starts with what the disk had at a flush. */
  private void look(Path replayed) throws Exception {
    Path then = folder.resolve("then");
    copy(replayed, then);
    Guest.run("mount", "-o", "loop", then.toString(), mount.toString());
    PoolScene scene = new PoolScene(mount, POOL, new PoolModel(random, states.get(lastDone)));
    DisksState begun = states.get(Math.max(lastDone, lastBegun));
    String when =
        "at flush %d, %d operations done, %d begun".formatted(points, lastDone, lastBegun);
    scene.settle(new PoolOperation("restart", pool -> {}, begun), when);
    scene.perform(PoolOperation.list(scene.model().state()));
    Guest.forget("tinyvol-" + POOL);
    Guest.run("umount", mount.toString());
    Files.delete(then);
    looked++;
  }
}
