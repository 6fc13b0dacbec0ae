/** Reads external modules, bundles and feature files, into the description that a publisher signs. Needs no OSGi framework. */
package dev.lockstep.module;
