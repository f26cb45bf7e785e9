package io.tinyvol.cas;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksContentStoreTest extends ContentStoreContract {
  @TempDir Path folder;

  @Override
  ContentStore open(HashAlgorithm hash, Compression compression) throws IOException {
    return RocksContentStore.open(folder.resolve("chunks"), hash, compression, new Leases());
  }
}
