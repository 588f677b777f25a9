package io.mesosappc.appc.discovery;

import java.net.URI;

/** Gets web pages for discovery, by whatever rules the operator set. Thread-safe. */
public interface Pages {

  /**
   * Asks for a page and follows redirects.
   *
   * @param location with scheme https, or http when {@link #allows} says so
   * @param limit most bytes it may have
   * @return the page, or the server's refusal with a status from 400 to 499
   * @throws PageException when there is no such answer, or the page is bigger
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  Page get(URI location, int limit) throws PageException, InterruptedException;

  /** Whether the operator's rules let a location be fetched at all. */
  boolean allows(URI location);

  /**
   * An answer.
   *
   * @param status HTTP status: 200, or from 400 to 499
   * @param location who answered, after redirects
   * @param text the content, decoded
   */
  record Page(int status, URI location, String text) {}
}
