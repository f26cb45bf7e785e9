package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.dm.DmException;
import io.tinyvol.blockdev.dm.format.DmTarget;
import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.PoolState;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Growth that is cut off, tables that are refused, metadata that are full, files that are gone. */
final class PoolAccidents {
  private static final long MIB = 1 << 20;
  private static final int FIRST_STRANGER = 1000;

  private final PoolScene scene;
  private final Path files;

  PoolAccidents(Path folder, Random random) throws IOException {
    scene = new PoolScene(folder, "hurt", new PoolModel(random));
    files = folder.resolve("hurt");
    PoolInit wanted =
        new PoolInit(
            PoolInit.Where.in(files),
            OptionalLong.of(16 * MIB),
            OptionalLong.of(2 * MIB),
            64 << 10,
            PoolConfig.WhenFull.QUEUE,
            1000);
    scene.pools(Steps.NONE).init("hurt", wanted, Instant.now()).close();
  }

  void run() throws Exception {
    scene.with(
        opened -> {
          scene.model().apply(opened, scene.model().make("kept"));
          return opened;
        });
    aGrowthThatIsCutOffIsCompleted();
    aRefusedTableChangesNothing();
    fullMetadataGrow();
    aFileThatIsGoneIsTold();
    metadataWithoutABeginningAreRepaired();
  }

  private static ThinPool grow(ThinPool opened, long dataBytes) throws IOException {
    opened.care().grow(OptionalLong.of(dataBytes), OptionalLong.empty());
    return opened;
  }

  private long dataBytes() throws IOException {
    return scene.with(opened -> opened.state().status().dataTotalBytes());
  }

  private void aGrowthThatIsCutOffIsCompleted() throws IOException {
    for (String last : List.of("places grown", "ledger", "grown")) {
      long before = dataBytes();
      try {
        scene.with(CutException.at(last), opened -> grow(opened, before + MIB));
        throw new AssertionError("there is no step " + last);
      } catch (CutException e) {
        long wanted = last.equals("places grown") ? before : before + MIB;
        PoolScene.expect(dataBytes() == wanted, "after " + last + ": " + dataBytes());
      }
      scene.check("after a growth that was cut off at: " + last);
    }
  }

  private void aRefusedTableChangesNothing() throws Exception {
    long before = dataBytes();
    PoolScene.expect(scene.refused(opened -> grow(opened, MIB)), "does not shrink");
    PoolScene.expect(dataBytes() == before, "shrank to " + dataBytes());
    try (DeviceMapper mapper = DeviceMapper.open()) {
      DmTarget present = mapper.table(scene.device()).getFirst();
      for (long sectors : List.of(present.sectors() / 2, present.sectors() * 2)) {
        try { // the one is refused when it is resumed, the other when it is loaded
          mapper.replace(
              scene.device(), List.of(new DmTarget(0, sectors, "thin-pool", present.text())));
          throw new AssertionError("was not refused");
        } catch (DmException e) {
          boolean isSuspended = mapper.find(scene.device()).orElseThrow().isSuspended();
          PoolScene.expect(!isSuspended, "is left suspended");
          PoolScene.expect(
              mapper.table(scene.device()).equals(List.of(present)), "has another table");
        }
      }
    }
    scene.check("after tables that were refused");
  }

  /** Volumes take a block of metadata each, whatever is in them. */
  private void fullMetadataGrow() throws Exception {
    int strangers = 0;
    try (DeviceMapper mapper = DeviceMapper.open()) {
      try {
        while (true) {
          mapper.message(scene.device(), "create_thin " + (FIRST_STRANGER + strangers));
          strangers++;
        }
      } catch (DmException e) {
        System.out.println(strangers + " volumes fill the metadata: " + e.getMessage());
      }
      String notes =
          scene.with(
              opened -> {
                PoolState state = opened.state();
                PoolScene.expect(state.status().isMetadataLow(), state.toString());
                return opened.notes().toString();
              });
      PoolScene.expect(notes, "pool grow hurt");
      PoolScene.expect(
          scene.refused(
              opened -> {
                opened.copy("kept", "none");
                return opened;
              }),
          "pool grow hurt");
      scene.with(
          opened -> {
            opened.care().grow(OptionalLong.empty(), OptionalLong.of(8 * MIB));
            return opened;
          });
      for (int i = 0; i < strangers; i++) {
        mapper.message(scene.device(), "delete " + (FIRST_STRANGER + i));
      }
    }
    scene.with(
        opened -> {
          scene.model().apply(opened, scene.model().make("later"));
          return opened;
        });
    scene.check("after the metadata were full");
  }

  private void aFileThatIsGoneIsTold() throws Exception {
    Path data = files.resolve("hurt.data");
    Guest.run("losetup", "--detach", loopOf(data)); // in use: it goes with the pool
    scene.check("after a loop device was taken away");
    Guest.run("mv", data.toString(), data + ".away");
    List<String> notes =
        scene.with(
            opened -> {
              opened.state();
              return opened.notes();
            });
    PoolScene.expect(notes.toString(), "was removed or replaced");
    long before = dataBytes();
    PoolScene.expect(scene.refused(opened -> grow(opened, before + MIB)), "hurt.data");
    Guest.forget(scene.device());
    PoolScene.expect(scene.refused(ThinPool::state), "hurt.data is gone");
    Guest.run("mv", data + ".away", data.toString());
    scene.check("after a file came back");
  }

  /** Of what the superblock says, the ledger has what is needed. */
  private void metadataWithoutABeginningAreRepaired() throws Exception {
    Guest.forget(scene.device());
    Path metadata = files.resolve("hurt.metadata");
    try (FileChannel channel = FileChannel.open(metadata, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("noise".repeat(800).getBytes(StandardCharsets.US_ASCII)), 0);
    }
    PoolScene.expect(scene.refused(opened -> opened.care().check(false)), "pool repair hurt");
    PoolPlace old = scene.with(opened -> opened.care().repair(Optional.empty(), false));
    PoolScene.expect(old.path(), metadata.toString());
    scene.check("after the superblock was lost");
  }

  private static String loopOf(Path file) throws Exception {
    return Guest.run("losetup", "--associated", file.toString(), "-O", "NAME", "-n").strip();
  }
}
