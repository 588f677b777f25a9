package io.mesosappc.framework.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Names of tasks, as Marathon 1.8 and later writes them. */
public final class TaskNames {
  private TaskNames() {}

  /** {@code group_app.instance-<uuid>._app.1}. */
  public static String taskId(String appId, UUID instance) {
    return appId.substring(1).replace('/', '_') + ".instance-" + instance + "._app.1";
  }

  /** The app's path as a host name, last part first: {@code /group/app} is {@code app.group}. */
  static String hostForm(String appId) {
    List<String> parts = new ArrayList<>(Arrays.asList(appId.substring(1).split("/", -1)));
    Collections.reverse(parts);
    return String.join(".", parts);
  }
}
