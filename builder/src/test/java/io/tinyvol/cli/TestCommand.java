package io.tinyvol.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the command on a store of a test, in this process. */
public final class TestCommand {
  private final Path store;

  /** Runs commands on {@code store}. */
  public TestCommand(Path store) {
    this.store = store;
  }

  /** What a run gave. */
  public record Result(int exit, String out, String err) {
    /** The result, if the command succeeded. */
    public Result ok() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + ": " + err + out);
      }
      return this;
    }

    /** A number of the JSON that the command printed. */
    public long number(String field) {
      return Long.parseLong(value(field));
    }

    /** A number with a fraction. */
    public double fraction(String field) {
      return Double.parseDouble(value(field));
    }

    /** A text. */
    public String text(String field) {
      String value = value(field);
      return value.substring(1, value.length() - 1);
    }

    private String value(String field) {
      var matcher =
          java.util.regex.Pattern.compile(
                  "\"" + field + "\"\\s*:\\s*(\"[^\"]*\"|[-0-9.E]+|true|false)")
              .matcher(out);
      if (!matcher.find()) {
        throw new AssertionError("no field " + field + " in " + out);
      }
      return matcher.group(1);
    }
  }

  /** Runs the command with {@code --store} added. */
  public Result run(Object... args) {
    List<String> line = new ArrayList<>();
    for (Object arg : args) {
      line.add(arg.toString());
    }
    line.add("--store");
    line.add(store.toString());
    try (TestDaemon _ = TestDaemon.serving(store, line)) {
      return runBare(line.toArray(String[]::new));
    }
  }

  /** Runs the command as it is. */
  public static synchronized Result runBare(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
    ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
    try {
      int exit = Main.run(args);
      return new Result(
          exit,
          capturedOut.toString(StandardCharsets.UTF_8),
          capturedErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** A child process that runs the command, for those tests that kill it. */
  public Process start(String... args) {
    try {
      return process((Object[]) args).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that would run the command, for those tests that change how it starts. */
  public ProcessBuilder process(Object... args) {
    List<String> command = new ArrayList<>(java());
    command.addAll(line(args));
    return new ProcessBuilder(command);
  }

  /** The JVM with the tests' classes, and before what is to run in it. */
  public static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"));
  }

  /** The same for a program that lives for seconds, and unpacks into a folder of the test's. */
  public static List<String> java(Path scratch) {
    List<String> command = new ArrayList<>(java());
    command.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + scratch));
    return command;
  }

  /** The command and what it is told. */
  public List<String> line(Object... args) {
    List<String> line = new ArrayList<>(List.of("io.tinyvol.cli.Main"));
    for (Object arg : args) {
      line.add(arg.toString());
    }
    line.addAll(List.of("--store", store.toString()));
    return line;
  }

  /** Runs a process to its end; it says little. */
  public static Result end(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out, err);
  }
}
