package io.mesosappc.isolators.cgroup;

import io.mesosappc.isolators.cgroup.file.Controller;
import java.nio.file.Path;
import java.util.List;

/**
 * A mounted cgroup hierarchy that we use.
 *
 * @param mount where it is mounted
 * @param unified whether it is cgroup v2
 * @param controllers those of it that we use
 * @param names the kernel's names of all controllers it has, and {@code freezer} and {@code
 *     devices} of v1
 */
record Hierarchy(Path mount, boolean unified, List<Controller> controllers, List<String> names) {}
