package io.tinyvol.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Shell scripts, which can make names that Java cannot in every locale. */
public final class Scripts {
  private Scripts() {}

  /** Runs a script in a folder; it ends with the first command that fails. */
  public static void run(Path folder, String script) throws Exception {
    Path file = Files.createTempFile(folder.getParent(), "script", ".sh");
    try {
      Files.writeString(file, script);
      Commands.run("sh", "-e", "-c", "cd \"$0\" && . \"$1\"", folder.toString(), file.toString());
    } finally {
      Files.delete(file);
    }
  }
}
