/** Volumes as block devices. */
@NullMarked
package io.tinyvol.volume.device;

import org.jspecify.annotations.NullMarked;
