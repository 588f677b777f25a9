/** The programs: composition roots that wire everything with Guice. Imported by nobody. */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.main;
