/** What the site of this computer consists of on disk: its own, or the one that a relay passes on. */
package dev.lockstep.fleet.internal.site;
