package io.tinyvol.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An OCI image layout: finds the image in it that is wanted. */
final class ImageLayout {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_INDEXES = 1000;

  private final ImageFiles files;
  private int indexes;

  ImageLayout(ImageFiles files) {
    this.files = files;
  }

  /** A manifest, and the configuration that it names. */
  private record Manifest(JsonValue json, ImageConfig config) {}

  List<Layer> layers(@Nullable String tag, Platform wanted) throws IOException {
    checkVersion();
    JsonValue index = JsonValue.parse(files.read("index.json"), "index.json");
    List<Descriptor> named = named(descriptors(index), tag);
    List<Descriptor> manifests = new ArrayList<>();
    collect(named, 0, new HashSet<>(), manifests);
    List<String> others = new ArrayList<>();
    for (Descriptor descriptor : manifests) {
      Platform said = descriptor.platform();
      if (said != null && !wanted.accepts(said)) {
        others.add(said.toString());
        continue;
      }
      Manifest manifest = manifest(descriptor);
      Platform platform = said == null ? manifest.config().platform() : said;
      if (wanted.accepts(platform)) {
        return layers(manifest);
      }
      others.add(platform.toString());
    }
    throw new OciException(
        others.isEmpty()
            ? "the layout has no image"
            : "the image is not for %s but for %s; choose with --platform"
                .formatted(wanted, Shown.list(others)));
  }

  private void checkVersion() throws IOException {
    String version =
        JsonValue.parse(files.read("oci-layout"), "oci-layout").get("imageLayoutVersion").text();
    if (!version.startsWith("1.")) {
      throw new OciException("an OCI layout of the unknown version " + Shown.text(version));
    }
  }

  private static List<Descriptor> descriptors(JsonValue index) throws OciException {
    List<Descriptor> descriptors = new ArrayList<>();
    for (JsonValue item : index.items("manifests")) {
      descriptors.add(Descriptor.of(item));
    }
    return descriptors;
  }

  /** What has the tag; or everything, where all is the same image. */
  private static List<Descriptor> named(List<Descriptor> all, @Nullable String tag)
      throws OciException {
    List<String> names = all.stream().flatMap(d -> d.names().stream()).toList();
    List<Descriptor> found = all;
    if (tag != null) {
      found =
          tag.startsWith("@")
              ? all.stream().filter(d -> tag.equals("@" + d.digest())).toList()
              : ImageNames.find(all, Descriptor::names, tag);
      if (found.isEmpty()) {
        throw ImageNames.missing(tag, names);
      }
    }
    // One image for several platforms may be several manifests of one name.
    Map<List<String>, Set<BlobDigest>> images = new HashMap<>();
    found.forEach(d -> images.computeIfAbsent(d.names(), _ -> new HashSet<>()).add(d.digest()));
    if (Set.copyOf(images.values()).size() > 1) {
      throw ImageNames.several(names);
    }
    return found;
  }

  /** All manifests that indexes lead to, in their order. */
  private void collect(
      List<Descriptor> descriptors, int depth, Set<BlobDigest> seen, List<Descriptor> manifests)
      throws IOException {
    for (Descriptor descriptor : descriptors) {
      if (!seen.add(descriptor.digest())) {
        continue;
      }
      if (descriptor.isManifest()) {
        manifests.add(descriptor);
      } else if (descriptor.isIndex()) {
        if (depth == MAX_DEPTH || ++indexes > MAX_INDEXES) {
          throw new OciException("the layout has too many indexes in one another");
        }
        JsonValue index = JsonValue.parse(blob(descriptor), "index " + descriptor.digest());
        collect(descriptors(index), depth + 1, seen, manifests);
      }
    }
  }

  private Manifest manifest(Descriptor descriptor) throws IOException {
    String where = "manifest " + descriptor.digest();
    JsonValue json = JsonValue.parse(blob(descriptor), where);
    Descriptor config = Descriptor.of(json.get("config"));
    return new Manifest(json, ImageConfig.parse(blob(config), "configuration " + config.digest()));
  }

  private List<Layer> layers(Manifest manifest) throws IOException {
    List<JsonValue> items = manifest.json().items("layers");
    manifest.config().checkLayers(items.size());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Descriptor layer = Descriptor.of(items.get(i));
      String name = "layer " + (i + 1) + " (" + layer.digest() + ")";
      LayerTypes.check(layer.mediaType(), name);
      String file = layer.digest().path();
      if (!files.has(file)) {
        throw new OciException(name + " is missing");
      }
      layers.add(
          new Layer(
              files,
              file,
              i + 1,
              layer.digest(),
              layer.sizeBytes(),
              manifest.config().contentDigests().get(i)));
    }
    return layers;
  }

  /** A small blob, verified. */
  private byte[] blob(Descriptor descriptor) throws IOException {
    String what = "blob " + descriptor.digest();
    if (descriptor.sizeBytes() > JsonValue.MAX_BYTES) {
      throw new OciException(
          "%s has %d bytes, and %d are possible"
              .formatted(what, descriptor.sizeBytes(), JsonValue.MAX_BYTES));
    }
    if (!files.has(descriptor.digest().path())) {
      throw new OciException(what + " is missing");
    }
    try (InputStream in =
        new VerifiedStream(
            files.open(descriptor.digest().path()),
            what,
            descriptor.digest(),
            descriptor.sizeBytes())) {
      return in.readAllBytes();
    }
  }
}
