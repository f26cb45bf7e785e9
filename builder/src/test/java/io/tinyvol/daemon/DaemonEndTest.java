package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.volume.VolumeStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever its clients do, a daemon ends when it is told to, and gives up its store. */
@Timeout(120)
class DaemonEndTest {
  @TempDir Path folder;

  @Test
  void clientsThatStayKeepItFromNothing() throws Exception {
    Path store = folder.resolve("store");
    TestDaemon daemon = TestDaemon.start(store);
    daemon.makeVolume("good");
    try (RawConnection idle = daemon.connect();
        RawConnection half = daemon.connect();
        RawConnection upload = daemon.connect();
        RawConnection download = daemon.connect();
        DescriptorConnection desk = daemon.connectToDesk()) {
      half.send("GET /v1/sta");
      upload.send(RawConnection.head("PUT", "/v1/volumes/bad/content", "Content-Length: 9999\r\n"));
      download.ask("GET", "/v1/volumes/good/content").readHead().has(200);
      TestDaemon.await(
          "all under way",
          () -> daemon.get("/v1/operations").json().objects("operations").size() == 3);
      daemon.close();
      assertTrue(idle.isEnded());
      assertTrue(half.isEnded());
      assertEquals(null, desk.receive());
    }
    try (TestDaemon next = TestDaemon.start(store)) {
      assertEquals(1, next.volumes());
    }
  }

  @Test
  void groupThatThereIsNot() throws Exception {
    Path store = folder.resolve("store");
    DaemonOptions options =
        new DaemonOptions(
            Optional.of("no-such-group"), Duration.ofSeconds(1), UpkeepOptions.NONE, "test");
    for (int i = 0; i < 2; i++) { // the store is given up each time
      VolumeStore opened = VolumeStore.open(store, "test");
      assertThrows(
          IllegalArgumentException.class,
          () -> Daemon.start(opened, options, InstantSource.system()));
      assertFalse(Files.exists(store.resolve("daemon.sock")));
    }
  }
}
