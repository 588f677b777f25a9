package io.mesosappc.appc.discovery;

/** Where an image is looked for by its name. */
public enum SearchPlace {
  /** Directories of this machine: those with any file names, then mirrors. */
  LOCAL,
  /** Locations made from name and labels, without asking anybody. */
  SIMPLE,
  /** Locations that the name's own web pages tell. */
  META
}
