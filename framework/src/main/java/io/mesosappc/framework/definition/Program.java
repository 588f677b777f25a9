package io.mesosappc.framework.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance runs.
 *
 * @param command the command
 * @param user the user it runs as; absent means the framework's
 * @param environment the app's own variables; they win over the ones the scheduler adds
 * @param fetch files that are fetched into the sandbox first
 */
public record Program(
    Command command, Optional<String> user, Map<String, String> environment, List<Fetch> fetch) {

  public Program {
    environment = SortedCopy.of(environment);
    fetch = List.copyOf(fetch);
  }
}
