package io.tinyvol.remote;

import io.tinyvol.json.JsonReader;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import io.tinyvol.service.ServiceException;
import io.tinyvol.service.json.FailureJson;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** One connection to a daemon: a request at a time. */
final class ApiConnection implements Closeable {
  private static final int DONE_BELOW = 300;
  private static final int MOST_PROBLEM_BYTES = 1 << 20;

  /** Says how long a request's body is. */
  private static final HttpProcessor PROCESSOR = new DefaultHttpProcessor(new RequestContent());

  private final DefaultBHttpClientConnection connection =
      new DefaultBHttpClientConnection(Http1Config.DEFAULT);
  private final HttpRequestExecutor executor = new HttpRequestExecutor();

  private ApiConnection() {}

  static ApiConnection connect(Path socket) throws IOException {
    ApiConnection connected = new ApiConnection();
    connected.connection.bind(UnixSocket.connect(socket));
    return connected;
  }

  /** Reads an answer's body. */
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream body) throws IOException;
  }

  /**
   * Asks for something and reads the answer.
   *
   * @param accept what kind of answer is wanted
   * @param body the request's, or null
   * @throws ServiceException if the daemon refuses it, or has gone
   */
  <T> T ask(String method, String target, String accept, @Nullable Object body, Reader<T> reader)
      throws IOException {
    ClassicRequestBuilder builder =
        ClassicRequestBuilder.create(method)
            .setPath(target)
            .setHeader("Host", "tinyvol")
            .setHeader("Accept", accept);
    if (body != null) {
      builder.setEntity(new ByteArrayEntity(JsonWriter.bytes(body), ContentType.APPLICATION_JSON));
    }
    ClassicHttpRequest request = builder.build();
    try {
      return answer(request, reader);
    } catch (ServiceException e) {
      throw e;
    } catch (HttpException | IOException e) {
      throw gone(e);
    }
  }

  private <T> T answer(ClassicHttpRequest request, Reader<T> reader)
      throws HttpException, IOException {
    HttpCoreContext context = HttpCoreContext.create();
    executor.preProcess(request, PROCESSOR, context);
    try (ClassicHttpResponse response = executor.execute(request, connection, context)) {
      if (response.getCode() >= DONE_BELOW) {
        throw new ServiceException(failure(response));
      }
      return reader.read(content(response));
    }
  }

  private static InputStream content(ClassicHttpResponse response) throws IOException {
    return response.getEntity() == null
        ? InputStream.nullInputStream()
        : response.getEntity().getContent();
  }

  private static Failure failure(ClassicHttpResponse response) throws IOException {
    byte[] problem = content(response).readNBytes(MOST_PROBLEM_BYTES);
    return FailureJson.read(JsonReader.readObject(problem));
  }

  private static ServiceException gone(Exception cause) {
    ServiceException gone =
        new ServiceException(
            new Failure(
                ExitCode.FAILED,
                "the store's daemon ended, or is out of order, before it answered ("
                    + cause.getMessage()
                    + "); see with 'tinyvol ls' whether it was done, and try again"));
    gone.initCause(cause);
    return gone;
  }

  @Override
  public void close() {
    connection.close(CloseMode.IMMEDIATE);
  }
}
