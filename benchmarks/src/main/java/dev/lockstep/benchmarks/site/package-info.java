/** Measures a whole site of real nodes: how long a start, an update and a module take, and what a node costs. */
package dev.lockstep.benchmarks.site;
