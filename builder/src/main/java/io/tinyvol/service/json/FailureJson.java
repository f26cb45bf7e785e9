package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import java.util.Locale;
import java.util.Map;

/**
 * Failures as problem details (RFC 9457): {@code detail} is the line that the command prints,
 * {@code code} the code that it ends with.
 */
public final class FailureJson {
  private FailureJson() {}

  /** A problem. */
  public static Map<String, Object> write(Failure failure) {
    String type = failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Fields.of("type", "urn:tinyvol:" + type)
        .and("title", failure.code().title())
        .and("status", (long) failure.code().httpStatus())
        .and("code", (long) failure.code().code())
        .and("detail", failure.line())
        .map();
  }

  /** A failure that {@link #write} gave. */
  public static Failure read(JsonObject object) throws JsonException {
    long number = object.number("code");
    for (ExitCode code : ExitCode.values()) {
      if (code.code() == number) {
        return new Failure(code, object.text("detail"));
      }
    }
    throw new JsonException("code: " + number + ": no such code");
  }
}
