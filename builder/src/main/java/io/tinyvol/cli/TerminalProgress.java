package io.tinyvol.cli;

import io.tinyvol.volume.Progress;
import java.io.Closeable;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/** Progress bars on standard error: bytes, rate, and where the end is known, time left. */
final class TerminalProgress implements Progress, Closeable {
  private static final int UPDATE_MILLIS = 100;
  private static final long UNIT_BYTES = 1 << 20;

  private @Nullable ProgressBar bar;

  @Override
  public void begin(String what, long totalBytes) {
    close();
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(totalBytes)
            .setUnit(" MiB", UNIT_BYTES)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .showSpeed()
            .clearDisplayOnFinish();
    if (totalBytes < 0) {
      builder.setRenderer(TerminalProgress::withoutEnd);
    }
    bar = builder.build();
  }

  private static String withoutEnd(ProgressState state, int maxLength) {
    double mebibytes = (double) state.getCurrent() / UNIT_BYTES;
    double seconds = Math.max(state.getElapsedAfterStart().toMillis(), 1) / 1e3;
    String text =
        String.format(
            Locale.ROOT,
            "%s  %.0f MiB  %.1f MiB/s",
            state.getTaskName(),
            mebibytes,
            mebibytes / seconds);
    return text.substring(0, Math.clamp(maxLength, 0, text.length()));
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
