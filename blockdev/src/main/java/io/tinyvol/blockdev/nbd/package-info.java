/** A server of network block devices (NBD): others attach volumes over a socket. */
@NullMarked
package io.tinyvol.blockdev.nbd;

import org.jspecify.annotations.NullMarked;
