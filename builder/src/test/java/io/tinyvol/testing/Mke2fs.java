package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes images of trees with mke2fs. */
public final class Mke2fs {
  private Mke2fs() {}

  /** Makes an image of a tree, with mke2fs's options in one string. */
  public static Path make(Path image, Path tree, String size, String options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-d", tree.toString(), image.toString(), size));
    Commands.run(command.toArray(String[]::new));
    return image;
  }
}
