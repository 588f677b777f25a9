package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request for isolation, with its value as it was written: who enforces it knows its form (spec
 * types.md §Isolator Type).
 *
 * @param name such as {@code resource/cpu}
 * @param value any JSON value
 */
public record Isolator(AcIdentifier name, JsonNode value) {}
