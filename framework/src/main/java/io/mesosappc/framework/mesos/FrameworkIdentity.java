package io.mesosappc.framework.mesos;

import java.time.Duration;

/**
 * What the framework is to the master (Mesos {@code FrameworkInfo}).
 *
 * @param name shown to operators
 * @param user the user tasks run as unless they name one
 * @param role the role whose resources it is offered
 * @param failoverTimeout how long the master keeps the tasks when the scheduler is gone
 */
public record FrameworkIdentity(String name, String user, String role, Duration failoverTimeout) {}
