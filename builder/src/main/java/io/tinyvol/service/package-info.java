/**
 * What can be asked of a store, whoever owns it: this process ({@code service.local}) or a daemon
 * that is reached through its socket ({@code remote}).
 */
@NullMarked
package io.tinyvol.service;

import org.jspecify.annotations.NullMarked;
