package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a process of this machine takes, looked at again and again (proc(5)). For one thread. */
final class ProcessSamples {
  private final Path process;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * What it takes at one time.
   *
   * @param residentKib memory that is there
   * @param threads of all kinds that the kernel knows
   * @param descriptors that are open
   */
  record Sample(long residentKib, long threads, long descriptors) {}

  ProcessSamples(long pid) {
    this.process = Path.of("/proc", Long.toString(pid));
  }

  void take() throws IOException {
    long descriptors;
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      descriptors = open.count();
    }
    List<String> status = Files.readAllLines(process.resolve("status"));
    samples.add(new Sample(number(status, "VmRSS:"), number(status, "Threads:"), descriptors));
  }

  private static long number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + status));
  }

  /**
   * Checks that none grows: the most in the last third of the time may exceed the most of the time
   * before by so much. What comes and goes, as a pool's threads do, may be anywhere below that.
   */
  void checkBounded(Sample slack) {
    bounded("KiB resident", Sample::residentKib, slack);
    bounded("threads", Sample::threads, slack);
    bounded("descriptors", Sample::descriptors, slack);
  }

  private void bounded(String what, ToLongFunction<Sample> value, Sample slack) {
    int third = samples.size() / 3;
    long first = most(value, 0, third);
    long middle = most(value, third, 2 * third);
    long last = most(value, 2 * third, samples.size());
    System.out.printf("most %s in each third: %d, %d, %d%n", what, first, middle, last);
    assertTrue(
        last <= Math.max(first, middle) + value.applyAsLong(slack),
        what + " grow: at most " + first + ", " + middle + ", " + last + " in each third");
  }

  private long most(ToLongFunction<Sample> value, int from, int to) {
    return samples.subList(from, to).stream().mapToLong(value).max().orElseThrow();
  }
}
