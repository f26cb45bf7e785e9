package io.tinyvol.daemon;

import io.tinyvol.blockdev.VolumeExports;
import io.tinyvol.blockdev.nbd.NbdAddress;
import io.tinyvol.blockdev.nbd.NbdEvents;
import io.tinyvol.blockdev.nbd.NbdOptions;
import io.tinyvol.blockdev.nbd.NbdServer;
import io.tinyvol.blockdev.nbd.TlsOptions;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.ServePlace;
import io.tinyvol.service.ServeSpec;
import io.tinyvol.service.json.ServeJson;
import io.tinyvol.service.local.LocalService;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves volumes as network block devices for as long as somebody wants them served. */
final class NbdServing {
  private static final Logger LOG = LoggerFactory.getLogger(NbdServing.class);

  private final VolumeStore store;

  NbdServing(LocalService service) {
    this.store = service.store();
  }

  /** What is served, and where. */
  record Request(ServeSpec spec, NbdOptions options) {}

  /**
   * What a request asks for.
   *
   * @param client its user and group: not everybody may choose where to listen, and which files to
   *     read, for that is done with this process's rights
   */
  Request request(JsonObject body, String client) throws IOException, RequestException {
    ServeSpec spec = ServeJson.read(body);
    boolean choosesNothing = spec.place() instanceof ServePlace.Store && spec.tlsFolder().isEmpty();
    if (!choosesNothing && !isOwnOrRoot(client)) {
      throw Problems.wrong("only root and the daemon's own user may choose where it listens");
    }
    NbdOptions options = NbdOptions.at(address(spec.place()));
    if (spec.tlsFolder().isPresent()) {
      TlsOptions tls = TlsOptions.fromFolder(spec.tlsFolder().get());
      options = options.withTls(spec.isTlsRequired() ? tls : tls.offered());
    }
    return new Request(spec, options);
  }

  private static boolean isOwnOrRoot(String client) {
    String user = client.substring(0, client.lastIndexOf(':') + 1);
    return user.equals("root:") || user.equals(System.getProperty("user.name") + ":");
  }

  private NbdAddress address(ServePlace place) {
    return switch (place) {
      case ServePlace.Store _ -> new NbdAddress.Unix(store.folder().nbdSocket());
      case ServePlace.Socket socket -> new NbdAddress.Unix(Path.of(socket.path()));
      case ServePlace.Tcp tcp -> new NbdAddress.Tcp(new InetSocketAddress(tcp.host(), tcp.port()));
    };
  }

  /** Serves until the thread is interrupted; tells where as a step. */
  Map<String, Object> serve(Request request, String client, Progress progress)
      throws IOException, InterruptedException {
    ServeSpec spec = request.spec();
    String user = "served over NBD at %s for %s".formatted(request.options().address(), client);
    try (VolumeExports exports = VolumeExports.of(store, spec.volumes(), spec.isReadOnly(), user);
        NbdServer server = NbdServer.start(request.options(), exports, new ToLog())) {
      progress.begin(ServeSpec.STEP + server.address(), -1);
      new CountDownLatch(1).await();
      return Map.of();
    }
  }

  private static final class ToLog implements NbdEvents {
    @Override
    public void connected(String client, String export) {
      LOG.atInfo().addKeyValue("client", client).addKeyValue("volume", export).log("connected");
    }

    @Override
    public void disconnected(String client, String export) {
      LOG.atInfo().addKeyValue("client", client).addKeyValue("volume", export).log("disconnected");
    }

    @Override
    public void refused(String client, String why) {
      LOG.atInfo().addKeyValue("client", client).addKeyValue("problem", why).log("refused");
    }

    @Override
    public void failed(String client, String export, Throwable failure) {
      LOG.atWarn()
          .addKeyValue("client", client)
          .addKeyValue("volume", export)
          .addKeyValue("problem", String.valueOf(failure.getMessage()))
          .log("request failed");
    }
  }
}
