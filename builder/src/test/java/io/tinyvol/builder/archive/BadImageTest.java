package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.SourceException;
import io.tinyvol.cas.Trials;
import io.tinyvol.testing.TarMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that are damaged, hostile or of kinds that are not read end in messages that say where.
 */
final class BadImageTest {
  private static final String ZEROS = "0".repeat(64);

  private final byte[] lower = new TarMaker().folder("./").file("f", "one").finish();
  private final byte[] upper = new TarMaker().folder("./").file("g", "two").finish();
  private final String config = ImageMaker.config("amd64", lower, upper);

  @TempDir Path temp;
  private ImageMaker maker;

  @BeforeEach
  void make() throws Exception {
    maker = new ImageMaker(temp.resolve("image"));
    maker.index(maker.image("amd64", "", lower, upper));
  }

  private void assertRefused(String message) {
    SourceException e =
        assertThrows(
            SourceException.class, () -> ArchiveTrees.listImage(maker.folder().toString()));
    String found = String.valueOf(e.getMessage());
    assertTrue(found.startsWith(maker.folder() + ": "), found);
    assertTrue(found.contains(message), found);
    assertTrue(found.length() < 600, found);
  }

  private static String layerTwo(byte[] bytes) {
    return "layer 2 (sha256:" + ImageMaker.sha256(bytes) + ")";
  }

  private void replaceLayerTwo(String descriptor) throws Exception {
    String one = maker.blob(ImageMaker.LAYER, lower, "");
    maker.index(maker.manifest(config, List.of(one, descriptor), ""));
  }

  @Test
  void damagedLayer() throws Exception {
    Path blob = maker.blobFile(ImageMaker.sha256(upper));
    byte[] damaged = upper.clone();
    damaged[512 + 512] ^= 1;
    Files.write(blob, damaged);
    assertRefused(layerTwo(upper) + " does not have the digest sha256:");
    Files.write(blob, java.util.Arrays.copyOf(upper, upper.length - 512));
    assertRefused(layerTwo(upper) + " has ");
    Files.write(blob, java.util.Arrays.copyOf(upper, upper.length + 512));
    assertRefused(layerTwo(upper) + " has more than the " + upper.length + " bytes");
    Files.delete(blob);
    assertRefused(layerTwo(upper) + " is missing");
  }

  @Test
  void whatTheConfigurationSaysOfTheContent() throws Exception {
    String one = maker.blob(ImageMaker.LAYER, lower, "");
    String two = maker.blob(ImageMaker.LAYER, upper, "");
    maker.index(maker.manifest(ImageMaker.config("amd64", lower, lower), List.of(one, two), ""));
    assertRefused("the unpacked " + layerTwo(upper) + " does not have the digest");
    maker.index(maker.manifest(ImageMaker.config("amd64", lower), List.of(one, two), ""));
    assertRefused("the manifest has 2 layers, and the configuration 1");
    maker.index(maker.manifest("{}", List.of(one, two), ""));
    assertRefused("is no configuration of an image of files");
  }

  @Test
  void layersThatAreNoTars() throws Exception {
    byte[] noise = new byte[2000];
    new Random(1).nextBytes(noise);
    String one = maker.blob(ImageMaker.LAYER, noise, "");
    maker.index(maker.manifest(ImageMaker.config("amd64", noise), List.of(one), ""));
    assertRefused("layer 1 (sha256:" + ImageMaker.sha256(noise) + "): a damaged header");
    byte[] outside = new TarMaker().file("../f", "").finish();
    maker.index(maker.image("amd64", "", outside));
    assertRefused("): ../f: its name has '..'");
    maker.index(maker.image("amd64", "", new TarMaker().file("big", "").finish(), bomb()));
    assertRefused("it unpacks to more than 8388608 bytes; allow more with --max-unpacked SIZE");
  }

  private static byte[] bomb() {
    return new TarMaker().header('0', "f", "", 9 << 20).content(new byte[9 << 20]).finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip= is foreign",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip= is foreign",
        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted= is encrypted",
        "application/x-squashfs= has the unknown media type application/x-squashfs",
        "= has the unknown media type ",
      })
  void layersOfOtherKinds(String typeAndMessage) throws Exception {
    String[] parts = typeAndMessage.split("=", -1);
    replaceLayerTwo(maker.blob(parts[0], upper, ",\"urls\":[\"https://127.0.0.1/x\"]"));
    assertRefused(layerTwo(upper) + parts[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:../../../etc/passwd",
        "sha256:..",
        "sha256:",
        "",
        "../../x",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:" + "ZZ",
        "sha256:/etc/passwd",
      })
  void digestsThatArePaths(String digest) throws Exception {
    String descriptor =
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
            .formatted(ImageMaker.LAYER, digest, upper.length);
    replaceLayerTwo(descriptor);
    assertRefused("not a digest that is known: " + digest);
    maker.index(descriptor.replace(ImageMaker.LAYER, ImageMaker.MANIFEST));
    assertRefused("not a digest that is known: " + digest);
  }

  /** A link may lead anywhere, but what is there has to have the digest. */
  @Test
  void blobsThatAreLinks() throws Exception {
    Path blob = maker.blobFile(ImageMaker.sha256(upper));
    Files.delete(blob);
    Files.createSymbolicLink(blob, Path.of("/etc/passwd"));
    assertRefused(layerTwo(upper));
    Files.delete(blob);
    Files.createSymbolicLink(blob, Path.of("/dev/zero"));
    assertRefused(layerTwo(upper) + " is missing");
  }

  @Test
  void hugeSizes() throws Exception {
    String layer =
        "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
            .formatted(ImageMaker.LAYER, ImageMaker.sha256(lower), Long.MAX_VALUE);
    maker.index(maker.manifest(config, List.of(layer, layer), ""));
    assertRefused(" bytes, and should have " + Long.MAX_VALUE);
    maker.index(layer.replace(ImageMaker.LAYER, ImageMaker.MANIFEST));
    assertRefused(" has " + Long.MAX_VALUE + " bytes, and ");
    replaceLayerTwo(layer.replace("" + Long.MAX_VALUE, "-1"));
    assertRefused("a blob of -1 bytes");
  }

  @Test
  void indexesThatAreNone() throws Exception {
    List<String> hostile = new ArrayList<>();
    hostile.add("");
    hostile.add("[".repeat(100_000));
    hostile.add("{\"manifests\":".repeat(50_000));
    hostile.add("[" + "0,".repeat(300_000) + "0]");
    hostile.add("{\"manifests\":[" + "{},".repeat(100) + "{}]}");
    hostile.add("{\"manifests\":[null]}");
    hostile.add("{\"manifests\":[[]]}");
    hostile.add("{\"manifests\":{}}");
    hostile.add("{\"manifests\":\"x\"}");
    hostile.add("{\"manifests\":[{\"mediaType\":7}]}");
    hostile.add("{\"manifests\":[{\"size\":1e400}]}");
    hostile.add("{\"manifests\":[{\"size\":" + "9".repeat(5000) + "}]}");
    hostile.add("{\"manifests\":[{\"digest\":null,\"size\":1}]}");
    hostile.add("{\"manifests\":[{\"digest\":\"sha256:" + ZEROS + "\",\"size\":\"1\"}]}");
    hostile.add("{} {}");
    hostile.add("{\"a\":1,\"a\":2}");
    hostile.add("\"" + "x".repeat(5 << 20) + "\"");
    hostile.add("\u0000\u0001");
    hostile.add("null");
    hostile.add("7");
    for (String index : hostile) {
      Files.writeString(maker.folder().resolve("index.json"), index);
      assertRefused("");
    }
  }

  @Test
  void indexesInOneAnother() throws Exception {
    String inner = maker.image("amd64", "", lower);
    for (int i = 0; i < 12; i++) {
      inner = maker.blob(ImageMaker.INDEX, ImageMaker.utf8(ImageMaker.indexOf(inner)), "");
    }
    maker.index(inner);
    assertRefused("the layout has too many indexes in one another");
    Files.writeString(maker.folder().resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0\"}");
    assertRefused("an OCI layout of the unknown version 2.0");
  }

  @Test
  void anyDamageEndsInOneOfTwoWays() throws Exception {
    List<Path> files;
    try (var all = Files.walk(maker.folder())) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<byte[]> sound = new ArrayList<>();
    for (Path file : files) {
      sound.add(Files.readAllBytes(file));
    }
    String expected = ArchiveTrees.listImage(maker.folder().toString()).toString();
    Trials.run(
        300,
        random -> {
          int which = random.nextInt(files.size());
          Files.write(files.get(which), damaged(sound.get(which), random));
          try {
            String found = ArchiveTrees.listImage(maker.folder().toString()).toString();
            assertTrue(found.equals(expected), found);
          } catch (SourceException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 600, e::toString);
          } finally {
            Files.write(files.get(which), sound.get(which));
          }
        });
  }

  private static byte[] damaged(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(2 * bytes.length))
        : bytes;
  }

  /** With digests that fit again: what is checked is what is read. */
  @Test
  void anyDamageThatIsSigned() {
    Trials.run(
        200,
        random -> {
          ImageMaker other = new ImageMaker(temp.resolve("signed"));
          String layers = other.blob(ImageMaker.LAYER, lower, "");
          String sound =
              "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                  .formatted(
                      other.blob(
                          ImageMaker.CONFIG,
                          mutated(ImageMaker.config("amd64", lower), random),
                          ""),
                      layers);
          other.index(other.blob(ImageMaker.MANIFEST, mutated(sound, random), ""));
          try {
            ArchiveTrees.listImage(other.folder().toString());
          } catch (SourceException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 800, e::toString);
          }
        });
  }

  private static byte[] mutated(String json, Random random) {
    if (random.nextInt(3) == 0) {
      return ImageMaker.utf8(json);
    }
    String[] values = {"null", "[]", "{}", "-1", "1e99", "\"\"", "[[]]", "true", "\"../x\""};
    String value = values[random.nextInt(values.length)];
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < json.length(); i++) {
      if (json.charAt(i) == ':' || json.charAt(i) == '[') {
        starts.add(i + 1);
      }
    }
    int start = starts.get(random.nextInt(starts.size()));
    int end = start;
    while (end < json.length() && ",]}".indexOf(json.charAt(end)) < 0) {
      end++;
    }
    return ImageMaker.utf8(json.substring(0, start) + value + json.substring(end));
  }
}
