package io.mesosappc.containerizer.protocol;

import io.mesosappc.containerizer.lifecycle.ContainerException;
import io.mesosappc.containerizer.lifecycle.Containers;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Gives each call to the handler of its verb, and turns failures into a line on stderr and exit
 * status 1.
 */
public final class Verbs implements CallHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Verbs.class);

  private final Map<Verb, VerbHandler> handlers = new EnumMap<>(Verb.class);

  public Verbs(Containers containers, Clock clock) {
    handlers.put(Verb.RECOVER, (call, reply) -> reply.exit(0));
    handlers.put(Verb.CONTAINERS, new ContainersHandler(containers));
    handlers.put(Verb.LAUNCH, new LaunchHandler(containers));
    handlers.put(Verb.WAIT, new WaitHandler(containers));
    handlers.put(Verb.UPDATE, new UpdateHandler(containers));
    handlers.put(Verb.USAGE, new UsageHandler(containers, clock));
    handlers.put(Verb.DESTROY, new DestroyHandler(containers));
  }

  @Override
  public void handle(Call call, Reply reply) throws InterruptedException {
    VerbHandler handler = handlers.get(call.verb());
    if (handler == null) {
      throw new IllegalStateException("no handler for " + call.verb());
    }
    try {
      handler.handle(call, reply);
    } catch (RequestException | ContainerException e) {
      refuse(call.verb(), e, reply);
    }
  }

  /** Ends a call with a failure. */
  static void refuse(Verb verb, Throwable problem, Reply reply) {
    String why = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    if (problem instanceof ContainerException || problem instanceof RequestException) {
      LOG.warn("{} refused: {}", verb.word(), why);
    } else {
      LOG.error("{} failed", verb.word(), problem);
    }
    reply.complain("mesos-appc: " + verb.word() + " failed: " + why);
    reply.exit(1);
  }

  /** Names the container in the log lines of this thread. */
  static void about(String id) {
    MDC.put("container", id);
  }
}
