/** The chunk store in RocksDB. No type of RocksDB's leaves this package. */
@NullMarked
package io.tinyvol.cas.rocks;

import org.jspecify.annotations.NullMarked;
