package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.posix.Pipes;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Open files that are handed in for what they are not good for. */
@Timeout(300)
class HandedInTest {
  private static final String NONE = "no open file has been handed in under this token";

  @TempDir Path folder;
  private Path file;
  private TestDaemon daemon;
  private DescriptorConnection desk;
  private Footprint before;

  @BeforeEach
  void start() throws Exception {
    file = Files.write(folder.resolve("file"), new byte[4096]);
    daemon = TestDaemon.start(folder.resolve("store"));
    daemon.makeVolume("good");
    daemon.awaitQuiet();
    before = Footprint.settled(folder);
    desk = daemon.connectToDesk();
  }

  @AfterEach
  void isAsBefore() throws Exception {
    try (TestDaemon closing = daemon) {
      desk.close();
      closing.awaitQuiet();
      before.awaitReturn();
      assertEquals(1, closing.volumes());
    }
  }

  private Reply build(String kind, String token) throws IOException {
    Map<String, Object> source =
        Fields.of("kind", kind).and("name", "named").and("descriptor", token).map();
    return daemon.send(
        "POST",
        "/v1/operations",
        Fields.of("kind", "build").and("volume", "bad").and("source", source).map());
  }

  private Reply write(String form, String token) throws IOException {
    Map<String, Object> target = Fields.of("form", form).and("descriptor", token).map();
    return daemon.send(
        "POST",
        "/v1/operations",
        Fields.of("kind", "write").and("volume", "good").and("target", target).map());
  }

  private static void refused(Reply reply, String says) throws IOException {
    reply.isProblem(400, ExitCode.USAGE, says);
  }

  @Test
  void tokens() throws Exception {
    refused(build("image", "0".repeat(32)), NONE);
    refused(build("image", ""), NONE);
    refused(build("image", "x".repeat(100_000)), NONE);
    String ended;
    try (Descriptor reads = Descriptor.openForReading(file)) {
      String used = TestDaemon.handIn(desk, reads);
      refused(write("stream", used), "without being open for writing");
      refused(write("stream", used), NONE);
      try (DescriptorConnection other = daemon.connectToDesk()) {
        ended = TestDaemon.handIn(other, reads);
      }
    }
    // The daemon hears of the end in a moment, and then lets go of the file.
    desk.close();
    before.awaitReturn();
    refused(build("image", ended), NONE);
  }

  @Test
  void rights() throws Exception {
    String notRead = "named: was handed in without being open for reading";
    String notWritten = "descriptor: was handed in without being open for writing";
    try (Descriptor reads = Descriptor.openForReading(file);
        Descriptor writes = Descriptor.openForWriting(file);
        Descriptor names = Pipes.nameOnly(file);
        Descriptor namesFolder = Pipes.nameOnly(folder)) {
      for (String kind : List.of("image", "tar", "oci", "dir")) {
        refused(build(kind, TestDaemon.handIn(desk, writes)), notRead);
        refused(build(kind, TestDaemon.handIn(desk, names)), notRead);
      }
      reconnect(); // over one connection only a few files can be handed in
      refused(build("dir", TestDaemon.handIn(desk, namesFolder)), notRead);
      for (String form : List.of("stream", "sparse", "durable", "device")) {
        reconnect();
        refused(write(form, TestDaemon.handIn(desk, reads)), notWritten);
        refused(write(form, TestDaemon.handIn(desk, names)), notWritten);
      }
    }
  }

  @Test
  void whatIsReadBackIsOpenForReading() throws Exception {
    String says = "descriptor: was handed in without being open for reading too";
    try (Descriptor writes = Descriptor.openForWriting(file);
        Descriptor both = Descriptor.openReadWrite(file)) {
      refused(write("device", TestDaemon.handIn(desk, writes)), says);
      refused(verified("durable", TestDaemon.handIn(desk, writes)), says);
      refused(verified("stream", TestDaemon.handIn(desk, both)), "only what is durable");
      JsonObject ended =
          daemon.ended(
              verified("durable", TestDaemon.handIn(desk, both)).has(202).json().text("id"));
      assertEquals("done", ended.text("state"));
    }
  }

  private Reply verified(String form, String token) throws IOException {
    Map<String, Object> target =
        Fields.of("form", form).and("descriptor", token).and("verify", true).map();
    return daemon.send(
        "POST",
        "/v1/operations",
        Fields.of("kind", "write").and("volume", "good").and("target", target).map());
  }

  private void reconnect() throws IOException {
    desk.close();
    desk = daemon.connectToDesk();
  }

  @Test
  void kindsOfFile() throws Exception {
    try (Pipes.Pipe pipe = Pipes.create();
        Descriptor device = Descriptor.openReadWrite(Path.of("/dev/null"));
        Descriptor reads = Descriptor.openForReading(file)) {
      String says = "form: only a regular file can be written so";
      refused(write("sparse", TestDaemon.handIn(desk, pipe.sink())), says);
      refused(write("durable", TestDaemon.handIn(desk, device)), says);
      refused(write("device", TestDaemon.handIn(desk, device)), "form: only a block device");
      refused(
          write("dance", TestDaemon.handIn(desk, device)), "form: not stream, sparse, durable,");
      fails("image", TestDaemon.handIn(desk, pipe.source()));
      fails("dir", TestDaemon.handIn(desk, reads));
      fails("oci", TestDaemon.handIn(desk, reads));
    }
  }

  private void fails(String kind, String token) throws IOException {
    JsonObject ended = daemon.ended(build(kind, token).has(202).json().text("id"));
    assertEquals("failed", ended.text("state"), kind);
  }

  @Test
  void moreOrFewerThanOneAtATime() throws Exception {
    try (Descriptor reads = Descriptor.openForReading(file)) {
      for (List<Descriptor> wrong : List.of(List.<Descriptor>of(), List.of(reads, reads))) {
        desk.send(new byte[] {'+'}, wrong);
        assertNull(desk.receive()); // it is over
        reconnect();
      }
      for (int i = 0; i < 8; i++) {
        TestDaemon.handIn(desk, reads);
      }
      desk.send(new byte[] {'+'}, List.of(reads));
      assertNull(desk.receive());
    }
  }

  @Test
  void fieldsThatAreNotKnown() throws Exception {
    for (String body :
        List.of(
            "{'kind':'write','volume':'good','target':{'form':'stream','descriptor':'x','y':1}}",
            "{'kind':'build','volume':'bad','source':"
                + "{'kind':'tar','name':'n','descriptor':'x','y':1}}")) {
      refused(
          daemon.sendText("POST", "/v1/operations", body.replace('\'', '"')),
          "y: no such field here");
    }
    try (Descriptor reads = Descriptor.openForReading(file)) {
      String body =
          "{'kind':'build','volume':'bad','y':1,'source':{'kind':'tar','name':'n','descriptor':'"
              + TestDaemon.handIn(desk, reads)
              + "'}}";
      refused(
          daemon.sendText("POST", "/v1/operations", body.replace('\'', '"')),
          "y: no such field here");
    }
  }
}
