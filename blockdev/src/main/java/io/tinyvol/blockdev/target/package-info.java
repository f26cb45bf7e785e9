/** Places that volumes are written to for a VM to boot from, and what writes them. */
@NullMarked
package io.tinyvol.blockdev.target;

import org.jspecify.annotations.NullMarked;
