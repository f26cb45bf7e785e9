package io.tinyvol.service;

import java.util.UUID;

/**
 * A clone to be made.
 *
 * @param source the volume to clone
 * @param name what to call the clone
 * @param uuid the clone's identity: who repeats a request with it gets one clone
 */
public record CloneRequest(String source, String name, UUID uuid) {}
