package io.mesosappc.appc.discovery;

import io.mesosappc.appc.cache.TextCache;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says where an image may be, by its name and labels. Thread-safe; a search for pages blocks the
 * calling thread, which may be interrupted.
 */
public final class Discovery {
  private final DiscoveryConfig config;
  private final List<LocalDirectory> directories;
  private final List<MirrorDirectory> mirrors;
  private final SimpleDiscovery simple;
  private final MetaDiscovery meta;

  /**
   * Discovery as configured.
   *
   * @param directories an operator's directories with any file names, searched before the mirrors
   * @param pages gets the pages of meta discovery
   * @param memory keeps what pages said; empty to ask each time
   */
  public Discovery(
      DiscoveryConfig config,
      List<LocalDirectory> directories,
      Pages pages,
      Optional<TextCache> memory) {
    this(config, directories, pages, memory, InstantSource.system());
  }

  Discovery(
      DiscoveryConfig config,
      List<LocalDirectory> directories,
      Pages pages,
      Optional<TextCache> memory,
      InstantSource clock) {
    this.config = config;
    this.directories = List.copyOf(directories);
    this.mirrors = config.mirrors().stream().map(MirrorDirectory::new).toList();
    this.simple = new SimpleDiscovery(config.simplePrefixes());
    this.meta =
        new MetaDiscovery(
            pages,
            memory.map(texts -> new PageMemory(texts, config.found(), config.nothing(), clock)),
            config.pageBytes());
  }

  /** Where to look, in this order. */
  public List<SearchPlace> order() {
    return config.order();
  }

  /**
   * Looks in one place, whether it is in the {@link #order} or not.
   *
   * @return locations to try, none of which need exist; empty when there are none
   * @param refresh whether to ask pages again that are remembered
   * @throws DiscoveryException when a page or a directory cannot be read
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public DiscoveryResult look(SearchPlace place, ImageQuery query, boolean refresh)
      throws DiscoveryException, InterruptedException {
    try {
      return switch (place) {
        case LOCAL -> new DiscoveryResult(query, local(query), List.of(), List.of());
        case SIMPLE -> new DiscoveryResult(query, simple.candidates(query), List.of(), List.of());
        case META -> meta.images(query, refresh);
      };
    } catch (PageException | IOException e) {
      throw new DiscoveryException(query.name(), e);
    }
  }

  /**
   * Looks everywhere, for somebody who wants to see it: a place that cannot be searched is a note.
   * Public keys are included.
   *
   * @param refresh whether to ask pages again that are remembered
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public DiscoveryResult discover(ImageQuery query, boolean refresh) throws InterruptedException {
    DiscoveryResult all = new DiscoveryResult(query, List.of(), List.of(), List.of());
    for (SearchPlace place : config.order()) {
      try {
        all = all.and(look(place, query, refresh));
      } catch (DiscoveryException e) {
        all = all.and(noted(query, e));
      }
    }
    if (all.publicKeys().isEmpty() && config.order().contains(SearchPlace.META)) {
      try {
        List<String> notes = new ArrayList<>();
        List<KeyLocation> keys = meta.publicKeys(query.name(), false, notes);
        all = all.and(new DiscoveryResult(query, List.of(), keys, notes));
      } catch (PageException e) {
        all = all.and(noted(query, e));
      }
    }
    return all;
  }

  /**
   * Where the public keys for a name are said to be: by the nearest page that names any. Whether to
   * trust what is there is for a person to say.
   *
   * @param refresh whether to ask pages again that are remembered
   * @return empty when no page names any
   * @throws DiscoveryException when a page cannot be had
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public List<KeyLocation> publicKeys(AcIdentifier name, boolean refresh)
      throws DiscoveryException, InterruptedException {
    try {
      return meta.publicKeys(name, refresh, new ArrayList<>());
    } catch (PageException e) {
      throw new DiscoveryException(name, e);
    }
  }

  private List<Candidate> local(ImageQuery query) throws IOException {
    List<Candidate> found = new ArrayList<>();
    for (LocalDirectory directory : directories) {
      for (Path file : directory.find(query)) {
        String name = String.valueOf(file.getFileName());
        found.add(
            new Candidate(
                file.toUri(),
                file.resolveSibling(name + ".asc").toUri(),
                new Candidate.Rule(SearchPlace.LOCAL, directory.path().toString(), name)));
      }
    }
    for (MirrorDirectory mirror : mirrors) {
      found.addAll(mirror.find(query));
    }
    return found;
  }

  private static DiscoveryResult noted(ImageQuery query, Exception problem) {
    return new DiscoveryResult(
        query, List.of(), List.of(), List.of(String.valueOf(problem.getMessage())));
  }
}
