package io.mesosappc.containerizer.executor;

import java.util.UUID;

/**
 * A status update that the agent has not acknowledged.
 *
 * @param id names it in the acknowledgement; the same however often it is sent
 * @param time when it was made, milliseconds since 1970
 */
record PendingUpdate(UUID id, long time, Report report) {}
