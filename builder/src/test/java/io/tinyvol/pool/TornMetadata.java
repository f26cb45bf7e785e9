package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * A power cut while the kernel makes a snapshot of a pool's metadata: the first block tells of it,
 * and what it is to have is not there.
 */
final class TornMetadata {
  private static final String POOL = "torn";
  private static final int BLOCK_BYTES = 4096;
  private static final int SNAPSHOT_AT = 56;
  private static final int CHECKSUM_SEED = 160774;

  private final PoolScene scene;
  private final Path metadata;

  TornMetadata(Path folder, Random random) throws IOException {
    scene = new PoolScene(folder, POOL, new PoolModel(random));
    metadata = folder.resolve(POOL).resolve(POOL + ".metadata");
    PoolInit wanted =
        new PoolInit(
            PoolInit.Where.in(folder.resolve(POOL)),
            OptionalLong.of(16 << 20),
            OptionalLong.of(2 << 20),
            PoolOperation.BLOCK_BYTES,
            PoolConfig.WhenFull.ERROR,
            1000);
    scene.pools(Steps.NONE).init(POOL, wanted, Instant.now()).close();
  }

  void run() throws Exception {
    scene.perform(scene.model().make("kept"));
    scene.perform(PoolOperation.snapshot(scene.model().state(), "kept"));
    cutBeforeTheSnapshot();
    tear();
    scene.check("after a snapshot of the metadata that is torn");
    scene.perform(PoolOperation.copy(scene.model().state(), "kept", "later"));
    scene.check("and a clone");

    // One that is not ours is for people to decide about.
    Guest.forget(scene.device());
    byte[] sound = Files.readAllBytes(metadata);
    tear();
    byte[] torn = Files.readAllBytes(metadata);
    PoolScene.expect(scene.refused(ThinPool::list), "pool repair " + POOL);
    Guest.forget(scene.device());
    PoolScene.expect(Arrays.equals(torn, Files.readAllBytes(metadata)), "was changed");
    Files.write(metadata, sound);
    scene.check("with the metadata as they were");
    System.out.println("torn snapshots of metadata, and nothing lost");
  }

  /** The ledger says that one is to be made; then all ends. */
  private void cutBeforeTheSnapshot() throws Exception {
    try {
      scene.with(CutException.at("ledger"), ThinPool::list);
      throw new AssertionError("no ledger was written");
    } catch (CutException e) {
      Guest.forget(scene.device());
    }
  }

  /** The first block tells of a snapshot in the last one, where there is nothing. */
  private void tear() throws Exception {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(metadata)).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(SNAPSHOT_AT, all.capacity() / BLOCK_BYTES - 1);
    CRC32C crc = new CRC32C();
    crc.update(all.slice(4, BLOCK_BYTES - 4));
    all.putInt(0, ~(int) crc.getValue() ^ CHECKSUM_SEED);
    Files.write(metadata, all.array());
    try {
      Guest.run("thin_check", metadata.toString());
    } catch (AssertionError e) {
      return;
    }
    throw new AssertionError("is not torn");
  }
}
