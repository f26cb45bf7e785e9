/** Disks that guests boot from, wherever they lie: the interfaces of all kinds of places. */
@NullMarked
package io.tinyvol.blockdev.disk;

import org.jspecify.annotations.NullMarked;
