/**
 * The application writes its own policy: what audit mode records, the policy that it suggests, the
 * file that it is kept in, and the forms that other sandboxes read. Data and pure functions; only
 * {@link dev.restrict.audit.AuditFile} touches the file system.
 */
package dev.restrict.audit;
