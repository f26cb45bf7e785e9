package io.tinyvol.fuzz;

import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.BuildSource;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.SourceKind;
import io.tinyvol.service.json.BuildJson;
import io.tinyvol.service.json.CheckJson;
import io.tinyvol.service.json.DiffJson;
import io.tinyvol.service.json.FailureJson;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.service.json.InfoJson;
import io.tinyvol.service.json.PlanJson;
import io.tinyvol.service.json.ServeJson;
import io.tinyvol.service.json.SharingJson;
import io.tinyvol.service.json.SpecJson;
import io.tinyvol.service.json.StatusJson;
import io.tinyvol.service.json.VolumeJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Documents of the API, as requests and as answers. The first byte chooses what is read. What is
 * read as any document can be written, and is then read as the same.
 */
public final class JsonFuzz {
  private static final BuildSource SOURCE =
      new BuildSource(
          SourceKind.TAR, new SourceFile.Streamed(InputStream.nullInputStream(), "-"), null);

  /** Reads an object. */
  private interface Reading {
    Object of(JsonObject object) throws IOException;
  }

  private static final List<Reading> READINGS =
      List.of(
          object -> SpecJson.read(object, SOURCE),
          ServeJson::read,
          HistoryJson::readOptions,
          PlanJson::readRequest,
          PlanJson::readContent,
          PlanJson::read,
          HistoryJson::readRevisions,
          HistoryJson::readCommitted,
          VolumeJson::read,
          VolumeJson::readListing,
          InfoJson::read,
          BuildJson::read,
          BuildJson::readWritten,
          CheckJson::read,
          SharingJson::readStats,
          SharingJson::readUsage,
          StatusJson::read,
          StatusJson::readOperation,
          FailureJson::read);

  private JsonFuzz() {}

  /** Reads one document. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] document = Arrays.copyOfRange(input, 1, input.length);
    int kind = Byte.toUnsignedInt(input[0]) % (READINGS.size() + 2);
    try {
      if (kind < READINGS.size()) {
        READINGS.get(kind).of(JsonReader.readObject(document));
      } else if (kind == READINGS.size()) {
        DiffJson.read(new ByteArrayInputStream(document));
      } else {
        again(document);
      }
    } catch (JsonException e) {
      // as documented
    }
  }

  private static void again(byte[] document) throws JsonException {
    Object value = JsonReader.read(document);
    if (value == null) {
      return;
    }
    byte[] written = JsonWriter.bytes(value);
    if (!value.equals(JsonReader.read(written))) {
      throw new AssertionError("written anew it is another");
    }
  }
}
