/** Verifies everything that volumes refer to, and names the volumes that damage hurts. */
@NullMarked
package io.tinyvol.volume.check;

import org.jspecify.annotations.NullMarked;
