/** What people have becomes volumes. */
@NullMarked
package io.tinyvol.builder;

import org.jspecify.annotations.NullMarked;
