/**
 * A directory of small texts that may be lost at any time. Owns the files' names, their atomic
 * replacement and their number; knows nothing of what the texts mean. Called by fetch (validators
 * of downloads) and discovery (pages).
 */
@NullMarked
package io.mesosappc.appc.cache;

import org.jspecify.annotations.NullMarked;
