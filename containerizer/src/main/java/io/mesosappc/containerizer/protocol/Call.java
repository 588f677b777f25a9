package io.mesosappc.containerizer.protocol;

import java.nio.file.Path;
import java.util.Map;

/**
 * One command of the agent as the client brought it.
 *
 * @param verb what is asked
 * @param workingDirectory the client's: the sandbox where there is one
 * @param environment the client's
 * @param record the bytes after the length word; empty for verbs that take none
 * @param repeated whether the client has sent this call before and lost the connection to the
 *     daemon then
 * @param answered whether the client has already passed a record on to the agent for this call
 */
@SuppressWarnings(
    "ArrayRecordComponent") // never compared, and a record of a megabyte is not copied for form's
// sake
public record Call(
    Verb verb,
    Path workingDirectory,
    Map<String, String> environment,
    byte[] record,
    boolean repeated,
    boolean answered) {
  public Call {
    environment = Map.copyOf(environment);
  }
}
