/** The agent: address, check, stage, drain, switch, watch, roll back, report. */
package dev.lockstep.client;
