package io.tinyvol.daemon;

import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import io.tinyvol.service.json.FailureJson;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests from the server library to the endpoints, and their answers back. No thread waits
 * for a slow client's request or answer, but those of streams, which are virtual.
 */
final class ApiHandler extends Handler.Abstract {
  static final String PROBLEM = "application/problem+json";
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
  private static final int MOST_BODY_BYTES = 1 << 20;

  private final Router router;
  private final Paces paces;
  private final Metrics metrics;

  ApiHandler(Router router, Paces paces, Metrics metrics) {
    this.router = router;
    this.paces = paces;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long started = System.nanoTime();
    String client = PeerName.of(request);
    Router.Match match;
    try {
      match = router.find(request.getMethod(), path(request));
    } catch (RequestException e) {
      done(request, client, "none", e.status(), started);
      refuse(response, callback, e);
      return true;
    }
    Request.addCompletionListener(
        request, _ -> done(request, client, match.route().path(), response.getStatus(), started));
    if (match.route().pace() == Route.Pace.STREAMED) {
      InputStream body = Content.Source.asInputStream(request);
      dispatch(match, exchange(request, client, match, new byte[0], body), response, callback);
    } else if (request.getLength() > MOST_BODY_BYTES) {
      refuse(response, callback, Problems.tooLarge(MOST_BODY_BYTES));
    } else {
      Content.Source.asByteArrayAsync(
          new Body(request),
          MOST_BODY_BYTES,
          new Received(request, client, match, response, callback));
    }
    return true;
  }

  /** A path may have parameters of its own (RFC 3986, section 3.3), of which we know none. */
  private static String path(Request request) throws RequestException {
    String sent = request.getHttpURI().getPath();
    if (sent != null && sent.indexOf(';') >= 0) {
      throw Problems.wrong(sent + ": paths have no parameters here");
    }
    return Request.getPathInContext(request);
  }

  /** A request's body, which the library need not fail once we refused it for its length. */
  private record Body(Content.Source source) implements Content.Source {
    @Override
    public Content.@Nullable Chunk read() {
      return source.read();
    }

    @Override
    public void demand(Runnable callback) {
      source.demand(callback);
    }

    @Override
    public void fail(Throwable failure) {}
  }

  /** Goes on when all of the body is there. */
  private final class Received implements Promise.Invocable<byte[]> {
    private final Request request;
    private final String client;
    private final Router.Match match;
    private final Response response;
    private final Callback callback;

    Received(
        Request request, String client, Router.Match match, Response response, Callback callback) {
      this.request = request;
      this.client = client;
      this.match = match;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    @Override
    public void succeeded(byte[] body) {
      dispatch(match, exchange(request, client, match, body, null), response, callback);
    }

    @Override
    public void failed(Throwable failure) {
      if (failure instanceof IllegalStateException) {
        refuse(response, callback, Problems.tooLarge(MOST_BODY_BYTES));
      } else {
        callback.failed(failure);
      }
    }
  }

  private static Exchange exchange(
      Request request,
      String client,
      Router.Match match,
      byte[] body,
      @Nullable InputStream stream) {
    return new Exchange(
        client,
        match.parameter(),
        Request.extractQueryParameters(request).toMultiMap(),
        Events.CONTENT_TYPE.equals(request.getHeaders().get(HttpHeader.ACCEPT)),
        body,
        stream);
  }

  private void dispatch(
      Router.Match match, Exchange exchange, Response response, Callback callback) {
    try {
      paces.run(match.route().pace(), () -> answer(match.route(), exchange, response, callback));
    } catch (RejectedExecutionException e) {
      refuse(response, callback, new RequestException(Problems.BUSY));
    }
  }

  private void answer(Route route, Exchange exchange, Response response, Callback callback) {
    Answer answer;
    try {
      answer = route.endpoint().answer(exchange);
    } catch (RequestException e) {
      refuse(response, callback, e);
      return;
    } catch (Throwable t) {
      Failure failure = Failure.of(t);
      if (failure.code() == ExitCode.FAILED || failure.code() == ExitCode.CORRUPT) {
        LOG.error("{} {} failed", route.method(), route.path(), t);
      }
      refuse(response, callback, failure.code().httpStatus(), failure);
      return;
    }
    switch (answer) {
      case Answer.Whole whole -> write(whole, response, callback);
      case Answer.Streamed streamed ->
          Thread.startVirtualThread(() -> write(streamed, response, callback));
    }
  }

  private static void write(Answer.Whole answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    if (!answer.contentType().isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.bytes().length);
    }
    if (!answer.location().isEmpty()) {
      response.getHeaders().put(HttpHeader.LOCATION, answer.location());
    }
    response.write(true, ByteBuffer.wrap(answer.bytes()), callback);
  }

  private void write(Answer.Streamed answer, Response response, Callback callback) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    if (answer.lengthBytes() >= 0) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.lengthBytes());
    }
    try {
      OutputStream out = Content.Sink.asOutputStream(response);
      answer.body().writeTo(out);
      out.close(); // not otherwise, for that is what says that it is whole
      callback.succeeded();
    } catch (Throwable t) {
      LOG.debug("an answer broke off: {}", t.getMessage());
      if (response.isCommitted()) {
        callback.failed(t); // the connection ends, so that the client sees it is not whole
      } else {
        Failure failure = Failure.of(t);
        response.reset();
        refuse(response, callback, failure.code().httpStatus(), failure);
      }
    }
  }

  private void refuse(Response response, Callback callback, RequestException e) {
    if (!e.allowed().isEmpty()) {
      response.getHeaders().put(HttpHeader.ALLOW, e.allowed());
    }
    refuse(response, callback, e.status(), e.failure());
  }

  private void refuse(Response response, Callback callback, int status, Failure failure) {
    metrics.failed(failure.code());
    write(
        new Answer.Whole(status, PROBLEM, JsonWriter.bytes(problem(status, failure)), ""),
        response,
        callback);
  }

  static Map<String, Object> problem(int status, Failure failure) {
    Map<String, Object> problem = FailureJson.write(failure);
    problem.put("status", (long) status);
    return problem;
  }

  private void done(Request request, String client, String route, int status, long started) {
    long nanos = System.nanoTime() - started;
    metrics.answered(request.getMethod(), route, status, nanos);
    LOG.atInfo()
        .addKeyValue("client", client)
        .addKeyValue("method", request.getMethod())
        .addKeyValue("path", Request.getPathInContext(request))
        .addKeyValue("status", status)
        .addKeyValue("millis", nanos / 1_000_000)
        .log("request");
  }
}
