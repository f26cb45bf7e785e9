package io.tinyvol.daemon;

import io.tinyvol.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;

/** What a request is answered with. */
sealed interface Answer {
  String JSON = "application/json";

  /**
   * All of it is there.
   *
   * @param location where what was asked for can be found, or ""
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
  record Whole(int status, String contentType, byte[] bytes, String location) implements Answer {}

  /**
   * It is made as it is written.
   *
   * @param lengthBytes how long it will be, -1 where that is not known
   */
  record Streamed(String contentType, long lengthBytes, Body body) implements Answer {}

  /** Writes a body. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  static Answer json(Object value) {
    return json(200, value, "");
  }

  static Answer json(int status, Object value, String location) {
    return new Whole(status, JSON, JsonWriter.bytes(value), location);
  }

  /** Nothing to say but that it is done. */
  static Answer nothing() {
    return new Whole(204, "", new byte[0], "");
  }
}
