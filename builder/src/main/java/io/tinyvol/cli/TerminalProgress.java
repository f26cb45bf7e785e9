package io.tinyvol.cli;

import io.tinyvol.volume.Progress;
import java.io.Closeable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress bars on standard error: bytes, rate, time left. */
final class TerminalProgress implements Progress, Closeable {
  private static final int UPDATE_MILLIS = 100;
  private static final long UNIT_BYTES = 1 << 20;

  private @Nullable ProgressBar bar;

  @Override
  public void begin(String what, long totalBytes) {
    close();
    bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(totalBytes)
            .setUnit(" MiB", UNIT_BYTES)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .showSpeed()
            .clearDisplayOnFinish()
            .build();
  }

  @Override
  public void advance(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
