package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What clients share.
 *
 * @param bases the volumes that are there from the start and stay as they are
 * @param contents what volumes contain
 * @param clients how many clients there are
 * @param percentBuilds how many of the new volumes are built, not cloned
 */
record LoadPlan(
    SortedMap<String, Believed> bases, Contents contents, int clients, int percentBuilds) {
  private static final int BASES = 3;
  private static final int IMAGE_BYTES = 256 << 10;
  private static final String BASE = "base-";

  /** Makes the store of the command with the volumes that are there from the start. */
  static LoadPlan make(TestCommand tinyvol, Path folder, Random random, int clients, int builds)
      throws IOException {
    SortedMap<String, Believed> bases = new TreeMap<>();
    Contents contents = new Contents();
    for (int i = 0; i < BASES; i++) {
      String name = BASE + i;
      byte[] image = Trees.noise(random, IMAGE_BYTES);
      Arrays.fill(image, IMAGE_BYTES / 4, IMAGE_BYTES / 2, (byte) 0);
      Path file = Files.write(folder.resolve(name), image);
      var built = tinyvol.run("build", name, "--from-image", file, "--json").ok();
      Believed base = Believed.of(UUID.fromString(built.text("uuid")), new TreeMap<>());
      bases.put(name, base);
      contents.isImage(base.uuid(), image);
    }
    return new LoadPlan(bases, contents, clients, builds);
  }

  /**
   * The plan for a store that was made by another.
   *
   * @param volumes all that it has
   * @param contents what they contain
   */
  static LoadPlan of(
      SortedMap<String, Believed> volumes, Contents contents, int clients, int percentBuilds) {
    SortedMap<String, Believed> bases = new TreeMap<>(volumes);
    bases.keySet().removeIf(name -> !name.startsWith(BASE));
    return new LoadPlan(bases, contents, clients, percentBuilds);
  }

  /** The clients, who have what they had before: all that there is, but the bases. */
  List<LoadClient> resume(SortedMap<String, Believed> volumes, long seed) {
    Random random = new Random(seed);
    List<LoadClient> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(new LoadClient("c" + i, random.nextLong(), this, volumes));
    }
    return all;
  }

  /** The clients, who have their pets. */
  List<LoadClient> begin(DaemonUnderLoad daemon, Random random) throws IOException {
    List<LoadClient> all = new ArrayList<>();
    try (WireClient wire = daemon.connect()) {
      for (int i = 0; i < clients; i++) {
        LoadClient client = new LoadClient("c" + i, random.nextLong(), this);
        client.begin(wire);
        all.add(client);
      }
    }
    return all;
  }

  /** Has every client settle what was under way, and gives how many had something. */
  int settle(WireClient wire, List<LoadClient> all) throws IOException {
    int settled = 0;
    for (LoadClient client : all) {
      settled += client.belief().settle(wire) ? 1 : 0;
    }
    return settled;
  }

  /** Checks that there are the volumes that clients believe in, and these others, and no more. */
  void checkListed(WireClient wire, List<LoadClient> all, String... others) throws IOException {
    SortedMap<String, Believed> listed = Believed.listed(wire.get("/v1/volumes").json(200));
    for (String other : others) {
      assertNotNull(listed.remove(other), other);
    }
    assertEquals(believed(all), listed);
  }

  /** All volumes that there are if every client is right. */
  SortedMap<String, Believed> believed(List<LoadClient> all) {
    SortedMap<String, Believed> believed = new TreeMap<>(bases);
    all.forEach(client -> believed.putAll(client.belief().volumes()));
    return believed;
  }
}
