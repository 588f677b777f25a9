package io.mesosappc.framework.deployment;

import java.util.Optional;

/**
 * One event for the people who watch.
 *
 * @param event what happened: {@code SUBSCRIBED}, {@code LAUNCH}, {@code TASK_RUNNING}, …
 * @param app the app it is about
 * @param task the task it is about
 * @param host the agent's host
 * @param reason Mesos' reason
 * @param message text for people
 */
public record StatusLine(
    String event,
    Optional<String> app,
    Optional<String> task,
    Optional<String> host,
    Optional<String> reason,
    Optional<String> message) {

  static StatusLine of(String event, String message) {
    return new StatusLine(
        event,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(message));
  }

  static StatusLine ofApp(String event, String app, String message) {
    return new StatusLine(
        event,
        Optional.of(app),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(message));
  }
}
