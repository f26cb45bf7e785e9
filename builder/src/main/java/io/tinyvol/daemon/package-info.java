/**
 * The long-running owner of a store: what answers at its sockets. The API is described in {@code
 * docs/api.md}.
 */
@NullMarked
package io.tinyvol.daemon;

import org.jspecify.annotations.NullMarked;
