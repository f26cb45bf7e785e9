package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.tool.Program;
import io.tinyvol.cas.Digest;
import io.tinyvol.posix.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The pools whose ledgers lie in a folder. Thread-safe, also between processes: a pool has one that
 * changes it at a time.
 */
public final class ThinPools {
  private static final Duration MODPROBE_TIMEOUT = Duration.ofSeconds(30);

  private final Path folder;
  private final Duration patience;
  private final Steps steps;

  /**
   * The pools in a folder, which need not be there as long as there are none.
   *
   * @param patience how long to wait for a pool that somebody else changes
   */
  public ThinPools(Path folder, Duration patience, Steps steps) {
    this.folder = folder;
    this.patience = patience;
    this.steps = steps;
  }

  /** The names of all pools, sorted. */
  public List<String> names() throws IOException {
    return folders().stream().filter(name -> of(name).exists()).toList();
  }

  /**
   * What the volumes of all pools were made of, which keeps that in the store: what is changed in
   * them can be captured, and others are made from them. Says for people whose each root is.
   *
   * @throws io.tinyvol.cas.CorruptDataException if a ledger is damaged
   * @throws IOException if one cannot be read, by another user say
   */
  public Map<Digest, String> roots() throws IOException {
    Map<Digest, String> roots = new LinkedHashMap<>();
    for (String name : folders()) {
      try {
        Ledger ledger = of(name).read();
        ledger.intent().ifPresent(intent -> roots.put(intent.thin().source().root(), holder(name)));
        ledger.thins().forEach(thin -> roots.put(thin.source().root(), holder(name)));
      } catch (NoSuchPoolException e) {
        // It is being made, or has gone.
      }
    }
    return roots;
  }

  /** Also those of which it cannot be known whether they are pools: to read them says why. */
  private List<String> folders() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static String holder(String pool) {
    return "disks in pool " + pool;
  }

  private PoolFolder of(String name) {
    return new PoolFolder(name, folder.resolve(name));
  }

  /**
   * Makes a pool, which is active and durable on return. After a failure there is none, and nothing
   * of it.
   *
   * @throws PoolTakenException if there is one of that name
   */
  public ThinPool init(String name, PoolInit wanted, Instant now) throws IOException {
    OwnerOnly.makeFolder(folder);
    PoolFolder place = of(name);
    place.make();
    try (PoolFolder.Lock _ = PoolLocks.await(place, patience)) {
      if (place.exists()) {
        throw new PoolTakenException("pool " + name + ": exists already");
      }
      DeviceMapper mapper = openMapper();
      Ledger ledger = new PoolMaker(place).make(wanted, now);
      try {
        new PoolDevice(name, ledger.config(), mapper).activateNew();
        place.write(ledger);
      } catch (IOException e) {
        undo(name, ledger, mapper, e);
        throw e;
      }
      return new ThinPool(new PoolAccess(place, mapper, patience, steps));
    } catch (IOException e) {
      if (!place.exists()) {
        place.remove();
      }
      throw e;
    }
  }

  private static void undo(String name, Ledger ledger, DeviceMapper mapper, IOException cause) {
    try (mapper) {
      new PoolDevice(name, ledger.config(), mapper).deactivate();
      PoolMaker.unmake(ledger.config());
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * A pool, which need not be active yet.
   *
   * @throws NoSuchPoolException if there is none of that name
   */
  public ThinPool open(String name) throws IOException {
    PoolFolder place = of(name);
    place.read();
    return new ThinPool(new PoolAccess(place, openMapper(), patience, steps));
  }

  /** The device mapper, which has pools as a kind of target; its modules are loaded if need be. */
  private static DeviceMapper openMapper() throws IOException {
    if (!Files.exists(Path.of("/dev/mapper/control"))) {
      modprobe("dm-mod");
    }
    DeviceMapper mapper;
    try {
      mapper = DeviceMapper.open();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "this kernel has no device mapper (/dev/mapper/control); load the module dm-mod", e);
    }
    try {
      if (!mapper.targetTypes().contains("thin-pool")) {
        modprobe("dm-thin-pool");
      }
      if (!mapper.targetTypes().contains("thin-pool")) {
        throw new IOException(
            "this kernel has no thin provisioning; load the module dm-thin-pool, or use another"
                + " target (file:, device:)");
      }
      return mapper;
    } catch (IOException e) {
      mapper.close();
      throw e;
    }
  }

  private static void modprobe(String module) {
    try {
      Program.run("kmod", MODPROBE_TIMEOUT, List.of("modprobe", module));
    } catch (IOException e) {
      // What follows tells whether it is there.
    }
  }
}
