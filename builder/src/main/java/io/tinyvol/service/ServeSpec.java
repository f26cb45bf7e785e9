package io.tinyvol.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Volumes to be served as network block devices.
 *
 * @param volumes their names; all that there are at any time, if there are none
 * @param isReadOnly whether nobody may write to them
 * @param place where
 * @param tlsFolder the folder of the certificate and its key, for connections that are encrypted
 * @param isTlsRequired whether others are refused
 */
public record ServeSpec(
    List<String> volumes,
    boolean isReadOnly,
    ServePlace place,
    Optional<Path> tlsFolder,
    boolean isTlsRequired) {
  /** What the step begins with in which volumes are served; the address follows. */
  public static final String STEP = "serving at ";

  /** Takes a copy. */
  public ServeSpec {
    volumes = List.copyOf(volumes);
  }
}
