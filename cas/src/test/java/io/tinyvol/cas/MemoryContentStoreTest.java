package io.tinyvol.cas;

import io.tinyvol.cas.codec.Compression;

class MemoryContentStoreTest extends ContentStoreContract {
  @Override
  ContentStore open(HashAlgorithm hash, Compression compression) {
    return new MemoryContentStore(hash);
  }
}
