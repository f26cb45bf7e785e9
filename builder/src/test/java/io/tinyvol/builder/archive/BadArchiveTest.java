package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.Trials;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Archives that cannot become a tree: each is refused with a message that names the entry. */
final class BadArchiveTest {
  private static final ArchiveOptions SMALL = new ArchiveOptions(1 << 20, true, Exclusions.NONE);

  private static Folder read(byte[] archive, ArchiveOptions options) throws IOException {
    try (IngestSession session = new MemoryContentStore().newSession("a test")) {
      return TarSource.read(
          new ByteArrayInputStream(archive), "-", options, session, 64 << 10, Progress.NONE);
    }
  }

  private static void assertRefused(String message, byte[] archive) {
    assertRefused(message, archive, SMALL);
  }

  private static void assertRefused(String message, byte[] archive, ArchiveOptions options) {
    SourceException e = assertThrows(SourceException.class, () -> read(archive, options));
    assertEquals("-: " + message, e.getMessage());
  }

  private static byte[] tar(UnaryOperator<TarMaker> entries) {
    return entries.apply(new TarMaker()).finish();
  }

  @Test
  void namesThatLeadOut() {
    assertRefused(
        "a/../../b: its name has '..', which could lead out of the root",
        tar(t -> t.file("a/../../b", "")));
    assertRefused(
        "/etc/passwd: its name is absolute; make the archive with relative names",
        tar(t -> t.file("/etc/passwd", "")));
    assertRefused("an entry without a name", tar(t -> t.file("", "")));
    assertTooLong("a name of 256 bytes, not of 1 to 255", "n".repeat(256));
    assertTooLong("its name is longer than 4096 bytes", "n/".repeat(2049));
    assertRefused(
        "a\\x00b: no name has a slash or a zero: a\\x00b",
        tar(t -> t.pax("path", "a\0b").file("x", "")));
  }

  private static void assertTooLong(String message, String name) {
    byte[] archive = tar(t -> t.pax("path", name).file("x", ""));
    Exception e = assertThrows(SourceException.class, () -> read(archive, SMALL));
    assertTrue(e.toString().contains(message), e.toString());
  }

  @Test
  void linksThatLeadOutOrRound() {
    assertRefused(
        "l/file: a link among its folders leads out of the root",
        tar(t -> t.symlink("l", "../../tmp").file("l/file", "")));
    assertRefused(
        "a/file: a loop of links among its folders",
        tar(t -> t.symlink("a", "b").symlink("b", "a").file("a/file", "")));
    assertRefused("h: a link to missing, which is not there", tar(t -> t.link("h", "missing")));
    assertRefused("h: a link to a folder, d", tar(t -> t.folder("d").link("h", "d")));
    assertRefused(
        "h: a link to ../x: its name has '..', which could lead out of the root",
        tar(t -> t.link("h", "../x")));
    assertRefused(
        "h: a link to /etc/shadow: its name is absolute; make the archive with relative names",
        tar(t -> t.link("h", "/etc/shadow")));
  }

  @Test
  void linksThatStayWithinAreFollowed() throws IOException {
    Folder root = read(tar(t -> t.folder("d").symlink("l", "/d/../d").file("l/f", "x")), SMALL);
    assertTrue(root.child(name("d")) instanceof Folder d && d.child(name("f")) != null);
  }

  private static FileName name(String text) {
    return FileName.of(TarMaker.latin1(text));
  }

  @Test
  void namesThatComeTwice() throws IOException {
    assertRefused(
        "./a//f: the archive has it twice", tar(t -> t.file("a/f", "1").file("./a//f", "2")));
    assertRefused("a: the archive has it twice", tar(t -> t.file("a/f", "").file("a", "")));
    assertRefused("a: the archive has it twice", tar(t -> t.file("a", "").folder("a")));
    assertRefused(
        "a/b: it lies below a, which is no folder", tar(t -> t.file("a", "").file("a/b", "")));
    read(tar(t -> t.file("a/f", "").folder("a").folder("a/").folder("./")), SMALL);
  }

  @Test
  void devices() throws IOException {
    byte[] archive = tar(t -> t.header('3', "dev/null", "", 0, 1, 3));
    read(archive, SMALL);
    assertRefused(
        "dev/null: a device, which --no-devices does not permit",
        archive,
        new ArchiveOptions(1 << 20, false, Exclusions.NONE));
    assertRefused("d: not a device's number: 4096:0", tar(t -> t.header('4', "d", "", 0, 4096, 0)));
  }

  @Test
  void sizesThatLie() {
    assertRefused(
        "f: the archive ends in the middle of it",
        new TarMaker().header('0', "f", "", 1 << 30).content(new byte[512]).unfinished());
    assertRefused(
        "f: a file of 17592186040321 bytes, and 17592186040320 are possible",
        tar(t -> t.pax("GNU.sparse.size", "17592186040321", "GNU.sparse.map", "").file("f", "")));
    assertRefused(
        "f: a sparse file of 10 bytes of data, of which the archive has 3",
        tar(t -> t.pax("GNU.sparse.size", "99", "GNU.sparse.map", "0,10").file("f", "abc")));
    assertRefused(
        "f: a sparse file with data behind its end",
        tar(t -> t.pax("GNU.sparse.size", "2", "GNU.sparse.map", "0,3").file("f", "abc")));
    assertRefused(
        "pax: a map of a sparse file whose pieces overlap",
        tar(t -> t.pax("GNU.sparse.size", "9", "GNU.sparse.map", "0,2,1,1").file("f", "abc")));
    assertRefused(
        "x: a header of 4194305 bytes, and 4194304 are possible",
        tar(t -> t.header('x', "x", "", (4 << 20) + 1)));
  }

  @Test
  void cutOff() {
    byte[] archive = new TarMaker().file("f", "x".repeat(1000)).unfinished();
    assertRefused(
        "f: the archive ends in the middle of it", Arrays.copyOf(archive, 512 + 512 + 100));
    assertRefused("the archive ends in the middle of a header", Arrays.copyOf(archive, 300));
    assertRefused("it is empty, and no tar archive", new byte[0]);
    assertRefused(
        "the archive ends where an entry is announced",
        new TarMaker().pax("path", "x").unfinished());
    assertRefused(
        "a block of zeros in the middle of the archive, after a",
        new TarMaker().file("a", "").content(new byte[512]).file("b", "").unfinished());
    assertRefused(
        "a damaged header: its checksum is wrong",
        "not a tar".repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void kindsThatAreNotRead() {
    assertRefused(
        "f: the archive has several volumes; join them first", tar(t -> t.header('M', "f", "", 0)));
    assertRefused("f: an entry of the unknown type 'N'", tar(t -> t.header('N', "f", "", 0)));
  }

  @Test
  void compressionThatIsDamagedCutOffOrABomb() throws IOException {
    byte[] plain = tar(t -> t.file("f", "x".repeat(100_000)));
    byte[] packed = gzip(plain);
    read(packed, SMALL);
    assertRefused("the gzip data is cut off", Arrays.copyOf(packed, packed.length - 3));
    byte[] damaged = packed.clone();
    damaged[damaged.length - 6] ^= 1;
    assertRefused("damaged gzip data: its checksum is wrong", damaged);
    byte[] bomb = gzip(new byte[(1 << 20) + 1]);
    assertRefused(
        "it unpacks to more than 1048576 bytes; allow more with --max-unpacked SIZE", bomb);
    assertRefused(
        "bzip2 is not read; unpack it with 'bunzip2' and give the result on standard input",
        TarMaker.latin1("BZh91AY&SY"));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void membersOfGzipAndZerosBehind() throws IOException {
    byte[] plain = tar(t -> t.file("f", "x".repeat(5000)));
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip(Arrays.copyOf(plain, 700)));
    members.writeBytes(gzip(Arrays.copyOfRange(plain, 700, plain.length)));
    members.writeBytes(new byte[1000]);
    assertEquals(1, read(members.toByteArray(), SMALL).children().size());
    members.write(7);
    assertRefused("damaged gzip data: no gzip behind it", members.toByteArray());
  }

  @Test
  void anyDamageEndsInOneOfTwoWays() {
    byte[] sound =
        tar(
            t ->
                t.folder("d")
                    .pax("path", "d/long", "mtime", "-1.5", "SCHILY.xattr.user.x", "\u0001\u00ff")
                    .file("x", "content".repeat(100))
                    .pax("GNU.sparse.size", "99999", "GNU.sparse.map", "0,3,50000,4")
                    .file("s", "abcdefg")
                    .link("h", "d/long")
                    .symlink("l", "d")
                    .file("l/f", "x")
                    .header('3', "n", "", 0, 1, 3));
    Trials.run(
        400,
        random -> {
          byte[] archive = sound.clone();
          for (int i = random.nextInt(4); i >= 0; i--) {
            archive[random.nextInt(archive.length)] ^= (byte) (1 << random.nextInt(8));
          }
          int length = random.nextInt(4) == 0 ? random.nextInt(archive.length) : archive.length;
          byte[] input = Arrays.copyOf(archive, length);
          try {
            read(random.nextBoolean() ? input : withChecksums(input), SMALL);
          } catch (SourceException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 500);
          }
        });
  }

  /** With right checksums in what still looks like a header. */
  private static byte[] withChecksums(byte[] archive) {
    for (int at = 0; at + 512 <= archive.length; at += 512) {
      if (archive[at + 257] == 'u') {
        Arrays.fill(archive, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + 512; i++) {
          sum += archive[i] & 0xff;
        }
        byte[] text = TarMaker.latin1("%06o".formatted(sum));
        System.arraycopy(text, 0, archive, at + 148, text.length);
      }
    }
    return archive;
  }
}
