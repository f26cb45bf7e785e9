package io.tinyvol.daemon;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.json.VolumeJson;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that a client asks for: the request, and what is true once it is done. */
sealed interface Change {
  /** Asks for it; whatever is no success, or says something else, is an {@link AssertionError}. */
  void ask(WireClient wire) throws IOException;

  /** What is there after it, of what was there before. */
  void apply(SortedMap<String, Believed> volumes);

  /** Whether it may be asked for again after it was done, and then succeeds. */
  default boolean isRepeatable() {
    return true;
  }

  /** What is there after it. */
  default SortedMap<String, Believed> applied(SortedMap<String, Believed> before) {
    SortedMap<String, Believed> after = new TreeMap<>(before);
    apply(after);
    return after;
  }

  /** Something is looked at, and all stays as it is. */
  record None(LoadThreads.Step look) implements Change {
    @Override
    public void ask(WireClient wire) throws IOException {
      look.with(wire);
    }

    @Override
    public void apply(SortedMap<String, Believed> volumes) {}
  }

  /** A clone of {@code origin}, whose labels it gets. */
  record Cloned(String source, Believed origin, String name, UUID uuid) implements Change {
    @Override
    public void ask(WireClient wire) throws IOException {
      Map<String, Object> body = Fields.of("cloneOf", source).and("uuid", uuid.toString()).map();
      JsonObject answer = wire.ask("PUT", path(name), body).json(201);
      requireSame(applied(Collections.emptySortedMap()), name, answer);
    }

    @Override
    public void apply(SortedMap<String, Believed> volumes) {
      volumes.put(name, Believed.of(uuid, origin.labels()));
    }
  }

  /** A label set, or taken away. */
  record Labelled(String name, Believed old, String key, Optional<String> text) implements Change {
    @Override
    public void ask(WireClient wire) throws IOException {
      Map<String, @Nullable Object> labels = new HashMap<>();
      labels.put(key, text.orElse(null));
      Map<String, Object> body = Fields.of("labels", labels).map();
      JsonObject answer = wire.ask("PATCH", path(name) + "/labels", body).json(200);
      requireSame(applied(new TreeMap<>(Map.of(name, old))), name, answer);
    }

    @Override
    public void apply(SortedMap<String, Believed> volumes) {
      volumes.put(name, old.labelled(key, text));
    }
  }

  /** Another name. */
  record Renamed(String from, Believed old, String to) implements Change {
    @Override
    public void ask(WireClient wire) throws IOException {
      Map<String, Object> body = Fields.of("to", to).and("uuid", old.uuid().toString()).map();
      JsonObject answer = wire.ask("POST", path(from) + "/rename", body).json(200);
      requireSame(applied(Collections.emptySortedMap()), to, answer);
    }

    @Override
    public void apply(SortedMap<String, Believed> volumes) {
      volumes.remove(from);
      volumes.put(to, old);
    }
  }

  /** Volumes removed, all or none. */
  record Removed(List<String> names, List<UUID> uuids) implements Change {
    @Override
    public void ask(WireClient wire) throws IOException {
      if (names.size() == 1) {
        wire.ask("DELETE", path(names.getFirst()), new byte[0]).bytes(204);
      } else {
        wire.ask("POST", "/v1/removals", Fields.of("volumes", names).map()).bytes(200);
      }
    }

    @Override
    public void apply(SortedMap<String, Believed> volumes) {
      volumes.keySet().removeAll(names);
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }
  }

  /** A volume built from a tar. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares changes
  record Built(String name, String owner, UUID uuid, byte[] tar) implements Change {
    @Override
    public void ask(WireClient wire) throws IOException {
      String parameters = "?uuid=" + uuid + "&label=" + Believed.OWNER + "%3D" + owner;
      JsonObject answer = wire.ask("PUT", path(name) + "/content" + parameters, tar).json(201);
      requireSame(applied(Collections.emptySortedMap()), name, answer);
    }

    @Override
    public void apply(SortedMap<String, Believed> volumes) {
      volumes.put(name, Believed.of(uuid, new TreeMap<>(Map.of(Believed.OWNER, owner))));
    }
  }

  private static String path(String name) {
    return "/v1/volumes/" + name;
  }

  private static void requireSame(
      SortedMap<String, Believed> expected, String name, JsonObject answer) throws IOException {
    var volume = VolumeJson.read(answer);
    Believed said = Believed.of(volume);
    if (!volume.name().equals(name) || !said.equals(expected.get(name))) {
      throw new AssertionError("the answer is " + volume + ", not " + name + ": " + expected);
    }
  }
}
