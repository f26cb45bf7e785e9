package io.tinyvol.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.GuestWork;
import io.tinyvol.testing.LogReplay;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.UmlGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel logs all that reaches the disk of a store, while volumes are built, cloned and removed
 * and unused content is removed. At whatever flush of the disk all ends, the volumes are there that
 * there were after the last command, or are after the one that was under way, with all they have.
 */
class UmlStoreTest {
  private static final long COMMANDS = Long.getLong("io.tinyvol.operations", 16);
  private static final int LOOKS = Integer.getInteger("io.tinyvol.looks", 4);
  private static final Duration PATIENCE = Duration.ofMinutes(4).plusSeconds(10 * COMMANDS);
  private static final Pattern MARK = Pattern.compile("done-(\\d+)");
  private static final Pattern NAME = Pattern.compile("\"volume\" : \"([^\"]*)\"");

  @TempDir Path folder;
  private int looks;

  @Test
  void whatWasDoneIsThereAtAnyFlushOfTheDisk() throws Exception {
    Commands.need("dmsetup", "busybox");
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ScratchDisk host = ScratchDisk.xfs(folder.resolve("host"))) {
      Path image = host.path().resolve("disk");
      Commands.run("mke2fs", "-q", "-F", "-t", "ext4", image.toString(), "256M");
      Path before = host.path().resolve("before");
      LogReplay.copy(image, before);
      Path log = host.path().resolve("log");
      LogReplay replay = new LogReplay(before, log);
      work(seed, image, log);
      List<SortedMap<String, Integer>> states = states(seed);
      long all = replay.run((_, _, _) -> {});
      replay.run(
          (replayed, point, marks) -> {
            if (random.nextLong(all) < LOOKS) {
              String when = "seed " + seed + ", at flush " + point + " of " + all;
              look(replayed, host.path().resolve("copy"), done(marks), states, when);
            }
          });
      System.out.printf("%d flushes of the disk, %d looked at%n", all, looks);
    }
  }

  private void work(long seed, Path image, Path log) throws Exception {
    List<String> program = new ArrayList<>();
    program.addAll(List.of(StoreWork.class.getName(), GuestWork.DISK.resolve("store").toString()));
    program.addAll(List.of(GuestWork.SCRATCH.toString(), Long.toString(seed)));
    program.add(Long.toString(COMMANDS));
    program.addAll(LogReplay.MARKER);
    try (UmlGuest guest = GuestWork.start(folder, image, program, "ubdb=" + log, "log=1")) {
      String console = guest.awaitEnd(PATIENCE);
      assertTrue(console.contains(GuestWork.END), console);
    }
  }

  /** The volumes before the first command, and after each. */
  private List<SortedMap<String, Integer>> states(long seed) throws IOException {
    StoreWork work = new StoreWork(seed);
    List<SortedMap<String, Integer>> states = new ArrayList<>(List.of(work.volumes()));
    for (long i = 0; i < COMMANDS; i++) {
      Object[] command = work.next(folder);
      assertTrue(command.length > 0);
      states.add(work.volumes());
    }
    return states;
  }

  private static int done(String marks) {
    int done = 0;
    Matcher mark = MARK.matcher(marks);
    while (mark.find()) {
      done = Math.max(done, Integer.parseInt(mark.group(1)));
    }
    return done;
  }

  private void look(
      Path replayed, Path copy, int done, List<SortedMap<String, Integer>> states, String when)
      throws Exception {
    LogReplay.copy(replayed, copy);
    try (ScratchDisk disk = ScratchDisk.of(copy)) {
      TestCommand tinyvol = new TestCommand(disk.path().resolve("store"));
      tinyvol.run("check", "--deep").ok();
      SortedMap<String, Integer> found = found(tinyvol);
      SortedMap<String, Integer> next = states.get(Math.min(done + 1, states.size() - 1));
      if (!found.equals(next)) {
        assertEquals(states.get(done), found, when);
      }
      tinyvol.run("gc").ok();
      tinyvol.run("check", "--deep").ok();
      looks++;
    } catch (AssertionError e) {
      throw new AssertionError(when, e);
    } finally {
      Files.delete(copy);
    }
  }

  /** What there is, by name, with the number of each content. */
  private SortedMap<String, Integer> found(TestCommand tinyvol) throws IOException {
    SortedMap<String, Integer> found = new TreeMap<>();
    String listed = tinyvol.run("ls", "--json").ok().out();
    for (String name : NAME.matcher(listed).results().map(m -> m.group(1)).toList()) {
      Path export = folder.resolve("export");
      Files.deleteIfExists(export);
      tinyvol.run("export", name, export).ok();
      byte[] bytes = Files.readAllBytes(export);
      int content = 0;
      while (!Arrays.equals(StoreWork.image(content), bytes)) {
        content++;
        assertTrue(content < 100, () -> name + " has what was never built");
      }
      found.put(name, content);
    }
    return found;
  }
}
