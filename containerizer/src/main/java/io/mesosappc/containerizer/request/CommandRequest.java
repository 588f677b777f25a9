package io.mesosappc.containerizer.request;

import io.mesosappc.containerizer.sandbox.SandboxUri;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Mesos CommandInfo.
 *
 * @param shell whether {@code value} is a line for {@code /bin/sh -c}
 * @param value the line, or the program; absent for an image's own program
 * @param arguments argv from 0 on if {@code value} is a program; otherwise appended to an image's
 *     program
 * @param environment the task's own, in order
 * @param inherited of a call's environment, what an executor on the host's files inherits from the
 *     agent
 * @param uris fetched into the sandbox before the start
 * @param user whom the command names itself
 * @param agentUser whom the agent would run it as; absent if it does not switch users
 */
public record CommandRequest(
    boolean shell,
    Optional<String> value,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, String> inherited,
    List<SandboxUri> uris,
    Optional<String> user,
    Optional<String> agentUser) {
  public CommandRequest {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    inherited = Collections.unmodifiableMap(new LinkedHashMap<>(inherited));
    uris = List.copyOf(uris);
  }
}
