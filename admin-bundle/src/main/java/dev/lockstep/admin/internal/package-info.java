/** The resources below {@code /api/v1/admin}, each with its routes; {@code openapi.json} describes them. */
package dev.lockstep.admin.internal;
