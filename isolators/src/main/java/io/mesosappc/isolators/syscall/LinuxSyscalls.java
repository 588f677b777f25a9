package io.mesosappc.isolators.syscall;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The system calls of this machine. Stateless. */
public final class LinuxSyscalls implements Syscalls {
  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int LONGEST_SOCKET_PATH = 107;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int WNOHANG = 1;
  private static final int RESOLVE_ATTEMPTS = 10_000;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int STATX_BASIC_AND_MOUNT = 0x17ff;
  private static final int STATX_SIZE = 256;
  private static final byte[] EMPTY = {0};

  /** linux/limits.h: names of all attributes, and one value. */
  private static final int XATTR_LIST_MAX = 65536;

  private static final int XATTR_SIZE_MAX = 65536;
  private static final int POLLFD_SIZE = 8;
  private static final short SPAWN_SETSIGDEF_SETSIGMASK_SETSID = 0x04 | 0x08 | 0x80;
  private static final int SIGSET_SIZE = 128;
  private static final int SPAWN_OBJECT_SIZE = 512;

  private final Architecture architecture = Architecture.current();

  @Override
  public void unshare(int flags) throws ErrnoException {
    check(LibC.unshare(flags), "unshare 0x" + Integer.toHexString(flags));
  }

  @Override
  public void setNamespace(int namespace, int type) throws ErrnoException {
    check(LibC.setns(namespace, type), "setns 0x" + Integer.toHexString(type));
  }

  @Override
  public void mount(
      @Nullable String source,
      String target,
      @Nullable String type,
      long flags,
      @Nullable String data)
      throws ErrnoException {
    int result =
        LibC.mount(bytesOrNull(source), bytes(target), bytesOrNull(type), flags, bytesOrNull(data));
    if (result != 0) {
      int number = Native.getLastError();
      throw new ErrnoException(
          "mount "
              + (type == null ? source : type)
              + " on "
              + target
              + (data == null ? "" : " with " + data),
          number);
    }
  }

  @Override
  public void umount(String target, int flags) throws ErrnoException {
    check(LibC.umount2(bytes(target), flags), "umount " + target);
  }

  @Override
  public int cloneTree(String path) throws ErrnoException {
    try (Memory name = text(path)) {
      long flags = OPEN_TREE_CLONE | Flags.O_CLOEXEC;
      return (int)
          check(
              LibC.syscall(Architecture.OPEN_TREE, Flags.AT_FDCWD, address(name), flags, 0, 0),
              "open_tree " + path);
    }
  }

  @Override
  public void pivotRoot(String newRoot, String putOld) throws ErrnoException {
    try (Memory a = text(newRoot);
        Memory b = text(putOld)) {
      check(
          LibC.syscall(architecture.pivotRoot(), address(a), address(b), 0, 0, 0),
          "pivot_root " + newRoot);
    }
  }

  @Override
  public void mountSetAttributes(int mount, long set) throws ErrnoException {
    try (Memory empty = text("");
        Memory attributes = new Memory(32)) {
      attributes.clear();
      attributes.setLong(0, set);
      check(
          LibC.syscall(
              Architecture.MOUNT_SETATTR,
              mount,
              address(empty),
              Flags.AT_EMPTY_PATH | Flags.AT_RECURSIVE,
              address(attributes),
              32),
          "mount_setattr 0x" + Long.toHexString(set));
    }
  }

  @Override
  public void chdir(String path) throws ErrnoException {
    check(LibC.chdir(bytes(path)), "chdir " + path);
  }

  @Override
  public void fchdir(int directory) throws ErrnoException {
    check(LibC.fchdir(directory), "fchdir");
  }

  @Override
  public void setHostName(String name) throws ErrnoException {
    check(
        LibC.sethostname(name, name.getBytes(StandardCharsets.UTF_8).length),
        "sethostname " + name);
  }

  @Override
  public int umask(int mask) {
    return LibC.umask(mask);
  }

  @Override
  public int openAt(int directory, String path, int flags, int mode) throws ErrnoException {
    return check(
        LibC.openat(directory, bytes(path), flags | Flags.O_CLOEXEC, mode), "open " + path);
  }

  @Override
  public int openAt2(int directory, String path, int flags, int mode, long resolve)
      throws ErrnoException {
    try (Memory name = text(path);
        Memory how = new Memory(24)) {
      how.setLong(0, Integer.toUnsignedLong(flags | Flags.O_CLOEXEC));
      how.setLong(8, mode);
      how.setLong(16, resolve);
      long result;
      int attempt = 0;
      // man 2 openat2: EAGAIN if anything was renamed or mounted meanwhile, on the whole machine
      do {
        result = LibC.syscall(Architecture.OPENAT2, directory, address(name), address(how), 24, 0);
      } while (result < 0 && Native.getLastError() == Errno.EAGAIN && attempt++ < RESOLVE_ATTEMPTS);
      return (int) check(result, "open " + path);
    }
  }

  @Override
  public void close(int descriptor) {
    LibC.close(descriptor);
  }

  @Override
  public void mkdirAt(int directory, String path, int mode) throws ErrnoException {
    check(LibC.mkdirat(directory, bytes(path), mode), "mkdir " + path);
  }

  @Override
  public void mknodAt(int directory, String path, int mode, int major, int minor)
      throws ErrnoException {
    // makedev(3), as the kernel's new encoding in 64 bits
    long device =
        (minor & 0xffL) | (major & 0xfffL) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    check(LibC.mknodat(directory, bytes(path), mode, device), "mknod " + path);
  }

  @Override
  public void symlinkAt(String target, int directory, String path) throws ErrnoException {
    check(LibC.symlinkat(bytes(target), directory, bytes(path)), "symlink " + path);
  }

  @Override
  public void setXattr(String path, String name, byte[] value) throws ErrnoException {
    check(LibC.lsetxattr(path, name, value, value.length, 0), "lsetxattr " + name + " of " + path);
  }

  @Override
  public Map<String, byte[]> xattrs(String path) throws ErrnoException {
    byte[] names = new byte[XATTR_LIST_MAX];
    int length = (int) LibC.llistxattr(path, names, names.length);
    if (length < 0 && Native.getLastError() == Errno.EOPNOTSUPP) {
      return Map.of(); // a file system without any
    }
    check(length, "llistxattr " + path);
    Map<String, byte[]> all = new TreeMap<>();
    for (String name : new String(names, 0, length, StandardCharsets.UTF_8).split("\0", -1)) {
      if (!name.isEmpty()) {
        byte[] value = new byte[XATTR_SIZE_MAX];
        long size =
            check(
                LibC.lgetxattr(path, name, value, value.length),
                "lgetxattr " + name + " of " + path);
        all.put(name, Arrays.copyOf(value, (int) size));
      }
    }
    return all;
  }

  @Override
  public FileStatus status(int descriptor) throws ErrnoException {
    byte[] result = new byte[STATX_SIZE];
    check(
        LibC.statx(descriptor, EMPTY, Flags.AT_EMPTY_PATH, STATX_BASIC_AND_MOUNT, result), "statx");
    ByteBuffer fields = ByteBuffer.wrap(result).order(ByteOrder.nativeOrder());
    int mode = fields.getShort(28) & 0xffff;
    long device = (long) fields.getInt(136) << 32 | Integer.toUnsignedLong(fields.getInt(140));
    Place place = new Place(fields.getLong(144), device, fields.getLong(32));
    return new FileStatus((mode & 0170000) == 0040000, fields.getInt(20), fields.getInt(24), place);
  }

  @Override
  public byte[] read(int descriptor, int size) throws ErrnoException {
    byte[] buffer = new byte[size];
    long got = check(LibC.read(descriptor, buffer, size), "read");
    return Arrays.copyOf(buffer, (int) got);
  }

  @Override
  public void write(int descriptor, byte[] bytes) throws ErrnoException {
    int done = 0;
    while (done < bytes.length) {
      byte[] rest = done == 0 ? bytes : Arrays.copyOfRange(bytes, done, bytes.length);
      done += (int) check(LibC.write(descriptor, rest, rest.length), "write");
    }
  }

  @Override
  public void seekToStart(int descriptor) throws ErrnoException {
    check(LibC.lseek(descriptor, 0, 0), "lseek");
  }

  @Override
  public void syncFileSystem(int descriptor) throws ErrnoException {
    check(LibC.syncfs(descriptor), "syncfs");
  }

  @Override
  public int memoryFile(String name, byte[] contents) throws ErrnoException {
    int descriptor = check(LibC.memfd_create(name, 1), "memfd_create");
    try {
      write(descriptor, contents);
      return descriptor;
    } catch (ErrnoException e) {
      close(descriptor);
      throw e;
    }
  }

  @Override
  public int eventDescriptor() throws ErrnoException {
    return check(LibC.eventfd(0, Flags.O_CLOEXEC | Flags.O_NONBLOCK), "eventfd");
  }

  @Override
  public int listen(String path) throws ErrnoException {
    int descriptor = check(LibC.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket");
    try {
      byte[] address = socketAddress(path);
      check(LibC.bind(descriptor, address, address.length), "bind " + path);
      check(LibC.listen(descriptor, 8), "listen " + path);
      return descriptor;
    } catch (ErrnoException e) {
      close(descriptor);
      throw e;
    }
  }

  @Override
  public int connect(String path) throws ErrnoException {
    int descriptor = check(LibC.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket");
    try {
      byte[] address = socketAddress(path);
      check(LibC.connect(descriptor, address, address.length), "connect " + path);
      return descriptor;
    } catch (ErrnoException e) {
      close(descriptor);
      throw e;
    }
  }

  private static byte[] socketAddress(String path) throws ErrnoException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_SOCKET_PATH) {
      throw new ErrnoException(
          "socket path of " + name.length + " bytes, of 107 at most, " + path, 36);
    }
    ByteBuffer address = ByteBuffer.allocate(2 + name.length + 1).order(ByteOrder.nativeOrder());
    return address.putShort((short) AF_UNIX).put(name).array();
  }

  @Override
  public void send(int socket, byte[] message, List<Integer> descriptors) throws ErrnoException {
    int controlSize = descriptors.isEmpty() ? 0 : 16 + align(4 * descriptors.size());
    try (Memory all = new Memory(56 + 16 + controlSize + (long) message.length)) {
      all.clear();
      long part = 56;
      long control = part + 16;
      long body = control + controlSize;
      all.write(body, message, 0, message.length);
      all.setPointer(part, all.share(body));
      all.setLong(part + 8, message.length);
      all.setPointer(16, all.share(part));
      all.setLong(24, 1);
      if (controlSize > 0) {
        all.setPointer(32, all.share(control));
        all.setLong(40, controlSize);
        all.setLong(control, 16 + 4L * descriptors.size());
        all.setInt(control + 8, SOL_SOCKET);
        all.setInt(control + 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
          all.setInt(control + 16 + 4L * i, descriptors.get(i));
        }
      }
      check(LibC.sendmsg(socket, all, MSG_NOSIGNAL), "sendmsg");
    }
  }

  @Override
  public Optional<byte[]> receive(int socket, int size, int milliseconds) throws ErrnoException {
    if (pollOne(socket, Flags.POLLIN, milliseconds) == 0) {
      return Optional.empty();
    }
    byte[] buffer = new byte[size];
    long got = check(LibC.recv(socket, buffer, size, 0), "recv");
    return Optional.of(Arrays.copyOf(buffer, (int) got));
  }

  @Override
  public boolean[] poll(List<Integer> descriptors, List<Integer> events) throws ErrnoException {
    byte[] watched = new byte[POLLFD_SIZE * descriptors.size()];
    ByteBuffer fields = ByteBuffer.wrap(watched).order(ByteOrder.nativeOrder());
    for (int i = 0; i < descriptors.size(); i++) {
      fields.putInt(descriptors.get(i)).putShort(events.get(i).shortValue()).putShort((short) 0);
    }
    int result = LibC.poll(watched, descriptors.size(), -1);
    boolean[] ready = new boolean[descriptors.size()];
    if (result < 0) {
      int number = Native.getLastError();
      if (number == Errno.EINTR) {
        return ready;
      }
      throw new ErrnoException("poll", number);
    }
    for (int i = 0; i < ready.length; i++) {
      ready[i] = fields.getShort(i * POLLFD_SIZE + 6) != 0;
    }
    return ready;
  }

  private static int pollOne(int descriptor, int events, int milliseconds) throws ErrnoException {
    byte[] watched = new byte[POLLFD_SIZE];
    ByteBuffer.wrap(watched)
        .order(ByteOrder.nativeOrder())
        .putInt(descriptor)
        .putShort((short) events);
    while (true) {
      int result = LibC.poll(watched, 1, milliseconds);
      if (result >= 0) {
        return result;
      }
      int number = Native.getLastError();
      if (number != Errno.EINTR) {
        throw new ErrnoException("poll", number);
      }
    }
  }

  @Override
  public int spawn(String path, List<String> arguments, List<Integer> descriptors)
      throws ErrnoException {
    List<Integer> high = new ArrayList<>();
    try (Memory actions = new Memory(SPAWN_OBJECT_SIZE);
        Memory attributes = new Memory(SPAWN_OBJECT_SIZE);
        Memory argv = vector(arguments);
        Memory envp = vector(List.of())) {
      LibC.posix_spawn_file_actions_init(actions);
      LibC.posix_spawnattr_init(attributes);
      try {
        for (int i = 0; i < descriptors.size(); i++) {
          // out of the way of the numbers that it gets, or one dup2 could close the source of the
          // next
          int copy = check(LibC.fcntl(descriptors.get(i), F_DUPFD_CLOEXEC, 64), "fcntl F_DUPFD");
          high.add(copy);
          LibC.posix_spawn_file_actions_adddup2(actions, copy, i);
        }
        resetSignals(attributes);
        int[] pid = new int[1];
        int number = LibC.posix_spawn(pid, path, actions, attributes, argv, envp);
        if (number != 0) {
          throw new ErrnoException("posix_spawn " + path, number);
        }
        return pid[0];
      } finally {
        LibC.posix_spawnattr_destroy(attributes);
        LibC.posix_spawn_file_actions_destroy(actions);
        high.forEach(LibC::close);
      }
    }
  }

  private static void resetSignals(Memory attributes) {
    try (Memory set = new Memory(SIGSET_SIZE)) {
      set.clear();
      LibC.posix_spawnattr_setsigmask(attributes, set);
      set.setMemory(0, 8, (byte) 0xff);
      LibC.posix_spawnattr_setsigdefault(attributes, set);
      LibC.posix_spawnattr_setflags(attributes, SPAWN_SETSIGDEF_SETSIGMASK_SETSID);
    }
  }

  /** A NULL-terminated array of strings with the strings behind it. */
  private static Memory vector(List<String> words) {
    List<byte[]> texts = words.stream().map(w -> w.getBytes(StandardCharsets.UTF_8)).toList();
    long size = 8L * (texts.size() + 1) + texts.stream().mapToLong(t -> t.length + 1L).sum();
    Memory memory = new Memory(size);
    memory.clear();
    long at = 8L * (texts.size() + 1);
    for (int i = 0; i < texts.size(); i++) {
      memory.setPointer(8L * i, memory.share(at));
      memory.write(at, texts.get(i), 0, texts.get(i).length);
      at += texts.get(i).length + 1L;
    }
    return memory;
  }

  @Override
  public void kill(int pid, int signal) throws ErrnoException {
    check(LibC.kill(pid, signal), "kill " + pid);
  }

  @Override
  public int pidDescriptor(int pid) throws ErrnoException {
    return (int) check(LibC.syscall(Architecture.PIDFD_OPEN, pid, 0, 0, 0, 0), "pidfd_open " + pid);
  }

  @Override
  public void signalPidDescriptor(int pidDescriptor, int signal) throws ErrnoException {
    check(
        LibC.syscall(Architecture.PIDFD_SEND_SIGNAL, pidDescriptor, signal, 0, 0, 0),
        "pidfd_send_signal");
  }

  @Override
  public boolean awaitEnd(int pidDescriptor, int milliseconds) throws ErrnoException {
    return pollOne(pidDescriptor, Flags.POLLIN, milliseconds) > 0;
  }

  @Override
  public void reap(int pid) {
    LibC.waitpid(pid, new int[1], WNOHANG);
  }

  private static int check(int result, String call) throws ErrnoException {
    return (int) check((long) result, call);
  }

  private static long check(long result, String call) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, Native.getLastError());
    }
    return result;
  }

  /** With the NUL that ends it. */
  private static byte[] bytes(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the kernel would read a part of '" + text + "' only");
    }
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] bytesOrNull(@Nullable String text) {
    return text == null ? null : bytes(text);
  }

  private static Memory text(String text) {
    byte[] bytes = bytes(text);
    Memory memory = new Memory(bytes.length);
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  private static long address(Pointer pointer) {
    return Pointer.nativeValue(pointer);
  }

  private static int align(int size) {
    return (size + 7) & ~7;
  }
}
