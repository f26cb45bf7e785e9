package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.builder.SourceException;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.TarMaker;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which image of a layout or an archive is taken: by tag, digest and platform. */
final class OciChoiceTest {
  @TempDir Path temp;

  private static byte[] only(String file) {
    return new TarMaker().folder("./").file(file, file).finish();
  }

  private void assertHas(String file, String reference, String platform) throws Exception {
    assertEquals(
        "[., ./" + file + "]",
        ArchiveTrees.listImage(temp + "/" + reference, platform).keySet().toString());
  }

  private void assertRefused(String message, String reference, String platform) {
    SourceException e =
        assertThrows(
            SourceException.class, () -> ArchiveTrees.listImage(temp + "/" + reference, platform));
    String path = temp + "/" + reference.replaceAll("[:@].*", "");
    assertEquals(path + ": " + message, e.getMessage());
  }

  private void assertMissing(String reason, String reference) {
    NoSuchFileException e =
        assertThrows(
            NoSuchFileException.class,
            () -> ArchiveTrees.listImage(temp + "/" + reference, "linux/amd64"));
    assertEquals(temp + "/" + reference.replaceAll("[:@].*", ""), e.getFile());
    assertEquals(reason, e.getReason());
  }

  private ImageMaker image(String name) throws Exception {
    return new ImageMaker(temp.resolve(name));
  }

  @Test
  void platformsInNestedIndexes() throws Exception {
    ImageMaker m = image("i");
    String inner =
        m.blob(
            ImageMaker.INDEX,
            ImageMaker.utf8(
                ImageMaker.indexOf(
                    m.image("arm", ImageMaker.platform("arm", "v6"), only("v6")),
                    m.image("arm", ImageMaker.platform("arm", "v7"), only("v7")),
                    m.image("riscv64", "", only("riscv")))),
            "");
    String outer =
        m.blob(
            ImageMaker.INDEX,
            ImageMaker.utf8(
                ImageMaker.indexOf(
                    m.image("unknown", ImageMaker.platform("unknown", ""), only("attestation")),
                    m.image("arm64", ImageMaker.platform("arm64", "v8"), only("arm64")),
                    inner,
                    m.image("amd64", ImageMaker.platform("amd64", ""), only("amd64")))),
            ImageMaker.named("v1"));
    m.index(outer);
    assertHas("amd64", "i:v1", "linux/amd64");
    assertHas("arm64", "i", "linux/arm64");
    assertHas("v6", "i", "linux/arm");
    assertHas("v7", "i", "linux/arm/v7");
    assertHas("riscv", "i", "linux/riscv64");
    assertRefused(
        "the image is not for linux/s390x but for linux/unknown, linux/arm64/v8, linux/arm/v6,"
            + " linux/arm/v7, linux/riscv64, linux/amd64; choose with --platform",
        "i",
        "linux/s390x");
  }

  @Test
  void oneImageOfAnotherPlatform() throws Exception {
    ImageMaker m = image("i");
    m.index(m.image("arm64", ImageMaker.named("v1"), only("f")));
    assertRefused(
        "the image is not for linux/amd64 but for linux/arm64; choose with --platform",
        "i:v1",
        "linux/amd64");
    assertHas("f", "i:v1", "linux/arm64");
    assertHas("f", "i:v1", "linux/arm64/v8");
  }

  @Test
  void tags() throws Exception {
    ImageMaker m = image("i");
    String one = m.image("amd64", ImageMaker.named("one"), only("1"));
    m.index(one, m.image("amd64", ImageMaker.named("host/name:two"), only("2")));
    assertHas("1", "i:one", "linux/amd64");
    assertHas("2", "i:two", "linux/amd64");
    assertHas("2", "i:name:two", "linux/amd64");
    String digest = one.replaceAll(".*\"digest\":\"([^\"]*)\".*", "$1");
    assertHas("1", "i@" + digest, "linux/amd64");
    assertRefused("several images; name one as LAYOUT:TAG: one, host/name:two", "i", "linux/amd64");
    assertMissing("no image has the name three; there are one, host/name:two", "i:three");
    m.index();
    assertRefused("the layout has no image", "i", "linux/amd64");
    assertMissing("no image has the name x; none has any", "i:x");
  }

  @Test
  void oneImageOfTwoNames() throws Exception {
    ImageMaker m = image("i");
    byte[] layer = only("f");
    m.index(
        m.image("amd64", ImageMaker.named("latest"), layer),
        m.image("amd64", ImageMaker.named("v1"), layer));
    assertHas("f", "i", "linux/amd64");
  }

  /** Before Docker 25: a folder a layer, and links where two are the same. */
  @Test
  void dockerSaveOfOld() throws Exception {
    byte[] lower = only("f");
    byte[] upper = new TarMaker().folder("./").file(".wh.f", "").file("g", "").finish();
    String config = ImageMaker.config("amd64", lower, upper, lower);
    String name = ImageMaker.sha256(ImageMaker.utf8(config)) + ".json";
    Path folder = Files.createDirectories(temp.resolve("saved"));
    for (String layer : new String[] {"1", "2", "3"}) {
      Files.createDirectories(folder.resolve(layer));
      Files.writeString(folder.resolve(layer).resolve("VERSION"), "1.0");
    }
    Files.write(folder.resolve("1/layer.tar"), lower);
    Files.write(folder.resolve("2/layer.tar"), upper);
    Files.createSymbolicLink(folder.resolve("3/layer.tar"), Path.of("../1/layer.tar"));
    Files.writeString(folder.resolve(name), config);
    Files.writeString(
        folder.resolve("manifest.json"),
        """
        [{"Config":"%s","RepoTags":["repo/name:v1"],"Layers":["1/layer.tar","2/layer.tar","3/layer.tar"]}]
        """
            .formatted(name));
    Scripts.run(
        folder, "tar -cf ../saved.tar * && skopeo copy -q docker-archive:../saved.tar oci:../o:v");
    String expected = ArchiveTrees.listImage(temp.resolve("o").toString()).toString();
    assertEquals(expected, ArchiveTrees.listImage(temp + "/saved.tar").toString());
    assertEquals(expected, ArchiveTrees.listImage(temp + "/saved.tar:repo/name:v1").toString());
    assertMissing("no image has the name v2; there are repo/name:v1", "saved.tar:v2");
    assertRefused(
        "the image is not for linux/arm64 but for linux/amd64; choose with --platform",
        "saved.tar",
        "linux/arm64");
    Files.write(folder.resolve("2/layer.tar"), lower);
    SourceException e =
        assertThrows(SourceException.class, () -> ArchiveTrees.listImage(folder.toString()));
    assertEquals(
        "%s: the unpacked layer 2 (2/layer.tar) does not have the digest sha256:%s"
            .formatted(folder, ImageMaker.sha256(upper)),
        e.getMessage());
  }

  /** Since Docker 25: an OCI layout that has a manifest.json as well. */
  @Test
  void dockerSaveOfToday() throws Exception {
    ImageMaker m = image("saved");
    byte[] layer = only("f");
    m.index(
        m.image(
            "amd64",
            ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/name:v1\","
                + "\"org.opencontainers.image.ref.name\":\"v1\"}",
            layer));
    String config = ImageMaker.sha256(ImageMaker.utf8(ImageMaker.config("amd64", layer)));
    Files.writeString(
        m.folder().resolve("manifest.json"),
        """
        [{"Config":"blobs/sha256/%s","RepoTags":["name:v1"],"Layers":["blobs/sha256/%s"]}]
        """
            .formatted(config, ImageMaker.sha256(layer)));
    Scripts.run(m.folder(), "tar -cf ../saved.tar *");
    for (String tag : new String[] {"", ":v1", ":name:v1", ":docker.io/library/name:v1"}) {
      assertHas("f", "saved.tar" + tag, "linux/amd64");
    }
    Files.delete(m.folder().resolve("index.json"));
    assertHas("f", "saved:name:v1", "linux/amd64");
  }
}
