/** What the commands do, over HTTP, for people who signed in: {@code /api/v1/admin}. */
package dev.lockstep.admin;
