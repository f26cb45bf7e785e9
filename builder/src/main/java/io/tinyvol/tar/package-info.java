/**
 * Reads tar archives of any common kind as a stream: Unix V7, POSIX ustar and pax, GNU.
 *
 * <p>It is our own because names and extended attributes are bytes. commons-compress keeps the
 * values of extended headers as text that it decoded as UTF-8 (its {@code TarUtils.parsePaxHeaders}
 * gives a map of strings), so a {@code security.capability}, which has bytes that are no UTF-8,
 * comes out as another value; and so does a name in another encoding.
 */
@NullMarked
package io.tinyvol.tar;

import org.jspecify.annotations.NullMarked;
