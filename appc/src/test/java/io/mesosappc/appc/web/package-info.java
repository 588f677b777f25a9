/** A small web of hosts on the loopback interface, for tests of whatever fetches. */
package io.mesosappc.appc.web;
