/**
 * What an app is, independent of the format it was written in. Owns: immutable values, checked in
 * their constructors. Hands on: {@link io.mesosappc.framework.definition.AppDefinition}. Everybody
 * may use it; it uses nobody.
 */
@NullMarked
package io.mesosappc.framework.definition;

import org.jspecify.annotations.NullMarked;
