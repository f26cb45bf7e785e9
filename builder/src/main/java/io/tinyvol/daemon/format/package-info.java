/** The layout of what a daemon remembers: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.daemon.format;

import org.jspecify.annotations.NullMarked;
