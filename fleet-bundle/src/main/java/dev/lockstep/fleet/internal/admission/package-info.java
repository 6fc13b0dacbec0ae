/** Which computers may take their updates here. */
package dev.lockstep.fleet.internal.admission;
