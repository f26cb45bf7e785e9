package io.tinyvol.oci;

import java.util.List;
import java.util.function.Function;

/** Which image is meant by a name. */
final class ImageNames {
  private ImageNames() {}

  /** Those of {@code images} that have the name, or if none has, whose names end with it. */
  static <T> List<T> find(List<T> images, Function<T, List<String>> names, String tag) {
    List<T> exact = images.stream().filter(i -> names.apply(i).contains(tag)).toList();
    return exact.isEmpty()
        ? images.stream().filter(i -> names.apply(i).stream().anyMatch(n -> ends(n, tag))).toList()
        : exact;
  }

  /** The tag alone, or without the registry that Docker's tools put before. */
  private static boolean ends(String name, String tag) {
    return name.endsWith(":" + tag) || name.endsWith("/" + tag);
  }

  static NoSuchImageException missing(String tag, List<String> names) {
    return new NoSuchImageException(
        names.isEmpty()
            ? "no image has the name " + Shown.text(tag) + "; none has any"
            : "no image has the name %s; there are %s"
                .formatted(Shown.text(tag), Shown.list(names)));
  }

  static OciException several(List<String> names) {
    return new OciException(
        names.isEmpty()
            ? "several images without names; name one as LAYOUT:@DIGEST"
            : "several images; name one as LAYOUT:TAG: " + Shown.list(names));
  }
}
