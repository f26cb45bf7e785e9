/** Work on all cores whose results are wanted in order. */
@NullMarked
package io.tinyvol.cas.parallel;

import org.jspecify.annotations.NullMarked;
