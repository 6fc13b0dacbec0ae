/** Work that takes long: it is begun by one request, and others ask how far it has come. */
package dev.lockstep.admin.internal.work;
