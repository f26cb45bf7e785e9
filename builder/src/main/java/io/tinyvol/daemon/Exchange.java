package io.tinyvol.daemon;

import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.service.VolumeQuery;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request, as endpoints see it.
 *
 * @param client who asks: user and group
 * @param pathParameter what stands in the path for the route's parameter, or ""
 * @param query the parameters behind the question mark, each with its values
 * @param wantsEvents whether the answer is to be a stream of events
 * @param body all of the body; empty where the route streams it
 * @param stream the body of a route that streams it, else null
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
record Exchange(
    String client,
    String pathParameter,
    Map<String, List<String>> query,
    boolean wantsEvents,
    byte[] body,
    @Nullable InputStream stream) {

  /** The body as an object. */
  JsonObject object() throws JsonException {
    return JsonReader.readObject(body);
  }

  /** Refuses parameters that are not known. */
  void allow(String... names) throws RequestException {
    Set<String> known = Set.of(names);
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        throw Problems.wrong(name + ": no such parameter here");
      }
    }
  }

  /** A parameter that is given at most once. */
  Optional<String> parameter(String name) throws RequestException {
    List<String> values = parameters(name);
    if (values.size() > 1) {
      throw Problems.wrong(name + ": is given more than once");
    }
    return values.stream().findFirst();
  }

  List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /** A parameter that must be there. */
  String required(String name) throws RequestException {
    return parameter(name).orElseThrow(() -> Problems.wrong(name + ": is missing"));
  }

  /** A truth value, false where it is left out. */
  boolean flag(String name) throws RequestException {
    return switch (parameter(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      case String other -> throw Problems.wrong(name + ": not true or false: " + other);
    };
  }

  VolumeQuery volumeQuery() throws RequestException {
    allow("label", "sort", "reverse");
    return new VolumeQuery(
        VolumeQuery.parseLabels(parameters("label")),
        VolumeQuery.Order.ofLabel(parameter("sort").orElse("name")),
        flag("reverse"));
  }
}
