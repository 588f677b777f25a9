package io.mesosappc.isolators.syscall;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the C library, one line each; see the man page of the name. Those of a launch take
 * text as bytes that end with NUL: JNA's own conversion costs more than most of the calls.
 */
final class LibC {
  static {
    Native.register(
        LibC.class,
        NativeLibrary.getInstance("c", Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
  }

  private LibC() {}

  static native int unshare(int flags);

  static native int setns(int fd, int type);

  static native int mount(
      byte @Nullable [] source,
      byte[] target,
      byte @Nullable [] type,
      long flags,
      byte @Nullable [] data);

  static native int umount2(byte[] target, int flags);

  static native int chdir(byte[] path);

  static native int fchdir(int fd);

  static native int sethostname(String name, long length);

  static native int umask(int mask);

  static native int openat(int directory, byte[] path, int flags, int mode);

  static native int close(int fd);

  static native int mkdirat(int directory, byte[] path, int mode);

  static native int mknodat(int directory, byte[] path, int mode, long device);

  static native int symlinkat(byte[] target, int directory, byte[] path);

  static native int lsetxattr(String path, String name, byte[] value, long size, int flags);

  static native long lgetxattr(String path, String name, byte[] value, long size);

  static native long llistxattr(String path, byte[] list, long size);

  static native int statx(int directory, byte[] path, int flags, int mask, byte[] result);

  static native long read(int fd, byte[] buffer, long size);

  static native long write(int fd, byte[] buffer, long size);

  static native long lseek(int fd, long offset, int whence);

  static native int syncfs(int fd);

  static native int memfd_create(String name, int flags);

  static native int eventfd(int initial, int flags);

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, byte[] address, int length);

  static native int listen(int fd, int backlog);

  static native int connect(int fd, byte[] address, int length);

  static native long sendmsg(int fd, Pointer message, int flags);

  static native long recv(int fd, byte[] buffer, long size, int flags);

  static native int poll(byte[] descriptors, long count, int timeout);

  static native int fcntl(int fd, int command, int argument);

  static native int posix_spawn(
      int[] pid, String path, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

  static native int posix_spawn_file_actions_init(Pointer actions);

  static native int posix_spawn_file_actions_destroy(Pointer actions);

  static native int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int newFd);

  static native int posix_spawnattr_init(Pointer attributes);

  static native int posix_spawnattr_destroy(Pointer attributes);

  static native int posix_spawnattr_setflags(Pointer attributes, short flags);

  static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

  static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

  static native int kill(int pid, int signal);

  static native int waitpid(int pid, int[] status, int options);

  /**
   * syscall(2) with up to five arguments; integers of a variadic call travel as those of any other
   * on our architectures.
   */
  static native long syscall(long number, long a, long b, long c, long d, long e);
}
