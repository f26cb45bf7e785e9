package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with all that ext4 can hold: holes, deep folders and crowded ones, names of any bytes,
 * links of both kinds, devices, owners, times, extended attributes, lists of access. The script
 * {@code torture-tree} says what.
 */
public final class TortureTree {
  private TortureTree() {}

  /**
   * Makes it, as root.
   *
   * @param tree does not exist yet, and lies on a file system that can hold such files
   * @param scratch a folder for scripts
   * @param options of the script, such as {@code long} or {@code xfs}
   */
  public static Path make(Path tree, Path scratch, String... options)
      throws IOException, InterruptedException {
    Commands.need("setfattr", "getfattr", "setfacl", "setcap", "perl", "fallocate");
    TestScripts scripts = TestScripts.copyTo(scratch.resolve("scripts"));
    List<String> command = new ArrayList<>();
    command.add(scripts.path("torture-tree"));
    command.add(tree.toString());
    command.addAll(List.of(options));
    Commands.run(command.toArray(String[]::new));
    return tree;
  }
}
