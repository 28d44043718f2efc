package dev.restrict.spring.metrics;

import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.ViolationCount;
import dev.restrict.spring.RestrictViolationEvent;
import dev.restrict.spring.text.Words;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * {@link MeterBinder} for the lock. The meters read the lock when they are asked; nothing is
 * counted twice, so nothing can differ. A kind of violation gets its meter with its first event.
 */
final class RestrictMeterBinder
    implements MeterBinder, ApplicationListener<RestrictViolationEvent>, Ordered {

  private final ProcessLock lock;
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

  RestrictMeterBinder(ProcessLock lock) {
    this.lock = lock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(RestrictMetric.LOCKED.meter(), this, RestrictMeterBinder::locked)
        .description(RestrictMetric.LOCKED.description())
        .register(registry);
    TimeGauge.builder(
            RestrictMetric.LOCK_DURATION.meter(),
            this,
            TimeUnit.MICROSECONDS,
            binder -> binder.lock.status().lockMicros())
        .description(RestrictMetric.LOCK_DURATION.description())
        .register(registry);
    Gauge.builder(
            RestrictMetric.THREADS_COVERED.meter(), this, binder -> binder.lock.status().threads())
        .description(RestrictMetric.THREADS_COVERED.description())
        .register(registry);
    FunctionCounter.builder(
            RestrictMetric.DROPPED.meter(), this, binder -> binder.lock.status().dropped())
        .description(RestrictMetric.DROPPED.description())
        .register(registry);
    registries.add(registry);
    lock.counts().forEach(kind -> register(kind, registry));
  }

  /** Before every other listener: one that fails must not cost the meter. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void onApplicationEvent(RestrictViolationEvent event) {
    registries.forEach(registry -> register(event.getKind(), registry));
  }

  /** Once a registry: the second time it would warn. */
  private void register(ViolationCount kind, MeterRegistry registry) {
    Tags tags =
        Tags.of(
            "layer", Words.lower(kind.layer()),
            "syscall", kind.syscall(),
            "promise", kind.promise().map(Promise::word).orElse("none"),
            "mode", lock.status().mode().map(Words::lower).orElse("none"));
    String name = RestrictMetric.VIOLATIONS.meter();
    if (registry.find(name).tags(tags).functionCounter() == null) {
      FunctionCounter.builder(name, this, binder -> binder.count(kind))
          .description(RestrictMetric.VIOLATIONS.description())
          .tags(tags)
          .register(registry);
    }
  }

  private double count(ViolationCount kind) {
    return lock.counts().stream()
        .filter(
            other ->
                other.layer() == kind.layer()
                    && other.syscall().equals(kind.syscall())
                    && other.promise().equals(kind.promise()))
        .mapToLong(ViolationCount::count)
        .sum();
  }

  private static double locked(RestrictMeterBinder binder) {
    return binder.lock.status().state() == Status.State.LOCKED ? 1 : 0;
  }
}
