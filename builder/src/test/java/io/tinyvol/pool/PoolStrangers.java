package io.tinyvol.pool;

import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Others meddle with a pool, or with its ledger. */
final class PoolStrangers {
  private final Path folder;
  private final String pool;
  private final String device;
  private final ThinPools pools;
  private final PoolModel model;

  PoolStrangers(Path folder, String pool, ThinPools pools, PoolModel model) {
    this.folder = folder;
    this.pool = pool;
    this.device = "tinyvol-" + pool;
    this.pools = pools;
    this.model = model;
  }

  void run() throws Exception {
    aSuspendedDeviceIsResumed();
    aSnapshotOfTheirsStays();
    anIdOfTheirsIsLeftAlone();
    aStartOfTheMachineIsNoLoss();
    anOlderLedgerIsNotBelieved();
    whatTheyDeleteIsLost();
  }

  private interface Use<T> {
    T run(ThinPool pool) throws IOException;
  }

  private <T> T with(Use<T> use) throws IOException {
    try (ThinPool opened = pools.open(pool)) {
      return use.run(opened);
    }
  }

  private String refused(Use<?> use) {
    try {
      with(use);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("was not refused");
  }

  private static void expect(boolean isSo, String what) {
    if (!isSo) {
      throw new AssertionError(what);
    }
  }

  private void check(String when) throws IOException {
    with(
        opened -> {
          model.check(opened, when);
          return when;
        });
  }

  private void aSuspendedDeviceIsResumed() throws Exception {
    with(opened -> opened.activate("kept"));
    Guest.run("dmsetup", "suspend", device + "-kept");
    check("after a device was left suspended");
  }

  private void aSnapshotOfTheirsStays() throws Exception {
    Guest.run("dmsetup", "message", device, "0", "reserve_metadata_snap");
    String problem = refused(ThinPool::volumes);
    expect(problem.contains("somebody holds a snapshot"), problem);
    with(ThinPool::state);
    Guest.run("dmsetup", "message", device, "0", "release_metadata_snap");
    check("after a stranger's snapshot");
  }

  private void anIdOfTheirsIsLeftAlone() throws Exception {
    int next = with(ThinPool::nextId);
    Guest.run("dmsetup", "message", device, "0", "create_thin " + next);
    List<String> notes =
        with(
            opened -> {
              model.make(opened, "beside");
              return opened.notes();
            });
    expect(notes.toString().contains("a stranger made a volume " + next), notes.toString());
    Guest.run("dmsetup", "message", device, "0", "delete " + next); // it was there
    check("after a stranger had the next id");
  }

  private void aStartOfTheMachineIsNoLoss() throws Exception {
    Guest.forget(device);
    Path path = with(opened -> opened.activate("kept"));
    expect(Files.exists(path), path.toString());
    check("after a start of the machine");
  }

  private void anOlderLedgerIsNotBelieved() throws Exception {
    Path ledger = folder.resolve("pools").resolve(pool).resolve("ledger");
    byte[] older = Files.readAllBytes(ledger);
    with(
        opened -> {
          model.make(opened, "later");
          return opened;
        });
    byte[] present = Files.readAllBytes(ledger);
    Files.write(ledger, older);
    String problem = refused(opened -> opened.stage(PoolModel.wanted("none"), 0));
    expect(problem.contains("nothing is changed"), problem);
    Files.write(ledger, present);
    check("after the ledger was an older one");
  }

  private void whatTheyDeleteIsLost() throws Exception {
    int id =
        with(ThinPool::volumes).stream()
            .filter(volume -> volume.thin().name().equals("later"))
            .findFirst()
            .orElseThrow()
            .thin()
            .id();
    with(
        opened -> {
          opened.deactivate("later"); // its device would be in the way
          return opened;
        });
    Guest.run("dmsetup", "message", device, "0", "delete " + id);
    Guest.forget(device);
    List<String> notes =
        with(
            opened -> {
              opened.state();
              return opened.notes();
            });
    expect(notes.toString().contains("later is lost"), notes.toString());
    model.forget("later");
    check("after a stranger deleted a volume");
  }
}
