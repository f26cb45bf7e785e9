package io.tinyvol.pool;

import io.tinyvol.cli.TestCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What runs in a guest: the command, again and again in one process, for in a guest a process takes
 * seconds to start.
 */
final class GuestCommands {
  private GuestCommands() {}

  /**
   * Takes a store, and a folder with two pipes: a line of {@code ask} has a command's words,
   * between tabs; when it is done, what it said is in the files {@code out} and {@code err}, and
   * {@code answer} has a line with its exit code.
   */
  public static void main(String... args) throws IOException {
    TestCommand command = new TestCommand(Path.of(args[0]));
    Path folder = Path.of(args[1]);
    try (BufferedReader asked = Files.newBufferedReader(folder.resolve("ask"));
        Writer answers = Files.newBufferedWriter(folder.resolve("answer"))) {
      for (String line = asked.readLine(); line != null; line = asked.readLine()) {
        TestCommand.Result result = command.run((Object[]) line.split("\t", -1));
        Files.writeString(folder.resolve("out"), result.out());
        Files.writeString(folder.resolve("err"), result.err());
        answers.write(result.exit() + "\n");
        answers.flush();
      }
    }
  }
}
