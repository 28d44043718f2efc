package dev.restrict.lock;

import dev.restrict.Status.Descriptor;
import dev.restrict.Status.Notice;
import java.util.List;

/**
 * The result of putting a plan in force.
 *
 * @param threads how many threads are covered
 * @param descriptors what was open and reaches outside the policy
 * @param notices what was found out only then
 */
record Enforced(int threads, List<Descriptor> descriptors, List<Notice> notices) {}
