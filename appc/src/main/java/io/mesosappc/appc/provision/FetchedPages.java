package io.mesosappc.appc.provision;

import io.mesosappc.appc.discovery.PageException;
import io.mesosappc.appc.discovery.Pages;
import io.mesosappc.appc.fetch.FetchException;
import io.mesosappc.appc.fetch.Fetcher;
import io.mesosappc.appc.fetch.SmallDownload;
import java.net.URI;

/** The pages of discovery, got by the fetcher. */
record FetchedPages(Fetcher fetcher) implements Pages {

  @Override
  public Page get(URI location, int limit) throws PageException, InterruptedException {
    try {
      SmallDownload page = fetcher.fetchPage(location, limit);
      return new Page(page.status(), page.location(), page.text());
    } catch (FetchException e) {
      throw new PageException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public boolean allows(URI location) {
    return fetcher.allows(location);
  }
}
