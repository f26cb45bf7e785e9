package io.tinyvol.builder.archive;

import io.tinyvol.testing.Commands;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shell scripts, which can make names that Java cannot in every locale. */
final class Scripts {
  private Scripts() {}

  /** Runs a script in a folder; it ends with the first command that fails. */
  static void run(Path folder, String script) throws Exception {
    Path file = Files.createTempFile(folder.getParent(), "script", ".sh");
    try {
      Files.writeString(file, script);
      Commands.run("sh", "-e", "-c", "cd \"$0\" && . \"$1\"", folder.toString(), file.toString());
    } finally {
      Files.delete(file);
    }
  }
}
