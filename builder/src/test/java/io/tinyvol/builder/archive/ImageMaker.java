package io.tinyvol.builder.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Makes OCI layouts in a folder, sound ones and others. */
final class ImageMaker {
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final Path folder;

  ImageMaker(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("blobs/sha256"));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  Path folder() {
    return folder;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Stores a blob; the result describes it, with {@code more} as further JSON of the descriptor.
   */
  String blob(String mediaType, byte[] bytes, String more) throws IOException {
    Files.write(blobFile(sha256(bytes)), bytes);
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d%s}"
        .formatted(mediaType, sha256(bytes), bytes.length, more);
  }

  Path blobFile(String hex) {
    return folder.resolve("blobs/sha256").resolve(hex);
  }

  static String named(String tag) {
    return ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag + "\"}";
  }

  static String platform(String architecture, String variant) {
    return ",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\",\"variant\":\"%s\"}"
        .formatted(architecture, variant);
  }

  static String config(String architecture, byte[]... layers) {
    List<String> digests = new ArrayList<>();
    for (byte[] layer : layers) {
      digests.add("\"sha256:" + sha256(layer) + "\"");
    }
    return "{\"os\":\"linux\",\"architecture\":\"%s\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
        .formatted(architecture, String.join(",", digests));
  }

  /** An image of these tars; the result describes its manifest. */
  String image(String architecture, String more, byte[]... layers) throws IOException {
    List<String> described = new ArrayList<>();
    for (byte[] layer : layers) {
      described.add(blob(LAYER, layer, ""));
    }
    return manifest(config(architecture, layers), described, more);
  }

  String manifest(String config, List<String> layers, String more) throws IOException {
    String described = blob(CONFIG, utf8(config), "");
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MANIFEST, described, String.join(",", layers));
    return blob(MANIFEST, utf8(manifest), more);
  }

  static String indexOf(String... descriptors) {
    return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}";
  }

  /** Writes what the layout starts with. */
  ImageMaker index(String... descriptors) throws IOException {
    Files.writeString(folder.resolve("index.json"), indexOf(descriptors));
    return this;
  }
}
