/**
 * Which modules and versions have to be there so that the modules that are asked for resolve, and in words why that cannot
 * be; with the resolver that the framework itself uses.
 */
package dev.lockstep.modules.internal.resolution;
