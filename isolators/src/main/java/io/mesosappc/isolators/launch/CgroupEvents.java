package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Eventfds that the kernel signals for what happens in a group of cgroup v1
 * (Documentation/admin-guide/cgroup-v1/memory.rst, 9 to 11). An event ends with its eventfd; the
 * files are not needed any more once it is registered.
 */
final class CgroupEvents {
  private final Syscalls sys;

  CgroupEvents(Syscalls sys) {
    this.sys = sys;
  }

  /**
   * Registers events of one file.
   *
   * @param arguments what to tell of, one for each event; may be empty texts
   * @return an eventfd for each, the caller's to close; if one cannot be registered, none is left
   */
  List<Integer> register(Path group, String file, List<String> arguments) throws ErrnoException {
    int source = open(group.resolve(file), Flags.O_RDONLY);
    try {
      int control = open(group.resolve("cgroup.event_control"), Flags.O_WRONLY);
      try {
        return register(source, control, arguments);
      } finally {
        sys.close(control);
      }
    } finally {
      sys.close(source);
    }
  }

  private List<Integer> register(int source, int control, List<String> arguments)
      throws ErrnoException {
    List<Integer> events = new ArrayList<>();
    try {
      for (String argument : arguments) {
        int event = sys.eventDescriptor();
        events.add(event);
        String line = (event + " " + source + " " + argument).strip();
        sys.write(control, line.getBytes(StandardCharsets.US_ASCII));
      }
      return events;
    } catch (ErrnoException e) {
      events.forEach(sys::close);
      throw e;
    }
  }

  private int open(Path file, int flags) throws ErrnoException {
    return sys.openAt(Flags.AT_FDCWD, file.toString(), flags, 0);
  }
}
