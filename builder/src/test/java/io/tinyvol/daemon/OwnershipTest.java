package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.cli.TestCommand.Result;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One owner at a time, whether it is a daemon or a command. */
@Timeout(600)
class OwnershipTest {
  @TempDir Path folder;

  @Test
  void aSecondDaemonNamesTheFirst() throws Exception {
    Path store = folder.resolve("store");
    try (DaemonProcess daemon = DaemonProcess.start(store)) {
      Result second = TestCommand.end(DaemonProcess.command(store, "daemon", "--wait", "0"));
      assertEquals(6, second.exit(), second::toString);
      String holder = "pid " + daemon.pid() + " (tinyvol daemon)";
      assertTrue(second.err().contains(holder), second::toString);
      new TestCommand(store).run("ls").ok();
      assertEquals(0, daemon.end());
    }
    new TestCommand(store).run("ls").ok();
  }

  @Test
  void aSocketThatAKilledDaemonLeftIsInNobodysWay() throws Exception {
    Path store = folder.resolve("store");
    TestCommand tinyvol = new TestCommand(store);
    DaemonProcess.start(store).close();
    assertTrue(Files.exists(store.resolve("daemon.sock")));
    tinyvol.run("ls", "--wait", "0").ok();
    assertTrue(tinyvol.run("status", "--wait", "0").ok().out().contains("daemon       none"));
    try (DaemonProcess daemon = DaemonProcess.start(store, "--wait", "0")) {
      tinyvol.run("ls", "--wait", "0").ok();
      assertEquals(0, daemon.end());
    }
    assertFalse(Files.exists(store.resolve("daemon.sock")));
    assertFalse(Files.exists(store.resolve("descriptors.sock")));
  }

  @Test
  void aLongPathIsNoHindrance() throws Exception {
    Path store = Files.createDirectory(folder.resolve("f".repeat(200))).resolve("store");
    Path image = Files.write(folder.resolve("image"), new byte[1 << 20]);
    TestCommand tinyvol = new TestCommand(store);
    try (DaemonProcess daemon = DaemonProcess.start(store)) {
      tinyvol.run("build", "v", "--from-image", image).ok();
      tinyvol.run("export", "v", folder.resolve("copy")).ok();
      assertEquals(daemon.pid(), tinyvol.run("status", "--json").ok().number("pid"));
      assertEquals(0, daemon.end());
    }
    assertFalse(Files.exists(store.resolve("daemon.sock")));
  }

  @Test
  void withoutADaemonTheSecondCommandWaits() throws Exception {
    Path store = folder.resolve("store");
    Process first =
        DaemonProcess.command(store, "build", "v", "--from-tar", "-")
            .redirectErrorStream(true)
            .start();
    try {
      TestCommand tinyvol = new TestCommand(store);
      while (tinyvol.run("status", "--wait", "0").exit() != 6) {
        assertTrue(first.isAlive());
        Thread.sleep(20);
      }
      Result second = tinyvol.run("ls", "--wait", "1");
      assertEquals(6, second.exit(), second::toString);
      String holder = "pid " + first.pid() + " (tinyvol build)";
      List<String> lines = second.err().lines().toList();
      assertEquals(
          "tinyvol: waiting up to 1 s for the store, held by " + holder, lines.get(0), second::err);
      assertTrue(lines.get(1).contains(holder), second::toString);
      Process waiting =
          DaemonProcess.command(store, "ls", "--wait", "100").redirectErrorStream(true).start();
      BufferedReader said = waiting.inputReader();
      assertTrue(said.readLine().contains(holder));
      first.getOutputStream().close(); // an empty tar is none, so it fails
      assertEquals(2, first.waitFor());
      assertEquals(0, said.lines().filter(line -> line.contains(holder)).count());
      assertEquals(0, waiting.waitFor());
    } finally {
      first.destroyForcibly().waitFor();
    }
  }
}
