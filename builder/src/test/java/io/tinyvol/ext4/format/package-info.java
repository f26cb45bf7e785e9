@NullMarked
package io.tinyvol.ext4.format;

import org.jspecify.annotations.NullMarked;
