package io.mesosappc.isolators.mount;

import io.mesosappc.isolators.device.Device;
import io.mesosappc.isolators.syscall.Architecture;
import io.mesosappc.isolators.syscall.Errno;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.RootFs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives the calling thread a mount namespace with an app's root in it. The thread is fresh, and
 * ends afterwards: its view of the file system has changed. Straight-line native calls only.
 */
public final class RootBuilder {
  private static final String PROC_FD = "/proc/self/fd/";

  /** man 2 mount: data is one page, its last byte NUL. */
  private static final int LONGEST_OPTIONS = 4095;

  private final Syscalls sys;
  private final Architecture architecture = Architecture.current();

  public RootBuilder(Syscalls sys) {
    this.sys = sys;
    // Once a thread has another root it finds no class file any more: what it may need is loaded
    // before.
    for (Class<?> needed :
        List.of(
            Built.class,
            NumericIdentity.class,
            IdentityLookup.class,
            Tree.class,
            MountException.class,
            ErrnoException.class,
            Errno.class,
            Flags.class,
            Syscalls.FileStatus.class,
            Device.class,
            Device.Link.class,
            BindMount.class)) {
      load(needed);
    }
    load(IdentityLookup.in(new Tree(sys, -1, 0), sys).getClass());
  }

  private static void load(Class<?> needed) {
    try {
      Class.forName(needed.getName(), true, needed.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What was built.
   *
   * @param namespace descriptor of the mount namespace, the caller's to close
   * @param ids whom the app runs as
   */
  public record Built(int namespace, NumericIdentity ids) {}

  /**
   * Builds the root of an app, for the calling thread.
   *
   * @param scratch an empty directory to mount the new root on, in this namespace only
   * @throws MountException if any part of it cannot be built
   */
  public Built build(AppPlan app, Path scratch) throws MountException {
    refuseOverlaps(app.mounts());
    try {
      sys.unshare(Flags.CLONE_FS | Flags.CLONE_NEWNS);
      sys.umask(0);
      sys.mount(null, "/", null, Flags.MS_REC | Flags.MS_SLAVE, null);
      int namespace = sys.openAt(Flags.AT_FDCWD, "/proc/thread-self/ns/mnt", Flags.O_RDONLY, 0);
      try {
        NumericIdentity ids =
            app.root() instanceof RootFs.Overlay overlay ? image(app, overlay, scratch) : host(app);
        return new Built(namespace, ids);
      } catch (ErrnoException | MountException | RuntimeException e) {
        sys.close(namespace);
        throw e;
      }
    } catch (ErrnoException e) {
      throw new MountException("cannot build the root file system: " + e.getMessage(), e);
    }
  }

  private NumericIdentity image(AppPlan app, RootFs.Overlay overlay, Path scratch)
      throws ErrnoException, MountException {
    mountOverlay(overlay, scratch);
    int root = sys.openAt(Flags.AT_FDCWD, scratch.toString(), Flags.O_PATH, 0);
    try {
      Tree tree = new Tree(sys, root, architecture.directory());
      NumericIdentity ids = IdentityLookup.in(tree, sys).resolve(app.process().identity());
      for (String kernelDirectory : List.of("/proc", "/sys", "/dev")) {
        sys.close(plainDirectory(tree, root, kernelDirectory));
      }
      devices(tree);
      for (BindMount mount : app.mounts()) {
        bind(tree, mount, true);
      }
      if (overlay.readOnly()) {
        sys.mount(
            null,
            PROC_FD + root,
            null,
            Flags.MS_REMOUNT | Flags.MS_BIND | Flags.MS_RDONLY | Flags.MS_NODEV,
            null);
      }
      // man 2 pivot_root, NOTES: the old root ends up on top of the new one, and is taken off
      sys.fchdir(root);
      sys.pivotRoot(".", ".");
      sys.umount(".", Flags.MNT_DETACH);
      return ids;
    } finally {
      sys.close(root);
    }
  }

  private NumericIdentity host(AppPlan app) throws ErrnoException, MountException {
    int root = sys.openAt(Flags.AT_FDCWD, "/", Flags.O_PATH, 0);
    try {
      Tree tree = new Tree(sys, root, architecture.directory());
      for (BindMount mount : app.mounts()) {
        bind(tree, mount, false);
      }
      return IdentityLookup.in(tree, sys).resolve(app.process().identity());
    } finally {
      sys.close(root);
    }
  }

  /**
   * Whom a process runs as that stays in the host's mount namespace.
   *
   * @throws MountException if the host knows no such user or group
   */
  public NumericIdentity hostIdentity(AppPlan app) throws MountException {
    try {
      int root = sys.openAt(Flags.AT_FDCWD, "/", Flags.O_PATH, 0);
      try {
        return IdentityLookup.in(new Tree(sys, root, architecture.directory()), sys)
            .resolve(app.process().identity());
      } finally {
        sys.close(root);
      }
    } catch (ErrnoException e) {
      throw new MountException("cannot look up the user: " + e.getMessage(), e);
    }
  }

  private void mountOverlay(RootFs.Overlay overlay, Path scratch)
      throws ErrnoException, MountException {
    String layers =
        overlay.layers().stream().map(RootBuilder::escaped).collect(Collectors.joining(":"));
    String options =
        "lowerdir="
            + layers
            + ",upperdir="
            + escaped(overlay.upper())
            + ",workdir="
            + escaped(overlay.work());
    int length = options.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_OPTIONS) {
      // the kernel would cut them off and mount something else
      throw new MountException(
          "the image's "
              + overlay.layers().size()
              + " layers make mount options of "
              + length
              + " bytes, of "
              + LONGEST_OPTIONS
              + " at most; use a shorter work_dir, or an image with fewer dependencies");
    }
    try {
      sys.mount("overlay", scratch.toString(), "overlay", Flags.MS_NODEV, options);
    } catch (ErrnoException e) {
      String cure =
          e.number() == Errno.EINVAL
              ? "; is the work directory itself on overlayfs? use another work_dir"
              : "";
      throw new MountException(e.getMessage() + cure, e);
    }
  }

  /**
   * overlayfs' options separate with commas and colons (Documentation/filesystems/overlayfs.rst).
   */
  private static String escaped(Path path) {
    return path.toString().replace("\\", "\\\\").replace(",", "\\,").replace(":", "\\:");
  }

  /** A directory that is none by way of a link: what we mount on it must be where its name says. */
  private int plainDirectory(Tree tree, int root, String path)
      throws ErrnoException, MountException {
    try {
      sys.close(tree.directory(path));
      return sys.openAt2(
          root,
          path.substring(1),
          Flags.O_PATH | architecture.directory(),
          0,
          Flags.RESOLVE_NO_SYMLINKS);
    } catch (ErrnoException e) {
      throw new MountException(
          "the image's "
              + path
              + " is not a directory ("
              + e.getMessage()
              + "); build it without one",
          e);
    }
  }

  private void devices(Tree tree) throws ErrnoException {
    // Without devices of its own: a default capability lets root make nodes, and on cgroup v2
    // nothing
    // else would keep it from opening the host's disks by them. Those that it may open are mounted.
    mountAt(tree, "/dev", "tmpfs", Flags.MS_NOSUID | Flags.MS_NODEV, "mode=0755,size=64m");
    int dev = tree.open("/dev");
    try {
      for (Device device : Device.OF_EVERY_APP) {
        if (device.opens()) {
          sys.mknodAt(dev, device.name(), Flags.S_IFREG | device.mode(), 0, 0);
          String target = PROC_FD + dev + "/" + device.name();
          sys.mount("/dev/" + device.name(), target, null, Flags.MS_BIND, null);
        } else {
          sys.mknodAt(
              dev, device.name(), Flags.S_IFCHR | device.mode(), device.major(), device.minor());
        }
      }
      for (Device.Link link : Device.Link.OF_EVERY_APP) {
        sys.symlinkAt(link.target(), dev, link.name());
      }
      for (String directory : List.of("pts", "shm", "mqueue")) {
        sys.mkdirAt(dev, directory, 0755);
      }
    } finally {
      sys.close(dev);
    }
    long quiet = Flags.MS_NOSUID | Flags.MS_NOEXEC;
    mountAt(tree, "/dev/pts", "devpts", quiet, "newinstance,ptmxmode=0666,mode=0620,gid=5");
    mountAt(tree, "/dev/shm", "tmpfs", quiet | Flags.MS_NODEV, "mode=1777,size=64m");
  }

  private void mountAt(Tree tree, String target, String type, long flags, String options)
      throws ErrnoException {
    int at = tree.open(target);
    try {
      sys.mount(type, PROC_FD + at, type, flags, options);
    } finally {
      sys.close(at);
    }
  }

  private void bind(Tree tree, BindMount mount, boolean create)
      throws ErrnoException, MountException {
    int source = source(mount);
    try {
      boolean directory = sys.status(source).directory();
      int target = target(tree, mount, directory, create);
      try {
        sys.mount(PROC_FD + source, PROC_FD + target, null, Flags.MS_BIND | Flags.MS_REC, null);
      } finally {
        sys.close(target);
      }
      int mounted = tree.open(mount.target());
      try {
        sys.mountSetAttributes(
            mounted,
            Flags.MOUNT_ATTR_NOSUID
                | Flags.MOUNT_ATTR_NODEV
                | (mount.readOnly() ? Flags.MOUNT_ATTR_RDONLY : 0));
      } finally {
        sys.close(mounted);
      }
    } finally {
      sys.close(source);
    }
  }

  private int source(BindMount mount) throws MountException {
    try {
      return sys.openAt2(
          Flags.AT_FDCWD, mount.source().toString(), Flags.O_PATH, 0, Flags.RESOLVE_NO_SYMLINKS);
    } catch (ErrnoException e) {
      String cure =
          e.number() == Errno.ELOOP
              ? "; a part of it is a symbolic link: name the directory that it points to"
              : "; make it on the host first";
      throw new MountException(
          "volume " + mount.source() + " for " + mount.target() + ": " + e.getMessage() + cure, e);
    }
  }

  private static int target(Tree tree, BindMount mount, boolean directory, boolean create)
      throws MountException {
    try {
      if (!create) {
        return tree.open(mount.target());
      }
      return directory ? tree.directory(mount.target()) : tree.file(mount.target());
    } catch (ErrnoException e) {
      throw new MountException(
          "volume "
              + mount.source()
              + ": cannot mount on "
              + mount.target()
              + ": "
              + e.getMessage()
              + (create ? "" : "; a task without an image mounts on what the host has"),
          e);
    }
  }

  /** spec ace.md, "Volume Setup": overlapping targets are an error. */
  private static void refuseOverlaps(List<BindMount> mounts) throws MountException {
    List<Path> seen = new ArrayList<>();
    for (BindMount mount : mounts) {
      Path target = Path.of(mount.target()).normalize();
      if (target.getNameCount() == 0) {
        throw new MountException(
            "volume "
                + mount.source()
                + " is to be mounted on /, which is the image's; name a directory below it");
      }
      for (Path other : seen) {
        if (target.equals(other) || other.startsWith(target)) {
          throw new MountException(
              "volumes overlap: "
                  + other
                  + " would be hidden by "
                  + target
                  + "; mount them side by side");
        }
      }
      seen.add(target);
    }
  }
}
