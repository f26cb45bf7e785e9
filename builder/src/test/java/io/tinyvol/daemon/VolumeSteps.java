package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.json.Fields;
import io.tinyvol.testing.TarMaker;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What can be asked of volumes; leaves those called base, web and renamed. */
final class VolumeSteps {
  private static final String ONE = "/v1/volumes/{volume}";
  private static final byte[] TAR = new TarMaker().file("file", "content").finish();

  private final DocumentedApi api;

  VolumeSteps(DocumentedApi api) {
    this.api = api;
  }

  void run() throws Exception {
    uploads();
    clones();
    labels();
    renames();
    lists();
    removals();
  }

  private void uploads() throws Exception {
    String path = "/v1/volumes/{volume}/content";
    String uuid = UUID.randomUUID().toString();
    String base = "/v1/volumes/base/content?label=a=b&label=empty=&uuid=" + uuid;
    Reply made = api.ask(201, "PUT", path, base, "", TAR);
    assertEquals("/v1/volumes/base", made.header("location"));
    assertEquals(uuid, made.json().text("uuid"));
    assertEquals(uuid, api.ask(201, "PUT", path, base, "", TAR).json().text("uuid"));
    byte[] other = new TarMaker().file("file", "changed").file("new", "x").finish();
    String web = "/v1/volumes/web/content";
    api.ask(201, "PUT", path, web + "?sizeBytes=4194304", "", TAR);
    api.ask(409, "PUT", path, web, "", other);
    api.ask(201, "PUT", path, web + "?replace=true", "", other);
    for (String wrong :
        List.of("replace=yes", "sizeBytes=1k", "uuid=1-2-3-4-5", "label=x", "x=1")) {
      api.ask(400, "PUT", path, "/v1/volumes/wrong/content?" + wrong, "", TAR);
    }
    api.ask(
        400, "PUT", path, "/v1/volumes/wrong/content", "", "no tar".repeat(1000).getBytes(UTF_8));
    Reply bytes = api.ask(200, "GET", path, web);
    Reply info = api.ask(200, "GET", ONE, "/v1/volumes/web");
    assertEquals(info.json().number("virtualBytes"), bytes.body().length);
    api.ask(404, "GET", path, "/v1/volumes/none/content");
    api.ask(400, "GET", path, web + "?x=1");
  }

  private void clones() throws Exception {
    Map<String, Object> clone =
        Fields.of("cloneOf", "base").and("uuid", UUID.randomUUID().toString()).map();
    Reply made = api.ask(201, "PUT", ONE, "/v1/volumes/clone", clone);
    assertEquals("/v1/volumes/clone", made.header("location"));
    assertEquals(made.text(), api.ask(201, "PUT", ONE, "/v1/volumes/clone", clone).text());
    api.ask(409, "PUT", ONE, "/v1/volumes/clone", Map.of("cloneOf", "base"));
    api.ask(404, "PUT", ONE, "/v1/volumes/other", Map.of("cloneOf", "none"));
    api.ask(400, "PUT", ONE, "/v1/volumes/other", Map.of("cloneOf", 1L));
    api.ask(413, "PUT", ONE, "/v1/volumes/other", "", DocumentedApi.TOO_LONG);
    api.ask(200, "GET", ONE, "/v1/volumes/clone").json().object("parent");
    api.ask(404, "GET", ONE, "/v1/volumes/none");
    api.ask(400, "GET", ONE, "/v1/volumes/-");
  }

  private void labels() throws Exception {
    String labels = ONE + "/labels";
    Map<String, Object> change = Map.of("labels", Fields.of("a", "c").and("b", "d").map());
    api.ask(200, "PATCH", labels, "/v1/volumes/clone/labels", change);
    Reply changed =
        api.ask(
            200,
            "PATCH",
            labels,
            "/v1/volumes/clone/labels",
            "",
            "{\"labels\":{\"a\":null,\"b\":\"\"}}".getBytes(UTF_8));
    assertEquals(Map.of("b", "", "empty", ""), changed.json().textMap("labels"));
    api.ask(404, "PATCH", labels, "/v1/volumes/none/labels", change);
    api.ask(400, "PATCH", labels, "/v1/volumes/clone/labels", Map.of("labels", Map.of("a", 1L)));
    api.ask(413, "PATCH", labels, "/v1/volumes/clone/labels", "", DocumentedApi.TOO_LONG);
  }

  private void renames() throws Exception {
    String rename = ONE + "/rename";
    String uuid = api.ask(200, "GET", ONE, "/v1/volumes/clone").json().text("uuid");
    Map<String, Object> to = Fields.of("to", "renamed").and("uuid", uuid).map();
    api.ask(200, "POST", rename, "/v1/volumes/clone/rename", to);
    api.ask(200, "POST", rename, "/v1/volumes/clone/rename", to);
    api.ask(404, "POST", rename, "/v1/volumes/clone/rename", Map.of("to", "x"));
    api.ask(409, "POST", rename, "/v1/volumes/renamed/rename", Map.of("to", "base"));
    api.ask(400, "POST", rename, "/v1/volumes/renamed/rename", Map.of("to", "/"));
    api.ask(413, "POST", rename, "/v1/volumes/renamed/rename", "", DocumentedApi.TOO_LONG);
  }

  private void lists() throws Exception {
    String all = "/v1/volumes";
    assertEquals(3, api.ask(200, "GET", all, all).json().objects("volumes").size());
    String few = all + "?label=a&label=empty=&sort=size&reverse=true";
    assertEquals(1, api.ask(200, "GET", all, few).json().objects("volumes").size());
    for (String wrong : List.of("sort=x", "reverse=1", "label==", "sort=name&sort=name", "x=")) {
      api.ask(400, "GET", all, all + "?" + wrong);
    }
  }

  private void removals() throws Exception {
    for (String name : List.of("x", "y", "z")) {
      api.ask(201, "PUT", ONE, "/v1/volumes/" + name, Map.of("cloneOf", "base"));
    }
    api.ask(204, "DELETE", ONE, "/v1/volumes/z");
    api.ask(404, "DELETE", ONE, "/v1/volumes/z");
    api.ask(400, "DELETE", ONE, "/v1/volumes/z?force=true");
    String several = "/v1/removals";
    api.ask(404, "POST", several, several, Map.of("volumes", List.of("x", "z")));
    Reply gone = api.ask(200, "POST", several, several, Map.of("volumes", List.of("x", "y")));
    assertEquals(List.of("x", "y"), gone.json().texts("removed"));
    api.ask(400, "POST", several, several, Map.of("volumes", List.of()));
    api.ask(413, "POST", several, several, "", DocumentedApi.TOO_LONG);
  }
}
