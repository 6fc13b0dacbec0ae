package dev.lockstep.core.audit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/**
 * Marks the methods of services that make entries in the audit log. The service records what it did or refused itself, by
 * {@code core.node.Audit}, so that it does not matter who called it; {@code AuditedIT} finds implementations that do not.
 */
@Documented
@Target(ElementType.METHOD)
public @interface Audited {}
