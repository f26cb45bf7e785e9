package io.tinyvol.daemon;

import java.util.Optional;

/**
 * A kind of request.
 *
 * @param method its method
 * @param path its path, in which {@code {…}} stands for one part
 * @param pace what it takes
 * @param endpoint what answers it
 */
record Route(String method, String path, Pace pace, Endpoint endpoint) {
  private static final int MOST_PARAMETER_CHARS = 256;

  /** What answering takes. */
  enum Pace {
    /** A moment. */
    QUICK,
    /** A walk over manifests, which takes a core for as long. */
    HEAVY,
    /** As long as the client takes part: waits more than it works. */
    LASTING,
    /** The same, and the body comes as a stream. */
    STREAMED
  }

  /** Answers. */
  @FunctionalInterface
  interface Endpoint {
    Answer answer(Exchange exchange) throws Exception;
  }

  /**
   * What stands for the parameter in such a path, "" for a route without; empty for another path.
   */
  Optional<String> match(String actual) {
    int start = path.indexOf('{');
    if (start < 0) {
      return actual.equals(path) ? Optional.of("") : Optional.empty();
    }
    String suffix = path.substring(path.indexOf('}') + 1);
    String prefix = path.substring(0, start);
    int end = actual.length() - suffix.length();
    if (!actual.startsWith(prefix) || !actual.endsWith(suffix) || end <= start) {
      return Optional.empty();
    }
    String parameter = actual.substring(start, end);
    return parameter.indexOf('/') >= 0 || parameter.length() > MOST_PARAMETER_CHARS
        ? Optional.empty()
        : Optional.of(parameter);
  }
}
