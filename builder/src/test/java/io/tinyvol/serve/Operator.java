package io.tinyvol.serve;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.NbdClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes revisions and clones of a volume while it is written to. */
final class Operator {
  private static final String CLONE = "copy";
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final TestCommand tinyvol;
  private final String volume;
  private final List<DiskWriter> writers;
  private final Random random;
  private final List<Versions> cloned = new ArrayList<>();
  private boolean isCloned;
  private int done;
  private int clones;

  /**
   * One for a volume.
   *
   * @param writers who writes to it
   */
  Operator(TestCommand tinyvol, String volume, List<DiskWriter> writers, Random random) {
    this.tinyvol = tinyvol;
    this.volume = volume;
    this.writers = writers;
    this.random = random;
  }

  /** How many things it has done, of which {@link #clones} are clones that were checked. */
  int done() {
    return done;
  }

  int clones() {
    return clones;
  }

  /** Does one thing. */
  void step(ServeProcess server) {
    switch (random.nextInt(4)) {
      case 0 -> run(server, "snapshot", volume);
      case 1 -> run(server, "commit", volume);
      default -> {
        if (isCloned) {
          run(server, "commit", CLONE);
        } else {
          cloneIt(server);
        }
      }
    }
  }

  /** Makes a revision. */
  void revise(ServeProcess server) {
    run(server, random.nextBoolean() ? "snapshot" : "commit", volume);
  }

  /** Where the server is killed, the command may still make the clone, of what is left. */
  private void cloneIt(ServeProcess server) {
    writers.forEach(DiskWriter::watch);
    cloned.clear();
    try {
      isCloned = run(server, "clone", volume, CLONE);
    } finally {
      boolean isServed = !server.isKilled();
      writers.forEach(writer -> cloned.add(writer.watched(isServed)));
    }
  }

  private boolean run(ServeProcess server, String... command) {
    boolean wasKilled = server.isKilled();
    TestCommand.Result result = tinyvol.run((Object[]) command);
    if (result.exit() == 0) {
      done++;
    } else if (!server.isKilled()) {
      throw new AssertionError(String.join(" ", command) + ": " + result.err());
    }
    return result.exit() == 0 && !wasKilled;
  }

  /**
   * Checks the clone and removes it. One that was not answered is there or not, and if so it is as
   * one that was.
   */
  void checkClone(Path socket) throws IOException, InterruptedException {
    boolean isThere = tinyvol.run("info", CLONE).exit() == 0;
    if (isCloned && !isThere) {
      throw new AssertionError("a clone is lost");
    }
    isCloned = false;
    if (!isThere) {
      return;
    }
    try (NbdClient disk = NbdClient.connect(socket, CLONE)) {
      for (int i = 0; i < writers.size(); i++) {
        cloned.get(i).check(writers.get(i).read(disk), "the clone of " + volume);
      }
    }
    clones++;
    // That the client has left the server may learn a little later.
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (tinyvol.run("rm", CLONE).exit() != 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(tinyvol.run("rm", CLONE).err());
      }
      Thread.sleep(10);
    }
  }
}
