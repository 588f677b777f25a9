package io.mesosappc.appc.trust;

/** Whose directory a trusted key is in. */
public enum Place {
  /** That of a package or a vendor, which is only read. */
  SYSTEM,
  /** That of the operator of this machine, which says the last word. */
  LOCAL
}
