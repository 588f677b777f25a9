package io.mesosappc.appc.discovery;

import io.mesosappc.appc.discovery.PageTags.Tag;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageQuery;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Meta discovery: the page at {@code https://NAME?ac-discovery=1} says where images and keys are,
 * else the page of the name's parent, up to the host (spec discovery.md §Discovery URL).
 *
 * <p>A page may point to any host, as the specification's own example does; which hosts may be
 * asked at all is for {@link Pages#allows}. It may not point to files of this machine.
 */
final class MetaDiscovery {
  private static final String QUERY = "?ac-discovery=1";

  private final Pages pages;
  private final Optional<PageMemory> memory;
  private final int pageBytes;

  MetaDiscovery(Pages pages, Optional<PageMemory> memory, int pageBytes) {
    this.pages = pages;
    this.memory = memory;
    this.pageBytes = pageBytes;
  }

  /**
   * Where pages say the image is; keys are those of the same page, if it has any.
   *
   * @param refresh whether to ask pages again that are remembered
   * @throws PageException when a page gives no answer, so that nobody knows whether its parent
   *     should be asked
   */
  DiscoveryResult images(ImageQuery query, boolean refresh)
      throws PageException, InterruptedException {
    String name = query.name().value();
    Map<String, String> values = TemplateValues.of(query);
    List<String> notes = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    for (String at : ancestors(name)) {
      PageTags page = page(at, refresh, notes);
      List<Tag> matching =
          page.tags().stream()
              .filter(tag -> tag.kind().equals(Tag.IMAGES) && tag.matches(name))
              .toList();
      for (Tag tag : matching) {
        try {
          candidates.add(candidate(page, tag, values));
        } catch (InvalidTemplateException e) {
          notes.add(passedOver(page, tag, String.valueOf(e.getMessage())));
        }
      }
      if (!candidates.isEmpty()) {
        return new DiscoveryResult(query, candidates, keys(page, name, notes), notes);
      }
      if (matching.isEmpty() && page.status() == 200) {
        notes.add(page.location() + ": no tag ac-discovery for " + name);
      }
    }
    return new DiscoveryResult(query, List.of(), List.of(), notes);
  }

  /**
   * Where pages say the public keys for a name are: those of the nearest page that names any.
   *
   * @param notes gets what was passed over
   * @throws PageException when a page gives no answer
   */
  List<KeyLocation> publicKeys(AcIdentifier name, boolean refresh, List<String> notes)
      throws PageException, InterruptedException {
    for (String at : ancestors(name.value())) {
      List<KeyLocation> keys = keys(page(at, refresh, notes), name.value(), notes);
      if (!keys.isEmpty()) {
        return keys;
      }
    }
    return List.of();
  }

  /** The name and what is above it: {@code a/b/c}, {@code a/b}, {@code a}. */
  static List<String> ancestors(String name) {
    List<String> all = new ArrayList<>();
    String at = name;
    all.add(at);
    for (int slash = at.lastIndexOf('/'); slash > 0; slash = at.lastIndexOf('/')) {
      at = at.substring(0, slash);
      all.add(at);
    }
    return all;
  }

  private PageTags page(String at, boolean refresh, List<String> notes)
      throws PageException, InterruptedException {
    URI secure = URI.create("https://" + at + QUERY);
    Optional<PageTags> known = refresh ? Optional.empty() : memory.flatMap(m -> m.find(secure));
    PageTags tags;
    if (known.isPresent()) {
      tags = known.get();
    } else {
      tags = PageTags.of(ask(secure, URI.create("http://" + at + QUERY), notes));
      memory.ifPresent(m -> m.remember(secure, tags));
    }
    for (String problem : tags.problems()) {
      notes.add(tags.location() + ": " + problem);
    }
    return tags;
  }

  private Pages.Page ask(URI secure, URI plain, List<String> notes)
      throws PageException, InterruptedException {
    try {
      return pages.get(secure, pageBytes);
    } catch (PageException e) {
      if (!pages.allows(plain)) {
        throw e;
      }
      notes.add(String.valueOf(e.getMessage()));
      return pages.get(plain, pageBytes);
    }
  }

  private Candidate candidate(PageTags page, Tag tag, Map<String, String> values)
      throws InvalidTemplateException {
    UriTemplate template = UriTemplate.parse(tag.url());
    if (!template.variables().contains(TemplateValues.EXT)) {
      throw new InvalidTemplateException("it has no {ext}, which tells image and signature apart");
    }
    URI image = usable(template.expand(TemplateValues.with(values, TemplateValues.IMAGE)));
    URI signature = usable(template.expand(TemplateValues.with(values, TemplateValues.SIGNATURE)));
    if (image.equals(signature)) {
      throw new InvalidTemplateException("it renders to the same URL for image and signature");
    }
    Candidate.Rule rule =
        new Candidate.Rule(
            SearchPlace.META, page.location().toString(), tag.prefix() + " " + tag.url());
    return new Candidate(image, signature, rule);
  }

  private List<KeyLocation> keys(PageTags page, String name, List<String> notes) {
    List<KeyLocation> keys = new ArrayList<>();
    for (Tag tag : page.tags()) {
      if (tag.kind().equals(Tag.KEYS) && tag.matches(name)) {
        try {
          keys.add(new KeyLocation(usable(tag.url()), tag.prefix(), page.location()));
        } catch (InvalidTemplateException e) {
          notes.add(passedOver(page, tag, String.valueOf(e.getMessage())));
        }
      }
    }
    return keys;
  }

  private URI usable(String text) throws InvalidTemplateException {
    URI location;
    try {
      location = new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidTemplateException("it renders to no URL: " + e.getReason());
    }
    String scheme = String.valueOf(location.getScheme());
    boolean web = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
    if (!web || location.getHost() == null) {
      throw new InvalidTemplateException("nothing but https, or http where allowed, is fetched");
    }
    if (!pages.allows(location)) {
      throw new InvalidTemplateException("the configuration does not allow " + location);
    }
    return location;
  }

  private static String passedOver(PageTags page, Tag tag, String why) {
    return page.location()
        + ": tag "
        + tag.kind()
        + " \""
        + PageTags.shortened(tag.prefix() + " " + tag.url())
        + "\" is passed over: "
        + why;
  }
}
