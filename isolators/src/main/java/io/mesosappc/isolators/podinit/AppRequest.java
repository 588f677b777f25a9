package io.mesosappc.isolators.podinit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What pod-init needs to know to make an app's process, written as the items of {@code pod-init.h}.
 *
 * @param program what to execute
 * @param arguments argv
 * @param environment the whole environment
 * @param workingDirectory inside the app's root
 * @param uid user
 * @param gid group
 * @param groups supplementary groups
 * @param capabilities bit n for capability n
 * @param noNewPrivileges whether to set no_new_privs
 * @param mounts file systems that must be mounted from inside the pod
 */
public record AppRequest(
    String program,
    List<String> arguments,
    Map<String, String> environment,
    String workingDirectory,
    int uid,
    int gid,
    List<Integer> groups,
    long capabilities,
    boolean noNewPrivileges,
    List<InnerMount> mounts) {
  private static final int PROGRAM = 1;
  private static final int ARGUMENT = 2;
  private static final int VARIABLE = 3;
  private static final int DIRECTORY = 4;
  private static final int USER = 5;
  private static final int GROUP = 6;
  private static final int OTHER_GROUP = 7;
  private static final int CAPABILITIES = 8;
  private static final int NO_NEW_PRIVILEGES = 9;
  private static final int MOUNT = 10;

  /** The items, one after the other. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    item(out, PROGRAM, text(program));
    arguments.forEach(argument -> item(out, ARGUMENT, text(argument)));
    environment.forEach((name, value) -> item(out, VARIABLE, text(name + "=" + value)));
    item(out, DIRECTORY, text(workingDirectory));
    item(out, USER, number(uid));
    item(out, GROUP, number(gid));
    groups.forEach(group -> item(out, OTHER_GROUP, number(group)));
    item(out, CAPABILITIES, buffer(8).putLong(capabilities).array());
    if (noNewPrivileges) {
      item(out, NO_NEW_PRIVILEGES, new byte[0]);
    }
    mounts.forEach(mount -> item(out, MOUNT, mount(mount)));
    return out.toByteArray();
  }

  private static byte[] mount(InnerMount mount) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(buffer(8).putLong(mount.flags()).array());
    out.writeBytes(number(mount.mayMiss() ? 1 : 0));
    out.writeBytes(text(mount.source()));
    out.writeBytes(text(mount.target()));
    out.writeBytes(text(mount.type()));
    out.writeBytes(text(mount.data()));
    return out.toByteArray();
  }

  private static void item(ByteArrayOutputStream out, int type, byte[] bytes) {
    out.writeBytes(buffer(8).putInt(type).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  private static byte[] text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a program, argument, variable or path holds a NUL: '" + text.replace('\0', '?') + "'");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static byte[] number(int number) {
    return buffer(4).putInt(number).array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
