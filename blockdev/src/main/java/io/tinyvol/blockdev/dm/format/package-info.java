/** Layouts of the device mapper's requests: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.blockdev.dm.format;

import org.jspecify.annotations.NullMarked;
