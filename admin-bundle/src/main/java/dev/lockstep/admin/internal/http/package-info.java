/** Requests and answers of an API in JSON: routes, fields, problems, limits; nothing of what it is about. */
package dev.lockstep.admin.internal.http;
