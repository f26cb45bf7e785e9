package io.tinyvol.daemon;

import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import java.util.List;

/** What is wrong with requests themselves, whatever they ask. */
final class Problems {
  /** How long what was cancelled may take to end. */
  static final int CANCEL_SECONDS = 5;

  static final Failure CANCELLED = new Failure(ExitCode.FAILED, "cancelled");

  static final Failure ENDED =
      new Failure(
          ExitCode.FAILED,
          "cancelled, for the daemon was told to end and this took too long; try again");

  static final Failure STOPPING =
      new Failure(ExitCode.HELD, "the daemon is about to end; try again in a moment");

  static final Failure BUSY =
      new Failure(ExitCode.HELD, "the daemon has too much to do; try again in a moment");

  private Problems() {}

  static RequestException wrong(String why) {
    return new RequestException(new Failure(ExitCode.USAGE, why));
  }

  static RequestException noSuchPath(String path) {
    return new RequestException(
        new Failure(
            ExitCode.NOT_FOUND,
            path + ": no such resource; this daemon's API is /v1, docs/api.md"));
  }

  static RequestException wrongMethod(String method, String path, List<String> allowed) {
    return new RequestException(
        405,
        new Failure(ExitCode.USAGE, path + ": does not take " + method),
        String.join(", ", allowed));
  }

  static RequestException tooLarge(int mostBytes) {
    return new RequestException(
        413, new Failure(ExitCode.USAGE, "the body has more than " + mostBytes + " bytes"));
  }
}
