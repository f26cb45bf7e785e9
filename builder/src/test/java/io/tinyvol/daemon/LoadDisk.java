package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.serve.DiskWriter;
import io.tinyvol.testing.NbdClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A volume that is served and written to by one thread while another makes revisions of it, of
 * which a few are kept.
 */
final class LoadDisk {
  /** The volume's name. */
  static final String NAME = "disk";

  private static final String PATH = "/v1/volumes/" + NAME;
  private static final long KEPT = 3;
  private static final int POLL_MILLIS = 10;

  private final Path socket;
  private final DiskWriter writer;
  private final Random random;
  private long revision = 1;
  private boolean isUnderWay;
  private long made;

  private LoadDisk(Path socket, DiskWriter writer, Random random) {
    this.socket = socket;
    this.writer = writer;
    this.random = random;
  }

  /** Makes the volume in the store of a daemon, as a clone. */
  static LoadDisk make(DaemonUnderLoad daemon, LoadPlan plan, Path store, Random random)
      throws IOException {
    try (WireClient wire = daemon.connect()) {
      var base = plan.bases().firstEntry();
      wire.ask("PUT", PATH, Fields.of("cloneOf", base.getKey()).map()).json(201);
      byte[] content = plan.contents().image(base.getValue().uuid());
      DiskWriter writer = new DiskWriter(NAME, 0, content, new Random(random.nextLong()));
      return new LoadDisk(store.resolve("nbd.sock"), writer, new Random(random.nextLong()));
    }
  }

  /** How many revisions were made. */
  long made() {
    return made;
  }

  /** Has it served by a daemon that was just started, and checks what is there. */
  void resume(WireClient wire) throws IOException, InterruptedException {
    long found = wire.get(PATH).json(200).number("revision");
    long newest = isUnderWay ? revision + 1 : revision;
    assertTrue(revision <= found && found <= newest, () -> found + ", and not " + revision);
    revision = found;
    isUnderWay = false;
    serve(wire);
    try (NbdClient disk = connect()) {
      writer.resume(disk);
    }
  }

  private static void serve(WireClient wire) throws IOException, InterruptedException {
    var serve = Fields.of("kind", "serve").and("volumes", List.of(NAME)).map();
    String operation =
        "/v1/operations/" + wire.ask("POST", "/v1/operations", serve).json(202).text("id");
    JsonObject now = wire.get(operation).json(200);
    while (now.text("step").isEmpty()) {
      if (now.text("state").equals("failed")) {
        throw new AssertionError(now.object("problem").text("detail"));
      }
      Thread.sleep(POLL_MILLIS);
      now = wire.get(operation).json(200);
    }
  }

  /** A connection to write with. */
  NbdClient connect() throws IOException {
    return NbdClient.connect(socket, NAME);
  }

  /** Writes, flushes or reads something. An {@link IOException} says that the connection broke. */
  void write(NbdClient disk) throws IOException {
    writer.step(disk);
  }

  /** Makes a revision. An {@link IOException} says that the connection broke meanwhile. */
  void revise(WireClient wire) throws IOException {
    isUnderWay = true;
    Fields request = Fields.of("keep", KEPT);
    JsonObject said =
        random.nextBoolean()
            ? wire.ask("POST", PATH + "/snapshot", request.map()).json(200)
            : LoadUpkeep.done(wire, request.and("kind", "commit").and("volume", NAME).map());
    long now = said.number("revision");
    assertTrue(now == revision || now == revision + 1, () -> now + " after " + revision);
    revision = now;
    isUnderWay = false;
    made++;
  }
}
