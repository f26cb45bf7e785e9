/** Archives and images become trees, and the content of their files goes to the store. */
@NullMarked
package io.tinyvol.builder.archive;

import org.jspecify.annotations.NullMarked;
