/** The store's folder: its configuration, who holds it, and where things lie in it. */
@NullMarked
package io.tinyvol.cas.store;

import org.jspecify.annotations.NullMarked;
