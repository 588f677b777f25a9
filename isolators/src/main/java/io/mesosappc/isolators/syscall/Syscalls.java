package io.mesosappc.isolators.syscall;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that we use. Those that change namespaces, mounts, root or working directory act
 * on the calling thread. Descriptors are close-on-exec. Each method's contract is the man page of
 * its name.
 */
public interface Syscalls {
  // Namespaces and mounts

  void unshare(int flags) throws ErrnoException;

  /** Enters the namespace that a descriptor names. */
  void setNamespace(int namespace, int type) throws ErrnoException;

  void mount(
      @Nullable String source,
      String target,
      @Nullable String type,
      long flags,
      @Nullable String data)
      throws ErrnoException;

  void umount(String target, int flags) throws ErrnoException;

  /**
   * open_tree(2): a copy of the mount of {@code path} that nothing is above of, not mounted
   * anywhere.
   */
  int cloneTree(String path) throws ErrnoException;

  void pivotRoot(String newRoot, String putOld) throws ErrnoException;

  /** Sets attributes of a mount and of all below it; {@code MOUNT_ATTR_…}. */
  void mountSetAttributes(int mount, long set) throws ErrnoException;

  void chdir(String path) throws ErrnoException;

  void fchdir(int directory) throws ErrnoException;

  void setHostName(String name) throws ErrnoException;

  int umask(int mask);

  // Files

  int openAt(int directory, String path, int flags, int mode) throws ErrnoException;

  /** openat2(2): with rules for how the path may be resolved. */
  int openAt2(int directory, String path, int flags, int mode, long resolve) throws ErrnoException;

  void close(int descriptor);

  void mkdirAt(int directory, String path, int mode) throws ErrnoException;

  void mknodAt(int directory, String path, int mode, int major, int minor) throws ErrnoException;

  void symlinkAt(String target, int directory, String path) throws ErrnoException;

  void setXattr(String path, String name, byte[] value) throws ErrnoException;

  /** All extended attributes of a file, by name; a link is not followed. */
  Map<String, byte[]> xattrs(String path) throws ErrnoException;

  FileStatus status(int descriptor) throws ErrnoException;

  /** Reads up to {@code size} bytes; an empty array at the end. */
  byte[] read(int descriptor, int size) throws ErrnoException;

  void write(int descriptor, byte[] bytes) throws ErrnoException;

  void seekToStart(int descriptor) throws ErrnoException;

  /** Brings a whole file system onto its disk. */
  void syncFileSystem(int descriptor) throws ErrnoException;

  /** An anonymous file with these contents. */
  int memoryFile(String name, byte[] contents) throws ErrnoException;

  int eventDescriptor() throws ErrnoException;

  // Sockets: AF_UNIX, SOCK_SEQPACKET

  int listen(String path) throws ErrnoException;

  int connect(String path) throws ErrnoException;

  void send(int socket, byte[] message, List<Integer> descriptors) throws ErrnoException;

  /**
   * Waits up to {@code milliseconds} for a message; empty array: the peer is gone; absent: none
   * came in time.
   */
  Optional<byte[]> receive(int socket, int size, int milliseconds) throws ErrnoException;

  /** poll(2) without a time limit: which of {@code descriptors} are ready, in the same order. */
  boolean[] poll(List<Integer> descriptors, List<Integer> events) throws ErrnoException;

  // Processes

  /**
   * Starts a program in a session of its own, all signals at their defaults and unblocked. It has
   * exactly the descriptors given.
   *
   * @param descriptors of ours, which become 0, 1, 2 … of it
   */
  int spawn(String path, List<String> arguments, List<Integer> descriptors) throws ErrnoException;

  void kill(int pid, int signal) throws ErrnoException;

  int pidDescriptor(int pid) throws ErrnoException;

  void signalPidDescriptor(int pidDescriptor, int signal) throws ErrnoException;

  /** Whether the process ended within that time. */
  boolean awaitEnd(int pidDescriptor, int milliseconds) throws ErrnoException;

  /**
   * Lets the kernel forget a child that has ended; no effect on one that has not, or is none of
   * ours.
   */
  void reap(int pid);

  /**
   * Owner and kind of a file.
   *
   * @param directory whether it is a directory
   * @param uid its owner
   * @param gid its group
   * @param place what no other file has
   */
  record FileStatus(boolean directory, int uid, int gid, Place place) {}

  /**
   * Which file it is.
   *
   * @param mount the mount by which it was reached; 0 before Linux 5.8
   * @param device of its file system, major number in the upper half
   * @param inode its number there
   */
  record Place(long mount, long device, long inode) {}
}
