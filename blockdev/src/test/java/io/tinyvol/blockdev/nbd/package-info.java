/** Tests of the server of network block devices, with the clients that others wrote. */
@NullMarked
package io.tinyvol.blockdev.nbd;

import org.jspecify.annotations.NullMarked;
