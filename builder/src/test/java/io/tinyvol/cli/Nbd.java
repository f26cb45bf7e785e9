package io.tinyvol.cli;

import io.tinyvol.blockdev.VolumeExports;
import io.tinyvol.blockdev.nbd.NbdAddress;
import io.tinyvol.blockdev.nbd.NbdEvents;
import io.tinyvol.blockdev.nbd.NbdOptions;
import io.tinyvol.blockdev.nbd.NbdServer;
import io.tinyvol.testing.Commands;
import io.tinyvol.volume.VolumeStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes to volumes over NBD. */
final class Nbd {
  private Nbd() {}

  /** Runs commands of qemu-io. */
  static String io(String uri, String... commands) throws Exception {
    List<String> line = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
    for (String command : commands) {
      line.addAll(List.of("-c", command));
    }
    line.add(uri);
    return Commands.run(line.toArray(String[]::new));
  }

  /** What is done while a volume is served. */
  @FunctionalInterface
  interface Client {
    void use(String uri) throws Exception;
  }

  /** Serves a volume of a store that nobody owns, by this process, for as long as it is used. */
  static void serve(Path store, String volume, Client client) throws Exception {
    Path socket = store.resolveSibling("here.sock");
    try (VolumeStore opened = VolumeStore.open(store, "test");
        VolumeExports exports =
            VolumeExports.of(opened, List.of(volume), false, "served by the test");
        NbdServer _ =
            NbdServer.start(
                NbdOptions.at(new NbdAddress.Unix(socket)), exports, new FailuresShown())) {
      client.use("nbd+unix:///" + volume + "?socket=" + socket);
    }
  }

  private static final class FailuresShown implements NbdEvents {
    @Override
    public void connected(String client, String export) {}

    @Override
    public void disconnected(String client, String export) {}

    @Override
    public void refused(String client, String why) {
      System.err.println(client + " was refused: " + why);
    }

    @Override
    public void failed(String client, String export, Throwable failure) {
      failure.printStackTrace();
    }
  }
}
