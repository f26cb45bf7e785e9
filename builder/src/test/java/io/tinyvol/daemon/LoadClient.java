package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Works at random with volumes of its own. Its pet, one of them, is renamed again and again but is
 * always there, so whoever lists all clients' pets must see them all. For one thread at a time.
 */
final class LoadClient {
  private static final int MOST_VOLUMES = 8;
  private static final int TOGETHER = 5;
  private static final String PET = "pet";

  private final String id;
  private final Random random;
  private final LoadPlan plan;
  private final Belief belief;
  private final Latencies clones = new Latencies();
  private int named;
  private long steps;

  LoadClient(String id, long seed, LoadPlan plan) {
    this(id, seed, plan, Collections.emptySortedMap());
  }

  /**
   * One that goes on where another was.
   *
   * @param all volumes, of which some are its own
   */
  LoadClient(String id, long seed, LoadPlan plan, SortedMap<String, Believed> all) {
    this.id = id;
    this.random = new Random(seed);
    this.plan = plan;
    this.belief = new Belief(id, all);
    for (String name : belief.volumes().keySet()) {
      named = Math.max(named, 1 + Integer.parseInt(name.substring(id.length() + 1)));
    }
  }

  Belief belief() {
    return belief;
  }

  /** What its volumes' names begin with. */
  String id() {
    return id;
  }

  /** How long its clones took. */
  Latencies clones() {
    return clones;
  }

  /** How often it did something. */
  long steps() {
    return steps;
  }

  /** Gets itself a pet. */
  void begin(WireClient wire) throws IOException {
    String pet = newName();
    belief.change(wire, clone(plan.bases().firstKey(), pet));
    belief.change(wire, label(pet, Believed.OWNER, Optional.of(id)));
    belief.change(wire, label(pet, PET, Optional.of(id)));
  }

  /** Does one thing. An {@link IOException} says that the connection broke meanwhile. */
  void step(WireClient wire) throws IOException {
    Change change = next();
    long started = System.nanoTime();
    belief.change(wire, change);
    if (change instanceof Change.Cloned) {
      clones.add(System.nanoTime() - started);
    }
    end(change);
  }

  /** Takes note of one thing that another who began as this one did. */
  void foresee() {
    Change change = next();
    belief.done(change);
    end(change);
  }

  /** Takes note of one thing more that the other may have done or not; it is the last. */
  void suspect() {
    belief.begun(next());
  }

  private void end(Change change) {
    if (change instanceof Change.Removed removed) {
      removed.uuids().forEach(plan.contents()::forget);
    }
    steps++;
  }

  /** What is done next follows from the seed and from what is believed. */
  private Change next() {
    List<String> pets = new ArrayList<>();
    List<String> own = new ArrayList<>();
    belief
        .volumes()
        .forEach((name, volume) -> (volume.labels().containsKey(PET) ? pets : own).add(name));
    int choice = random.nextInt(100);
    if (own.isEmpty() || (choice < 30 && own.size() < MOST_VOLUMES)) {
      return add(own);
    } else if (choice < 45) {
      String name = oneOf(own);
      return new Change.None(wire -> read(wire, name));
    } else if (choice < 48) {
      String name = oneOf(own);
      return new Change.None(wire -> info(wire, name));
    } else if (choice < 55) {
      return new Change.None(this::listOwn);
    } else if (choice < 60) {
      return new Change.None(this::listPets);
    } else if (choice < 75) {
      return relabel(oneOf(own));
    } else if (choice < 87) {
      return rename(oneOf(choice < 80 ? pets : own));
    }
    return remove(own, own.size() >= TOGETHER && choice < 92 ? TOGETHER : 1);
  }

  private Change add(List<String> own) {
    if (random.nextInt(100) < plan.percentBuilds()) {
      UUID uuid = newUuid();
      byte[] tar = plan.contents().newTar(uuid, random);
      return new Change.Built(newName(), id, uuid, tar);
    }
    List<String> sources = new ArrayList<>(plan.bases().keySet());
    sources.addAll(own);
    return clone(oneOf(sources), newName());
  }

  private Change clone(String source, String name) {
    Believed base = plan.bases().get(source);
    Believed origin = base == null ? belief.get(source) : base;
    UUID uuid = newUuid();
    plan.contents().isClone(uuid, origin.uuid());
    return new Change.Cloned(source, origin, name, uuid);
  }

  private Change relabel(String name) {
    String key = random.nextBoolean() ? Believed.OWNER : "k" + random.nextInt(3);
    String text = key.equals(Believed.OWNER) ? id : "text " + random.nextInt(10);
    return label(name, key, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(text));
  }

  private Change label(String name, String key, Optional<String> text) {
    return new Change.Labelled(name, belief.get(name), key, text);
  }

  private Change rename(String name) {
    return new Change.Renamed(name, belief.get(name), newName());
  }

  private Change remove(List<String> own, int count) {
    Collections.shuffle(own, random);
    List<String> names = List.copyOf(own.subList(0, count));
    return new Change.Removed(names, names.stream().map(name -> belief.get(name).uuid()).toList());
  }

  private void read(WireClient wire, String name) throws IOException {
    byte[] bytes = wire.get("/v1/volumes/" + name + "/content").bytes(200);
    plan.contents().check(belief.get(name).uuid(), bytes);
  }

  /** Reads all its volumes. */
  void readAll(WireClient wire) throws IOException {
    for (String name : belief.volumes().keySet()) {
      read(wire, name);
    }
  }

  private void info(WireClient wire, String name) throws IOException {
    JsonObject info = wire.get("/v1/volumes/" + name).json(200);
    UUID uuid = UUID.fromString(info.text("uuid"));
    Believed said = new Believed(uuid, info.number("revision"), info.textMap("labels"));
    assertEquals(belief.get(name), said);
  }

  private void listOwn(WireClient wire) throws IOException {
    String target = "/v1/volumes?sort=created&label=" + Believed.OWNER + "%3D" + id;
    SortedMap<String, Believed> expected = new TreeMap<>(belief.volumes());
    expected.values().removeIf(volume -> !id.equals(volume.labels().get(Believed.OWNER)));
    assertEquals(expected, Believed.listed(wire.get(target).json(200)));
  }

  private void listPets(WireClient wire) throws IOException {
    Map<String, Believed> listed = Believed.listed(wire.get("/v1/volumes?label=" + PET).json(200));
    Set<String> owners = new TreeSet<>();
    listed.values().forEach(volume -> owners.add(String.valueOf(volume.labels().get(PET))));
    assertEquals(plan.clients(), listed.size(), "pets");
    assertEquals(plan.clients(), owners.size(), "pets' owners");
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String newName() {
    return id + "-" + named++;
  }

  private UUID newUuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
