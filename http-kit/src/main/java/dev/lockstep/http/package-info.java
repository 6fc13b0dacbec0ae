/** Answers and problems over HTTP, the same from every bundle. Copied into each of them. */
package dev.lockstep.http;
