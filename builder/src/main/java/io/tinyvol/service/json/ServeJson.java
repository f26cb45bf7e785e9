package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.ServePlace;
import io.tinyvol.service.ServeSpec;
import io.tinyvol.volume.VolumeNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What is asked to be served. */
public final class ServeJson {
  private ServeJson() {}

  /** A specification, as an operation's request. */
  public static Map<String, Object> write(ServeSpec spec) {
    Fields fields =
        Fields.of("kind", "serve")
            .and("volumes", spec.volumes())
            .and("readOnly", spec.isReadOnly());
    switch (spec.place()) {
      case ServePlace.Store _ -> {}
      case ServePlace.Socket socket -> fields.and("socket", socket.path());
      case ServePlace.Tcp tcp -> fields.and("listen", tcp.toString());
    }
    spec.tlsFolder()
        .ifPresent(
            folder ->
                fields.and("tls", folder.toString()).and("tlsOptional", !spec.isTlsRequired()));
    return fields.map();
  }

  /** A specification that {@link #write} gave; only the kind must be there. */
  public static ServeSpec read(JsonObject object) throws JsonException {
    for (String volume : object.texts("volumes")) {
      Values.parse("volumes", volume, VolumeNames::check);
    }
    Optional<String> tls = object.findText("tls");
    ServeSpec spec =
        new ServeSpec(
            object.texts("volumes"),
            object.flag("readOnly"),
            readPlace(object),
            tls.isEmpty() ? Optional.empty() : Optional.of(absolute("tls", tls.get())),
            !object.flag("tlsOptional"));
    object.checkNoOthers();
    return spec;
  }

  private static ServePlace readPlace(JsonObject object) throws JsonException {
    Optional<String> socket = object.findText("socket");
    Optional<String> listen = object.findText("listen");
    if (socket.isPresent() && listen.isPresent()) {
      throw new JsonException("socket: not together with listen");
    }
    if (socket.isPresent()) {
      return new ServePlace.Socket(absolute("socket", socket.get()).toString());
    }
    return listen.isPresent()
        ? Values.parse("listen", listen.get(), ServePlace.Tcp::parse)
        : new ServePlace.Store();
  }

  private static Path absolute(String name, String text) throws JsonException {
    Path path = Values.parse(name, text, Path::of);
    if (!path.isAbsolute()) {
      throw new JsonException(name + ": not an absolute path: " + text);
    }
    return path;
  }
}
