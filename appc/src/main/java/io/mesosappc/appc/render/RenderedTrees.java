package io.mesosappc.appc.render;

import io.mesosappc.appc.render.MergedTree.Source;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.WorkDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The composed trees of a store. Each is named by what it is made of, becomes visible complete or
 * not at all, by one rename, and never changes. One that is found broken is made anew. Thread-safe,
 * also between processes.
 */
public final class RenderedTrees {
  private static final String TREE = "tree";
  private static final String MANIFEST = "made-of.json";

  /** How often somebody else may heal the same broken tree at the same moment. */
  private static final int MOST_ATTEMPTS = 10;

  private final ImageStore store;
  private final FileCloner cloner;

  /** Trees that this process has looked through once. */
  private final Set<String> checked = ConcurrentHashMap.newKeySet();

  RenderedTrees(ImageStore store, FileCloner cloner) {
    this.store = store;
    this.cloner = cloner;
  }

  /**
   * All that are whole, the longest unused first.
   *
   * @throws IOException when the store cannot be read
   */
  public List<RenderedTree> list() throws IOException {
    List<RenderedTree> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(store.rendered())) {
      for (Path directory : directories) {
        Optional<RenderedManifest> manifest = manifest(directory);
        if (manifest.isPresent()) {
          found.add(rendered(directory, manifest.get()));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    found.sort(Comparator.comparing(RenderedTree::lastUsed));
    return found;
  }

  /**
   * Removes a tree, or what is left of it; it disappears at once. The caller knows that no
   * container has it mounted and nobody is about to.
   *
   * @param name as {@link RenderedTree#name} has it
   * @return false when there is none
   * @throws IOException when it cannot be removed
   */
  public boolean remove(String name) throws IOException {
    Path directory = place(name);
    try (WorkDirectory work = store.openWork()) {
      Files.move(directory, work.path().resolve("removed"), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } finally {
      checked.remove(name);
    }
  }

  /** Where a layer is, or would be. */
  Path place(Layer layer) {
    if (layer instanceof Layer.Unpacked unpacked) {
      return unpacked.image().rootfs();
    }
    return place(layer.name()).resolve(TREE);
  }

  /** Where a layer is; one that is composed is made if it is not there whole. */
  Path ready(Layer layer) throws IOException {
    if (layer instanceof Layer.Composed composed) {
      if (!isWhole(composed)) {
        make(composed);
      }
      touch(place(composed.name()).resolve(MANIFEST));
    }
    return place(layer);
  }

  private void make(Layer.Composed layer) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Layer below : layer.layers()) {
      Set<String> implied =
          below instanceof Layer.Unpacked unpacked ? unpacked.implied() : Set.of();
      sources.add(Source.layer(ready(below), implied));
    }
    try (WorkDirectory work = store.openWork()) {
      Path fresh = Files.createDirectory(work.path().resolve(layer.name()));
      TreeWriter writer = new TreeWriter(fresh.resolve(TREE), cloner);
      if (layer.whitelist().isEmpty()) {
        MergedTree.walk(sources, writer);
      } else {
        MergedTree.walk(sources, PathWhitelist.of(layer.whitelist()), writer);
      }
      requireAll(sources);
      RenderedManifest.of(layer, writer.entries()).write(fresh.resolve(MANIFEST));
      publish(fresh, work, layer);
    }
    checked.add(layer.name());
  }

  /** What was removed while it was read would be missing from the tree without a word. */
  private static void requireAll(List<Source> sources) throws IOException {
    for (Source source : sources) {
      if (!Files.isDirectory(source.path(), LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            "cannot render from "
                + source.path()
                + ": it was removed meanwhile; fetch its image again");
      }
    }
  }

  private void publish(Path fresh, WorkDirectory work, Layer.Composed layer) throws IOException {
    Files.createDirectories(store.rendered());
    Path place = place(layer.name());
    for (int attempt = 1; ; attempt++) {
      try {
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (FileSystemException e) {
        // Somebody was faster, or something broken stands there.
        checked.remove(layer.name());
        if (isWhole(layer)) {
          return;
        }
        if (attempt == MOST_ATTEMPTS || !Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
        moveAside(place, work.path().resolve("broken-" + attempt));
      }
    }
  }

  private static void moveAside(Path place, Path aside) throws IOException {
    try {
      Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // Somebody else heals it as well, and was here first.
    }
  }

  /** Looks through a tree when this process meets it first, and at its presence afterwards. */
  private boolean isWhole(Layer.Composed layer) throws IOException {
    Path directory = place(layer.name());
    if (checked.contains(layer.name())) {
      if (Files.isRegularFile(directory.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)
          && Files.isDirectory(directory.resolve(TREE), LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
      checked.remove(layer.name());
    }
    Optional<RenderedManifest> manifest = manifest(directory);
    try {
      if (manifest.isEmpty() || count(directory.resolve(TREE)) != manifest.get().entries()) {
        return false;
      }
    } catch (NoSuchFileException e) {
      // Somebody else found it broken, and removes it.
      return false;
    }
    checked.add(layer.name());
    return true;
  }

  /** The manifest of a tree; empty unless it is the one that the tree's name asks for. */
  private static Optional<RenderedManifest> manifest(Path directory) throws IOException {
    return RenderedManifest.read(directory.resolve(MANIFEST))
        .filter(found -> found.name().equals(directory.getFileName().toString()))
        .filter(found -> Files.isDirectory(directory.resolve(TREE), LinkOption.NOFOLLOW_LINKS));
  }

  private static RenderedTree rendered(Path directory, RenderedManifest manifest)
      throws IOException {
    return new RenderedTree(
        manifest.name(),
        directory.resolve(TREE),
        Set.copyOf(manifest.images()),
        manifest.entries(),
        lastUsed(directory));
  }

  private static Instant lastUsed(Path directory) throws IOException {
    try {
      return Files.getLastModifiedTime(directory.resolve(MANIFEST)).toInstant();
    } catch (NoSuchFileException e) {
      // It is being removed, or made anew by who needs it.
      return Instant.now();
    }
  }

  private Path place(String name) {
    return store.rendered().resolve(name);
  }

  private static void touch(Path file) throws IOException {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (NoSuchFileException e) {
      // Somebody else found the tree broken just now, and is about to put a new one there.
    }
  }

  private static long count(Path tree) throws IOException {
    long[] entries = {0};
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            entries[0]++;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            entries[0]++;
            return FileVisitResult.CONTINUE;
          }
        });
    return entries[0];
  }
}
