package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Guests in which a program works on what is on a disk, and says {@link #END} when it is done. */
public final class GuestWork {
  /** Where the disk is in the guest. */
  public static final Path DISK = Path.of("/mnt/disk");

  /** A folder in the guest's memory. */
  public static final Path SCRATCH = Path.of("/mnt/scratch");

  /** What is on the console when the program is done and the disk is unmounted. */
  public static final String END = "the disk is free";

  private GuestWork() {}

  /**
   * Starts one.
   *
   * @param folder for its files
   * @param image the disk
   * @param program a class with a main method, and what that is told
   * @param parameters more of the guest's kernel
   */
  public static UmlGuest start(Path folder, Path image, List<String> program, String... parameters)
      throws IOException, InterruptedException {
    Path scripts = folder.resolve("scripts");
    TestScripts copied = TestScripts.copyTo(scripts);
    GuestProgram.write(scripts.resolve("work"), program);
    List<String> options = new ArrayList<>(List.of("mem=1G", "ubda=" + image));
    options.addAll(List.of(parameters));
    options.addAll(List.of("rootfstype=hostfs", "rootflags=/", "ro"));
    options.add("init=" + copied.path("work-in-guest"));
    return UmlGuest.start(folder, List.of(), options);
  }
}
