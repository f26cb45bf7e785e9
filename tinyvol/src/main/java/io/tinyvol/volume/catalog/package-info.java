/** The volumes of a store by name, one durable head file each. */
@NullMarked
package io.tinyvol.volume.catalog;

import org.jspecify.annotations.NullMarked;
