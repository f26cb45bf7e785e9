package io.tinyvol.oci;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an image is: {@code LAYOUT}, {@code LAYOUT:TAG}, {@code LAYOUT:NAME:TAG} or {@code
 * LAYOUT@DIGEST}.
 *
 * @param path the folder or archive
 * @param tag which image in it, as {@link OciImage#open} takes it, or null
 */
public record OciReference(Path path, @Nullable String tag) {
  /** Reads a reference; the path is the shortest up to a separator that exists. */
  public static OciReference parse(String text) {
    if (!Files.exists(Path.of(text))) {
      for (int i = 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if ((c == ':' || c == '@') && Files.exists(Path.of(text.substring(0, i)))) {
          String tag = text.substring(c == ':' ? i + 1 : i);
          return new OciReference(Path.of(text.substring(0, i)), tag.isEmpty() ? null : tag);
        }
      }
    }
    return new OciReference(Path.of(text), null);
  }
}
