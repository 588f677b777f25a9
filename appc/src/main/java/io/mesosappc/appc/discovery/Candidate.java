package io.mesosappc.appc.discovery;

import java.net.URI;

/**
 * A location that may have an image. That it has, and that it is the one asked for, shows when it
 * is fetched.
 *
 * @param image where the ACI may be
 * @param signature where its detached signature may be
 * @param rule why
 */
public record Candidate(URI image, URI signature, Rule rule) {

  /**
   * What led to a location.
   *
   * @param place the kind of search
   * @param source who said so: the page's URL after redirects, the directory, or the prefix
   * @param text the tag's content, the template, or the file's name
   */
  public record Rule(SearchPlace place, String source, String text) {}

  @Override
  public String toString() {
    return image + " (" + rule.place() + ": " + rule.source() + ": " + rule.text() + ")";
  }
}
