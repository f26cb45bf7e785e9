package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Makes new metadata for a pool, at another place, of what can be read of the old ones, which are
 * kept. The pool has the old ones until the new ones are found to be whole and its ledger says so.
 */
final class PoolRepair {
  private final PoolSession session;
  private final Places places;

  /** Of a session's pool. */
  PoolRepair(PoolSession session) {
    this.session = session;
    this.places = new Places(session.folder().name());
  }

  /**
   * Does it; the pool is active on return.
   *
   * @param to a device for the new metadata; a file beside the old one where this is empty
   * @param force whether the device is taken although it holds something
   * @return where the old metadata are, and are kept
   * @throws PoolException if nothing whole can be made of them; the ledger is as it was then
   * @throws PoolTakenException if the pool is in use
   */
  PoolPlace run(Optional<Path> to, boolean force) throws IOException {
    Outage outage = Outage.begin(session);
    PoolConfig config = session.ledger().config();
    PoolPlace old = config.metadata();
    PoolPlace fresh = to.isPresent() ? device(to.get(), force) : file(old);
    try {
      make(old, fresh);
    } catch (IOException e) {
      forget(fresh, e);
      throw e;
    }
    session.write(session.ledger().withConfig(config.at(config.data(), fresh)));
    places.release(old);
    new PoolRecovery(session).run();
    outage.end();
    return old;
  }

  private PoolPlace device(Path device, boolean force) throws IOException {
    return new NewPlaces(session.folder()).metadata(device, force);
  }

  /** A file beside the old one, or, where that is a device, beside the ledger. */
  private PoolPlace file(PoolPlace old) throws IOException {
    Path first =
        old.kind() == PoolPlace.Kind.FILE
            ? Path.of(old.path().replaceFirst("(metadata)\\.[0-9]+$", "$1"))
            : session.folder().path().toRealPath().resolve("metadata");
    new NewPlaces(session.folder()).checkLasting(first.resolveSibling(".").toRealPath());
    int number = 1;
    while (Files.exists(numbered(first, number))) {
      number++;
    }
    PoolPlace fresh =
        new PoolPlace(PoolPlace.Kind.FILE, numbered(first, number).toString(), old.sizeBytes());
    NewPlaces.makeFile(fresh);
    return fresh;
  }

  private static Path numbered(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  /** Durable, and found to be whole, on return. */
  private void make(PoolPlace old, PoolPlace fresh) throws IOException {
    Path target = places.open(fresh);
    ThinTools.repair(places.open(old), target, session.ledger());
    Optional<String> damage = ThinTools.damage(target);
    if (damage.isPresent()) {
      throw session.broken("what could be made of its metadata is damaged too: " + damage.get());
    }
    try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    session.stepDone("repaired");
  }

  private void forget(PoolPlace fresh, IOException cause) {
    try {
      places.release(fresh);
      if (fresh.kind() == PoolPlace.Kind.FILE) {
        Files.deleteIfExists(Path.of(fresh.path()));
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
