/**
 * What the parts of tinyvol achieve, each beside what the machine would allow: its limit, measured
 * on the same bytes in the same run. See docs/benchmarks.md.
 */
@NullMarked
package io.tinyvol.benchmarks;

import org.jspecify.annotations.NullMarked;
