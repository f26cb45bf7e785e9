package io.tinyvol.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark for a moment, so that none rots. Says nothing of how fast they are. */
class BenchmarksRunTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    TimeValue moment = TimeValue.milliseconds(100);
    Options options =
        new OptionsBuilder()
            .forks(0)
            .warmupIterations(1)
            .warmupTime(moment)
            .measurementIterations(1)
            .measurementTime(moment)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    assertFalse(new Runner(options).run().isEmpty(), "no benchmark was found");
  }
}
