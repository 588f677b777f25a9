/**
 * Finds places: which instance fits which offer, with which resources and ports, and why others do
 * not. Pure. Called by deployment and by main's dry run.
 */
@NullMarked
package io.mesosappc.framework.offers;

import org.jspecify.annotations.NullMarked;
