/** JSON: written from and read into maps, lists, texts, numbers and truth values. */
@NullMarked
package io.tinyvol.json;

import org.jspecify.annotations.NullMarked;
