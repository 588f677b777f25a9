@org.jspecify.annotations.NullMarked
package io.mesosappc.appc;
