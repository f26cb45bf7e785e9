package io.tinyvol.pool;

import io.tinyvol.blockdev.thin.ThinPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Others meddle with a pool, or with its ledger. */
final class PoolStrangers {
  private final PoolScene scene;
  private final PoolModel model;

  PoolStrangers(PoolScene scene) {
    this.scene = scene;
    this.model = scene.model();
  }

  void run() throws Exception {
    aSuspendedDeviceIsResumed();
    aSnapshotOfTheirsStays();
    anIdOfTheirsIsLeftAlone();
    aStartOfTheMachineIsNoLoss();
    anOlderLedgerIsNotBelieved();
    whatTheyDeleteIsLost();
  }

  private void aSuspendedDeviceIsResumed() throws Exception {
    scene.with(opened -> opened.activate("kept"));
    Guest.run("dmsetup", "suspend", scene.device() + "-kept");
    scene.check("after a device was left suspended");
  }

  private void aSnapshotOfTheirsStays() throws Exception {
    Guest.run("dmsetup", "message", scene.device(), "0", "reserve_metadata_snap");
    String problem = scene.refused(ThinPool::list);
    PoolScene.expect(problem.contains("somebody holds a snapshot"), problem);
    scene.with(ThinPool::state);
    Guest.run("dmsetup", "message", scene.device(), "0", "release_metadata_snap");
    scene.check("after a stranger's snapshot");
  }

  private void anIdOfTheirsIsLeftAlone() throws Exception {
    int next = scene.with(pool -> pool.ledger().nextId());
    Guest.run("dmsetup", "message", scene.device(), "0", "create_thin " + next);
    List<String> notes =
        scene.with(
            opened -> {
              model.apply(opened, model.make("beside"));
              return opened.notes();
            });
    PoolScene.expect(
        notes.toString().contains("a stranger made a volume " + next), notes.toString());
    Guest.run("dmsetup", "message", scene.device(), "0", "delete " + next); // it was there
    scene.check("after a stranger had the next id");
  }

  private void aStartOfTheMachineIsNoLoss() throws Exception {
    Guest.forget(scene.device());
    Path path = scene.with(opened -> opened.activate("kept"));
    PoolScene.expect(Files.exists(path), path.toString());
    scene.check("after a start of the machine");
  }

  private void anOlderLedgerIsNotBelieved() throws Exception {
    Path ledger = scene.folder().resolve("pools").resolve(scene.pool()).resolve("ledger");
    byte[] older = Files.readAllBytes(ledger);
    scene.with(
        opened -> {
          model.apply(opened, model.make("later"));
          return opened;
        });
    byte[] present = Files.readAllBytes(ledger);
    Files.write(ledger, older);
    String problem =
        scene.refused(
            opened -> {
              opened.copy("kept", "none");
              return opened;
            });
    PoolScene.expect(problem.contains("nothing is changed"), problem);
    Files.write(ledger, present);
    scene.check("after the ledger was an older one");
  }

  private void whatTheyDeleteIsLost() throws Exception {
    int id = scene.with(opened -> opened.ledger().disk("later").orElseThrow().id());
    scene.with(
        opened -> {
          opened.deactivate("later"); // its device would be in the way
          return opened;
        });
    Guest.run("dmsetup", "message", scene.device(), "0", "delete " + id);
    Guest.forget(scene.device());
    List<String> notes =
        scene.with(
            opened -> {
              opened.state();
              return opened.notes();
            });
    PoolScene.expect(notes.toString().contains("later is lost"), notes.toString());
    model.forget("later");
    scene.check("after a stranger deleted a volume");
  }
}
