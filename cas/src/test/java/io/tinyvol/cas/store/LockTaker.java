package io.tinyvol.cas.store;

import io.tinyvol.cas.StoreHeldException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Another process that takes a store's lock, says how that went, and waits to be killed. */
final class LockTaker {
  private LockTaker() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    StoreFolder folder = new StoreFolder(Path.of(args[0]));
    try (StoreLock _ = StoreLock.take(folder, args[1])) {
      System.out.println("held");
      Thread.sleep(Duration.ofMinutes(10));
    } catch (StoreHeldException e) {
      System.out.println(e.getMessage());
    }
  }
}
