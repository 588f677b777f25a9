package io.mesosappc.appc.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pages from a map; what is not in it is 404, and what is null cannot be reached. */
final class FakePages implements Pages {
  final Map<String, Page> pages = new HashMap<>();
  final List<String> asked = new ArrayList<>();
  boolean allowsHttp;

  void put(String url, String html) {
    pages.put(url, new Page(200, URI.create(url), html));
  }

  void breakDown(String url) {
    pages.put(url, null);
  }

  @Override
  public Page get(URI location, int limit) throws PageException {
    String url = location.toString();
    asked.add(url);
    if (!pages.containsKey(url)) {
      return new Page(404, location, "");
    }
    Page page = pages.get(url);
    if (page == null) {
      throw new PageException("cannot fetch " + url, new Exception("no route"));
    }
    return page;
  }

  @Override
  public boolean allows(URI location) {
    return !"http".equals(location.getScheme()) || allowsHttp;
  }
}
