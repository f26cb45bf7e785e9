package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The OpenAPI document of the daemon, held against what the daemon answers. */
final class ApiDocument {
  private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode root;
  private final Map<String, JsonSchema> compiled = new TreeMap<>();
  private final Set<String> seen = new TreeSet<>();

  private ApiDocument(JsonNode root) {
    this.root = root;
  }

  static ApiDocument load() throws IOException {
    try (InputStream in = Daemon.class.getResourceAsStream("openapi.json")) {
      return new ApiDocument(MAPPER.readTree(in));
    }
  }

  JsonNode root() {
    return root;
  }

  /** All operations, as {@code GET /path}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          operations.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** All answers, as {@code GET /path 200}. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      operation(operation)
          .path("responses")
          .fieldNames()
          .forEachRemaining(status -> answers.add(operation + " " + status));
    }
    return answers;
  }

  /** The answers that have been checked. */
  Set<String> seen() {
    return seen;
  }

  private JsonNode operation(String name) {
    String[] parts = name.split(" ", 2);
    return root.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
  }

  /** Checks the document's schemas against the schema of schemas. */
  void checkSchemas() {
    JsonSchema meta = SCHEMAS.getSchema(SchemaLocation.of(META_SCHEMA), CONFIG);
    for (Map.Entry<String, JsonNode> schema :
        root.path("components").path("schemas").properties()) {
      assertEquals(Set.of(), meta.validate(schema.getValue()), schema.getKey());
    }
  }

  /** Every reference leads somewhere, and everything that can be referred to is. */
  void checkReferences() {
    Set<String> used = new TreeSet<>();
    for (JsonNode reference : root.findValues("$ref")) {
      assertFalse(at(reference).isMissingNode(), reference.asText());
      used.add(reference.asText());
    }
    for (Map.Entry<String, JsonNode> kind : root.path("components").properties()) {
      kind.getValue()
          .fieldNames()
          .forEachRemaining(
              name ->
                  assertTrue(used.contains("#/components/" + kind.getKey() + "/" + name), name));
    }
  }

  private JsonNode at(JsonNode reference) {
    return root.at(reference.asText().substring(1));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? at(node.path("$ref")) : node;
  }

  /**
   * Checks an answer.
   *
   * @param operation which was asked for, as {@code GET /path}
   * @param sent the body of the request, empty if it had none
   */
  void check(String operation, byte[] sent, Reply reply) throws IOException {
    JsonNode described = operation(operation);
    assertFalse(described.isMissingNode(), operation);
    JsonNode responses = described.path("responses");
    String status = Integer.toString(reply.status());
    String found = responses.has(status) ? status : "default";
    seen.add(operation + " " + found);
    checkReply(operation + " " + status, resolved(responses.path(found)), reply);
    JsonNode request = described.path("requestBody").path("content").path("application/json");
    if (sent.length > 0 && !request.isMissingNode() && reply.status() < 300) {
      checkJson(operation + " (request)", request.path("schema"), sent);
    }
  }

  private void checkReply(String name, JsonNode response, Reply reply) throws IOException {
    for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
      String value = reply.header(header.getKey().toLowerCase(Locale.ROOT));
      assertFalse(value.isEmpty(), name + " " + header.getKey());
    }
    JsonNode content = response.path("content");
    if (content.isEmpty()) {
      assertEquals(0, reply.body().length, name);
      assertEquals("", reply.header("content-type"), name);
      return;
    }
    String type = reply.header("content-type").replaceFirst(";.*", "");
    assertTrue(content.has(type), () -> name + " " + type);
    JsonNode schema = content.path(type).path("schema");
    switch (type) {
      case "application/json" -> checkJson(name, schema, reply.body());
      case "application/problem+json" -> {
        checkJson(name, schema, reply.body());
        assertEquals(reply.status(), reply.json().number("status"), name);
      }
      case "text/event-stream" -> checkEvents(name, reply.text());
      default -> assertTrue(reply.body().length > 0, name);
    }
  }

  private void checkJson(String name, JsonNode schema, byte[] json) throws IOException {
    Set<ValidationMessage> wrong = compiled(schema).validate(MAPPER.readTree(json));
    assertEquals(Set.of(), wrong, () -> name + ": " + new String(json, UTF_8));
  }

  /** A schema with what it refers to. */
  private JsonSchema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema.toString(),
        _ -> {
          ObjectNode whole = schema.deepCopy();
          whole.set("components", root.path("components"));
          return SCHEMAS.getSchema(whole, CONFIG);
        });
  }

  /** Events as the description of their content says: progress, then one that is the end. */
  private void checkEvents(String name, String text) throws IOException {
    assertTrue(text.endsWith("\n\n"), name);
    String[] events = text.strip().split("\n\n", -1);
    for (int i = 0; i < events.length; i++) {
      String[] lines = events[i].split("\n", -1);
      assertEquals(2, lines.length, events[i]);
      String kind = lines[0].replaceFirst("^event: ", "");
      byte[] data = lines[1].replaceFirst("^data: ", "").getBytes(UTF_8);
      boolean isLast = i == events.length - 1;
      assertEquals(!isLast, kind.equals("progress"), text);
      switch (kind) {
        case "progress" -> checkJson(name, reference("Operation"), data);
        case "problem" -> checkJson(name, reference("Problem"), data);
        case "result" ->
            checkJson(name, at("OperationWithResult").path("properties").path("result"), data);
        default -> throw new AssertionError(kind);
      }
    }
  }

  private JsonNode at(String schema) {
    return root.path("components").path("schemas").path(schema);
  }

  private static JsonNode reference(String schema) {
    return MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
  }
}
