package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.cli.TestCommand.Result;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what through a daemon of root's that lets a group in. */
@Timeout(600)
class DaemonRightsTest {
  private static final String GROUP = "users";

  @TempDir static Path shared;
  private static OtherUser stranger;
  private static OtherUser member;

  @TempDir Path folder;
  private Path store;
  private Path own;
  private DaemonProcess daemon;

  @BeforeAll
  static void copyClassPath() throws Exception {
    stranger = OtherUser.of(shared);
    String group = Commands.run("getent", "group", GROUP);
    member = stranger.inGroup(Integer.parseInt(group.split(":", -1)[2]));
  }

  @BeforeEach
  void start() throws Exception {
    OtherUser.letIn(folder);
    store = folder.resolve("store");
    own = OtherUser.ownFolder(folder.resolve("own"));
    daemon = DaemonProcess.start(store, "--group", GROUP);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  private Result as(OtherUser user, Object... args) throws Exception {
    return TestCommand.end(user.tinyvol(own, store, args));
  }

  private Path image(String name, String mode) throws Exception {
    Path image = Files.write(folder.resolve(name), Trees.noise(new Random(1), 1 << 20));
    return Files.setPosixFilePermissions(image, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aStrangerMayNothing() throws Exception {
    Result listed = as(stranger, "ls");
    assertEquals(1, listed.exit(), listed::toString);
    assertTrue(listed.err().endsWith(": permission denied\n"), listed::toString);
    assertEquals(1, listed.err().lines().count(), listed::toString);
    for (OtherUser user : new OtherUser[] {stranger, member}) {
      for (String name : new String[] {"store", "lock", "chunks/CURRENT"}) {
        Result read = TestCommand.end(user.program("cat", store.resolve(name).toString()));
        assertNotEquals(0, read.exit(), name);
      }
      assertNotEquals(0, TestCommand.end(user.program("ls", store.toString())).exit());
    }
  }

  @Test
  void aMemberMayDoWhatItsFilesAllow() throws Exception {
    Path image = image("image", "rw-r--r--");
    as(member, "build", "v", "--from-image", image).ok();
    as(member, "clone", "v", "w").ok();
    assertTrue(as(member, "ls").ok().out().contains("w"));
    Path copy = own.resolve("copy");
    as(member, "export", "w", copy).ok();
    Commands.run("cmp", image.toString(), copy.toString());
    assertEquals(OtherUser.ID, Files.getAttribute(copy, "unix:uid"));
    Files.delete(copy);
    as(member, "materialize", "w", "--to", "file:" + copy).ok();
    Commands.run("cmp", image.toString(), copy.toString());
    assertEquals(OtherUser.ID, Files.getAttribute(copy, "unix:uid"));
    as(member, "check", "--deep").ok();
    as(member, "rm", "w").ok();
  }

  @Test
  void aMemberMayNotDoWhatItsFilesDoNotAllow() throws Exception {
    Path secret = image("secret", "rw-------");
    for (String source : new String[] {"--from-image", "--from-tar"}) {
      assertDenied(as(member, "build", "v", source, secret), secret);
    }
    new TestCommand(store).run("build", "v", "--from-image", secret).ok();
    assertDenied(as(member, "export", "v", secret), folder);
    Path device = Files.createDirectory(folder.resolve("roots"));
    assertDenied(as(member, "export", "v", device.resolve("new")), device);
    assertEquals(0, device.toFile().list().length);
    Commands.run("cmp", secret.toString(), image("same", "rw-------").toString());
  }

  private static void assertDenied(Result result, Path path) {
    assertEquals(1, result.exit(), result::toString);
    assertEquals("tinyvol: " + path + ": permission denied\n", result.err());
  }

  @Test
  void aMembersFolderIsRefusedAndItsTarIsTaken() throws Exception {
    Path tree = Files.createDirectory(own.resolve("tree"));
    Files.writeString(tree.resolve("file"), "text");
    Files.setAttribute(tree, "unix:uid", OtherUser.ID);
    Result refused = as(member, "build", "v", "--from-dir", tree);
    assertEquals(1, refused.exit(), refused::toString);
    assertTrue(refused.err().contains("takes folders from its own user and from root only"));
    String instead = "tar -C DIR --xattrs --xattrs-include='*' --acls -cf - . | tinyvol build";
    assertTrue(refused.err().contains(instead + " NAME --from-tar -"), refused::toString);
    StringBuilder line =
        new StringBuilder("tar -C '" + tree + "' --xattrs --xattrs-include='*' --acls -cf - . | ");
    for (String word : member.tinyvolWords(own, store, "build", "v", "--from-tar", "-")) {
      line.append('\'').append(word).append("' ");
    }
    TestCommand.end(member.program("bash", "-c", line.toString())).ok();
    new TestCommand(store).run("build", "w", "--from-dir", tree).ok();
    Result differences = new TestCommand(store).run("diff", "v", "w", "--json").ok();
    assertTrue(differences.out().contains("\"files\" : [ ]"), differences::toString);
  }

  @Test
  void aStrangerIsToldWithoutAGroupToo() throws Exception {
    Path other = folder.resolve("other");
    try (DaemonProcess _ = DaemonProcess.start(other)) {
      Result listed = TestCommand.end(member.tinyvol(own, other, "ls"));
      assertEquals(1, listed.exit(), listed::toString);
      assertTrue(listed.err().endsWith(": permission denied\n"), listed::toString);
    }
  }

  @Test
  void aDaemonOfAnotherUsersServesRoot() throws Exception {
    Path other = own.resolve("store");
    Path image = image("readable", "rw-r--r--");
    ProcessBuilder command = stranger.tinyvol(own, other, "daemon");
    try (DaemonProcess _ = DaemonProcess.start(other, command)) {
      TestCommand root = new TestCommand(other);
      root.run("build", "v", "--from-image", image).ok();
      root.run("clone", "v", "w").ok();
      assertEquals(2, root.run("status", "--json").ok().number("volumes"));
      assertTrue(root.run("status").ok().out().contains("daemon       pid "));
    }
    assertEquals(OtherUser.ID, Files.getAttribute(other.resolve("volumes/w"), "unix:uid"));
  }
}
