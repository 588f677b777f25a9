package io.mesosappc.containerizer.main;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.util.Modules;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.Surroundings;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import io.mesosappc.isolators.syscall.Syscalls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/**
 * The daemon, but it is killed (SIGKILL) before the n-th of its system calls from the moment on at
 * which a file {@code crash} with n in it appears beside its socket.
 */
public final class CrashingDaemonMain extends DaemonMain {
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CrashingDaemonMain()).execute(arguments));
  }

  @Override
  Module module(DaemonSettings settings) {
    Syscalls real = new LinuxSyscalls();
    Countdown countdown = new Countdown(settings.lockDirectory().resolve("crash"), real);
    Syscalls crashing =
        (Syscalls)
            Proxy.newProxyInstance(
                Syscalls.class.getClassLoader(),
                new Class<?>[] {Syscalls.class},
                (proxy, method, values) -> {
                  countdown.step();
                  try {
                    return method.invoke(real, values);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return Modules.override(super.module(settings))
        .with(
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Syscalls.class).toInstance(crashing);
              }

              /** Its system calls would be counted too. */
              @Provides
              Warmth warmth(Surroundings surroundings, Containers containers, Layout layout) {
                return new Warmth(
                    surroundings, containers, layout, settings.installation().podInit(), 0);
              }
            });
  }

  private static final class Countdown {
    private final Path file;
    private final Syscalls real;
    private final AtomicInteger left = new AtomicInteger(-1);

    Countdown(Path file, Syscalls real) {
      this.file = file;
      this.real = real;
    }

    void step() throws Exception {
      if (left.get() < 0) {
        // a thread with another root does not see the file, and does not begin the countdown
        if (!Files.exists(file)) {
          return;
        }
        int count = Integer.parseInt(Files.readString(file).strip());
        Files.deleteIfExists(file);
        left.set(count);
      }
      if (left.getAndDecrement() == 0) {
        real.kill((int) ProcessHandle.current().pid(), 9);
      }
    }
  }
}
