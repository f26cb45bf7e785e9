/** The layout of a pool's ledger: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.blockdev.thin.format;

import org.jspecify.annotations.NullMarked;
