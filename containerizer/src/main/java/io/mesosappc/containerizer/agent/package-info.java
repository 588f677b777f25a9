/**
 * A Mesos agent in a box: does to a containerizer, and to the executors of its containers, what an
 * agent 1.0.4 does, without Mesos. {@link io.mesosappc.containerizer.agent.EmbeddedAgent} is the
 * door. Used by {@code mesos-appc run}, the benches and the integration tests; calls nothing of the
 * daemon but through the containerizer's command line.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.agent;
