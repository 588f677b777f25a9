package io.mesosappc.appc.fetch;

import java.util.function.Predicate;

/**
 * Which earlier downloads may stand for a new one.
 *
 * @param memory what is remembered of them
 * @param usable whether the caller still has the content of a tag
 * @param ask whether the server is asked even while it promised that nothing changes
 */
public record Reuse(ValidatorCache memory, Predicate<String> usable, boolean ask) {}
