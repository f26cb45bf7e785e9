package io.tinyvol.cas;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;

class MemoryContentStoreTest extends ContentStoreContract {
  @Override
  ContentStore open(HashAlgorithm hash, Compression compression) {
    return new MemoryContentStore(hash, new Leases());
  }
}
