/** What is done to files everywhere alike. Knows nothing of containers; anybody may call it. */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.files;
