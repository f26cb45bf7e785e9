package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.SourceException;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.tree.Xattrs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended attributes and access control lists come out of archives as getfattr shows them. */
final class TarXattrsTest {
  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void makeTree() throws Exception {
    Path tree = Files.createDirectories(shared.resolve("tree"));
    Scripts.run(
        tree,
        """
        echo x > f && echo y > g && mkdir -p d && ln -s f l && ln g h
        setfattr -n security.capability -v 0x0100000280ff0a000000000000000000000000fe f
        setfattr -n trusted.bytes -v 0x00ff0a3d00 f
        setfattr -n user.empty f
        setfattr -n user.a=b -v equals f
        setfattr -n user.100% -v percent f
        setfattr -n user.p%3Dq -v escaped f
        setfattr -n user.with/slash -v slash f
        setfattr -n "$(printf 'user.caf\\351')" -v latin f
        setfattr -n user.long -v "$(head -c 2500 /dev/zero | tr '\\0' x)" d
        setfattr -h -n trusted.link -v 1 l
        setfacl -m u:1234:rw,u:12345:x,g:4321:r,m:rx g
        setfacl -m g:77:rwx d && setfacl -d -m u:99:rwx d && mkdir d/inherits && touch d/file
        find . -exec touch -hd @1500000000 {} +
        """);
  }

  private void assertSameAfter(String command) throws Exception {
    Scripts.run(shared.resolve("tree"), "LC_ALL=C.UTF-8 " + command + " -cf ../archive.tar .");
    TreeListing.assertSame(
        TreeListing.ofFolder(shared.resolve("tree"), temp),
        ArchiveTrees.list(shared.resolve("archive.tar")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tar --numeric-owner --acls --xattrs --xattrs-include='*'",
        "tar --xattrs --xattrs-include='*'",
        "tar --numeric-owner --acls --xattrs --xattrs-include='*' --xattrs-exclude='system.*'",
        "bsdtar --format=pax --xattrs --acls",
        "bsdtar --format=pax --xattrs --acls --options xattrheader=LIBARCHIVE",
      })
  void everyProgram(String command) throws Exception {
    assertSameAfter(command);
  }

  @Test
  void namesInAccessControlListsAreRefused() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("named"));
    Scripts.run(tree, "touch f && setfacl -m u:daemon:rw f && tar --acls -cf ../named.tar f");
    SourceException e =
        assertThrows(SourceException.class, () -> ArchiveTrees.list(temp.resolve("named.tar")));
    String message = String.valueOf(e.getMessage());
    assertTrue(
        message.endsWith(
            ": f: its access control list names daemon, which has no number; make the archive"
                + " with tar --xattrs --xattrs-include=*"),
        message);
  }

  @Test
  void labelOfSelinux() throws Exception {
    assertEquals(
        List.of("security.selinux=" + hex("system_u:object_r:etc_t:s0\0")),
        xattrs("RHT.security.selinux", "system_u:object_r:etc_t:s0"));
    assertEquals(
        List.of("security.selinux=" + hex("own\0")),
        xattrs("RHT.security.selinux", "other", "SCHILY.xattr.security.selinux", "own\0"));
  }

  @Test
  void whichOfSeveralCounts() throws Exception {
    assertEquals(
        List.of("user.a=" + hex("b64")),
        xattrs("SCHILY.xattr.user.a", "plain", "LIBARCHIVE.xattr.user.a", "YjY0"));
    assertEquals(List.of(), xattrs("SCHILY.acl.access", "user::rwx,group::r-x,other::---"));
    assertEquals(List.of("user.%zz=" + hex("x")), xattrs("LIBARCHIVE.xattr.user.%25zz", "eA=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SCHILY.xattr.",
        "SCHILY.xattr.user.z\0z",
        "LIBARCHIVE.xattr.user.%zz",
        "LIBARCHIVE.xattr.user.%+1",
        "LIBARCHIVE.xattr.user.%00",
        "SCHILY.acl.access",
      })
  void whatCannotBe(String key) {
    String value = key.startsWith("SCHILY.acl") ? "user:x" : "!!!";
    SourceException e = assertThrows(SourceException.class, () -> xattrs(key, value));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("-: f: "), message);
  }

  @Test
  void tooLong() {
    String name = "SCHILY.xattr." + "n".repeat(256);
    assertThrows(SourceException.class, () -> xattrs(name, "x"));
    assertThrows(SourceException.class, () -> xattrs("SCHILY.xattr.user.a", "x".repeat(65537)));
  }

  private static List<String> xattrs(String... records) throws Exception {
    byte[] archive = new TarMaker().pax(records).file("f", "x").finish();
    List<String> lines = new ArrayList<>();
    for (Xattrs.Xattr xattr :
        ArchiveTrees.at(ArchiveTrees.read(archive), "f").attributes().xattrs().list()) {
      lines.add(
          new String(xattr.name(), java.nio.charset.StandardCharsets.ISO_8859_1)
              + "="
              + HexFormat.of().formatHex(xattr.value()));
    }
    return lines;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(TarMaker.latin1(text));
  }
}
