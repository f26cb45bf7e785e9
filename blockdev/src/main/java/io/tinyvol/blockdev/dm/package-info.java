/** The kernel's device mapper: its devices, their tables, and the messages that they take. */
@NullMarked
package io.tinyvol.blockdev.dm;

import org.jspecify.annotations.NullMarked;
