/**
 * The executor of every command task, inside the daemon: an {@link
 * io.mesosappc.containerizer.executor.ExecutorSession} a container, over the agent's v1 HTTP
 * executor API. A pure state machine decides, a session acts and keeps a journal, so that no status
 * is lost when the daemon dies. It owns the interface of the container it reports for. Opened and
 * resumed by {@code lifecycle}; all Mesos messages stay in here.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.executor;
