/** Catalogue, compatibility, resolution, and hot deployment as a transaction. */
package dev.lockstep.modules;
