/**
 * Where everything of an ext4 file system lies that is made of a tree. Pure: planned from names,
 * sizes and digests alone, and the same tree gives the same plan. Places are hashed from paths, not
 * counted up, so that a small change of a tree moves few things.
 */
@NullMarked
package io.tinyvol.ext4.layout;

import org.jspecify.annotations.NullMarked;
