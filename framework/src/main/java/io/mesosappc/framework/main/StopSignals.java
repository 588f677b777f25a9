package io.mesosappc.framework.main;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns the first SIGTERM or SIGINT into a stop, and the second into an exit at once.
 *
 * <p>A JVM shutdown hook could not: the JVM ignores signals while hooks run. The class that can,
 * {@code sun.misc.Signal} of the supported module {@code jdk.unsupported}, is reached by reflection
 * since the compiler refuses to name it.
 */
final class StopSignals {
  private static final int SIGNALLED = 128;

  private StopSignals() {}

  static void onFirst(Runnable stop) {
    AtomicBoolean asked = new AtomicBoolean();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler behaviour =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              if (asked.getAndSet(true)) {
                int number = (Integer) signal.getMethod("getNumber").invoke(arguments[0]);
                Runtime.getRuntime().halt(SIGNALLED + number);
              }
              stop.run();
              return null;
            }
            return switch (method.getName()) {
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "stop on signal";
            };
          };
      Object handler =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handlerType}, behaviour);
      for (String name : new String[] {"TERM", "INT"}) {
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handlerType).invoke(null, instance, handler);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java runtime has no sun.misc.Signal", e);
    }
  }
}
