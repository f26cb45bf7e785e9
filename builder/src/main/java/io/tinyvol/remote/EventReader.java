package io.tinyvol.remote;

import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.service.OperationStatus;
import io.tinyvol.service.ServiceException;
import io.tinyvol.service.json.FailureJson;
import io.tinyvol.service.json.StatusJson;
import io.tinyvol.volume.Progress;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows an operation by its events, and tells its progress on. */
final class EventReader {
  private final Progress progress;
  private String step = "";
  private long toldBytes;
  private volatile @Nullable UUID operation;

  EventReader(Progress progress) {
    this.progress = progress;
  }

  /** The operation, as soon as it is known. */
  @Nullable UUID operation() {
    return operation;
  }

  /**
   * Reads to the operation's end, and gives its result.
   *
   * @throws ServiceException if it fails
   */
  JsonObject read(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String event = "";
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        byte[] json = line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8);
        JsonObject data = JsonReader.readObject(json);
        switch (event) {
          case "progress" -> tell(StatusJson.readOperation(data));
          case "problem" -> throw new ServiceException(FailureJson.read(data));
          case "result" -> {
            return data;
          }
          default -> {
            continue; // of a newer daemon
          }
        }
      }
    }
    throw new EOFException("the connection ended");
  }

  private void tell(OperationStatus status) {
    operation = status.id();
    if (status.step().isEmpty()) {
      return;
    }
    if (!status.step().equals(step)) {
      step = status.step();
      toldBytes = 0;
      progress.begin(step, status.totalBytes());
    }
    progress.advance(status.doneBytes() - toldBytes);
    toldBytes = status.doneBytes();
  }
}
