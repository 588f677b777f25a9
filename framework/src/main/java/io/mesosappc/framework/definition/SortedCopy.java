package io.mesosappc.framework.definition;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Copies maps in key order, so that equal definitions print, and hash, alike. */
final class SortedCopy {
  private SortedCopy() {}

  static Map<String, String> of(Map<String, String> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
