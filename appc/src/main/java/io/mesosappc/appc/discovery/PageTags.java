package io.mesosappc.appc.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * What a page says of discovery.
 *
 * @param location the page, after redirects
 * @param status HTTP status
 * @param tags its tags, in their order
 * @param problems what is wrong with the page, a sentence each
 */
record PageTags(URI location, int status, List<Tag> tags, List<String> problems) {
  /** Most tags that are read from a page; nobody needs as many. */
  static final int MOST_TAGS = 100;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  PageTags {
    tags = List.copyOf(tags);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a page. Only tags of its head count: in the body of a page may stand what strangers
   * wrote.
   */
  static PageTags of(Pages.Page page) {
    List<Tag> tags = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    if (page.status() != 200) {
      problems.add("status " + page.status());
      return new PageTags(page.location(), page.status(), tags, problems);
    }
    for (Element meta : Jsoup.parse(page.text()).head().getElementsByTag("meta")) {
      String name = meta.attr("name");
      if (!name.equals(Tag.IMAGES) && !name.equals(Tag.KEYS)) {
        continue;
      }
      if (tags.size() + problems.size() >= MOST_TAGS) {
        problems.add("only its first " + MOST_TAGS + " discovery tags are read");
        break;
      }
      String content = meta.attr("content").strip();
      String[] words = BLANKS.split(content, -1);
      if (words.length != 2) {
        problems.add("tag " + name + " \"" + shortened(content) + "\" is not PREFIX URL");
      } else {
        tags.add(new Tag(name, words[0], words[1]));
      }
    }
    return new PageTags(page.location(), page.status(), tags, problems);
  }

  /** A text from a stranger, short enough to show. */
  static String shortened(String text) {
    String visible = text.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= 200 ? visible : visible.substring(0, 200) + "…";
  }

  /**
   * One tag.
   *
   * @param kind {@link #IMAGES} or {@link #KEYS}
   * @param prefix the image names it speaks of
   * @param url a template for images, a URL for keys
   */
  record Tag(String kind, String prefix, String url) {
    static final String IMAGES = "ac-discovery";
    static final String KEYS = "ac-discovery-pubkeys";

    /** Whether it speaks of a name: the prefix itself, and what is below it by whole elements. */
    boolean matches(String name) {
      String whole = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
      return !whole.isEmpty() && (name.equals(whole) || name.startsWith(whole + "/"));
    }
  }
}
