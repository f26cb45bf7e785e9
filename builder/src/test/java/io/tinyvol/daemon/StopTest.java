package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.posix.DatagramReceiver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a daemon begins and ends, as a service manager sees it. */
@Timeout(600)
class StopTest {
  @TempDir Path folder;

  @Test
  void tellsWhenItIsReadyAndWhenItEnds() throws Exception {
    Path store = folder.resolve("store");
    Path notify = folder.resolve("notify");
    ProcessBuilder command = DaemonProcess.command(store, "daemon");
    command.environment().put("NOTIFY_SOCKET", notify.toString());
    try (DatagramReceiver receiver = DatagramReceiver.bind(notify)) {
      Process process =
          command.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
      try {
        assertEquals("READY=1", receiver.receive());
        assertTrue(DaemonProcess.answers(store), "ready before it answers");
        process.destroy();
        assertEquals("STOPPING=1", receiver.receive());
        assertEquals(0, process.waitFor());
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void servesWhereNobodyHearsThatItIsReady() throws Exception {
    Path store = folder.resolve("store");
    ProcessBuilder command = DaemonProcess.command(store, "daemon");
    command.environment().put("NOTIFY_SOCKET", folder.resolve("none").toString());
    try (DaemonProcess daemon = DaemonProcess.start(store, command)) {
      new TestCommand(store).run("ls").ok();
      assertEquals(0, daemon.end());
      assertTrue(daemon.log().contains("was not told READY=1"), daemon.log());
      assertTrue(daemon.log().contains("\"stopped\""), daemon.log());
    }
  }

  @Test
  void cancelsWhatDoesNotEndInTime() throws Exception {
    Path store = folder.resolve("store");
    TestCommand tinyvol = new TestCommand(store);
    Path said = folder.resolve("said");
    try (DaemonProcess daemon = DaemonProcess.start(store, "--stop-timeout", "1")) {
      Process build =
          DaemonProcess.command(store, "build", "v", "--from-tar", "-")
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        while (!tinyvol.run("status", "--json").ok().out().contains("\"running\"")) {
          assertTrue(build.isAlive(), () -> "ended");
          Thread.sleep(20);
        }
        assertEquals(0, daemon.end(), daemon::toString);
        assertEquals(1, build.waitFor());
      } finally {
        build.destroyForcibly().waitFor();
      }
      assertEquals(
          "tinyvol: cancelled, for the daemon was told to end and this took too long; try again\n",
          Files.readString(said, StandardCharsets.UTF_8),
          daemon::toString);
      assertFalse(Files.exists(store.resolve("daemon.sock")));
      assertFalse(Files.exists(store.resolve("descriptors.sock")));
    }
    assertTrue(tinyvol.run("status").ok().out().contains("daemon       none"));
    assertEquals(0, tinyvol.run("status", "--json").ok().number("volumes"));
    tinyvol.run("check", "--deep").ok();
  }
}
