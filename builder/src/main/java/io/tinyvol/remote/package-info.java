/** A store that a daemon owns, used through its sockets. */
@NullMarked
package io.tinyvol.remote;

import org.jspecify.annotations.NullMarked;
