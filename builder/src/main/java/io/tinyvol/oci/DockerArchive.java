package io.tinyvol.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docker save} writes: {@code manifest.json} names each image's configuration and
 * layers. Layers are verified by the digests of their content, which the configuration has.
 */
final class DockerArchive {
  /** The configuration's name tells its digest. */
  private static final Pattern CONFIG =
      Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");

  private final ImageFiles files;

  DockerArchive(ImageFiles files) {
    this.files = files;
  }

  List<Layer> layers(@Nullable String tag, Platform wanted) throws IOException {
    JsonValue image = choose(tag);
    ImageConfig config = config(image.get("Config").text());
    if (!wanted.accepts(config.platform())) {
      throw new OciException(
          "the image is not for %s but for %s; choose with --platform"
              .formatted(wanted, Shown.text(config.platform().toString())));
    }
    List<JsonValue> items = image.items("Layers");
    config.checkLayers(items.size());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String file = items.get(i).text();
      if (!files.has(file)) {
        throw new OciException("layer %d (%s) is missing".formatted(i + 1, Shown.text(file)));
      }
      layers.add(
          new Layer(
              files, file, i + 1, null, files.sizeBytes(file), config.contentDigests().get(i)));
    }
    return layers;
  }

  /** An image of {@code manifest.json}. */
  private record Saved(JsonValue json, List<String> names, String config) {}

  private JsonValue choose(@Nullable String tag) throws IOException {
    List<Saved> images = new ArrayList<>();
    for (JsonValue json : JsonValue.parse(files.read("manifest.json"), "manifest.json").items()) {
      List<String> names = new ArrayList<>();
      for (JsonValue name : json.items("RepoTags")) {
        names.add(name.text());
      }
      images.add(new Saved(json, names, json.get("Config").text()));
    }
    if (images.isEmpty()) {
      throw new OciException("the archive has no image");
    }
    List<Saved> found = tag == null ? images : find(images, tag);
    List<String> names = images.stream().flatMap(image -> image.names().stream()).toList();
    if (found.isEmpty() && tag != null) {
      throw ImageNames.missing(tag, names);
    }
    if (found.size() > 1) {
      throw ImageNames.several(names);
    }
    return found.getFirst().json();
  }

  /** Docker calls the digest of its configuration that of an image. */
  private static List<Saved> find(List<Saved> images, String tag) throws OciException {
    if (!tag.startsWith("@")) {
      return ImageNames.find(images, Saved::names, tag);
    }
    List<Saved> found = new ArrayList<>();
    for (Saved image : images) {
      if (tag.equals("@" + digestIn(image.config()))) {
        found.add(image);
      }
    }
    return found;
  }

  private static @Nullable BlobDigest digestIn(String name) throws OciException {
    Matcher matcher = CONFIG.matcher(name);
    return matcher.matches() ? BlobDigest.parse("sha256:" + matcher.group(1)) : null;
  }

  private ImageConfig config(String name) throws IOException {
    byte[] bytes = files.read(name);
    BlobDigest digest = digestIn(name);
    String what = "configuration " + Shown.text(name);
    if (digest == null) {
      throw new OciException(what + " is not named by its digest");
    }
    try (InputStream in =
        new VerifiedStream(new ByteArrayInputStream(bytes), what, digest, bytes.length)) {
      in.readAllBytes();
    }
    return ImageConfig.parse(bytes, what);
  }
}
