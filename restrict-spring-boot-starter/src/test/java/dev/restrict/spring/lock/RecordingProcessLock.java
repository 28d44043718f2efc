package dev.restrict.spring.lock;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Remembers what the starter asked of the kernel. The kernel itself is tested in restrict-core, in
 * JVMs of its own.
 */
public class RecordingProcessLock
    implements ProcessLock, ApplicationContextInitializer<GenericApplicationContext> {

  public final List<Policy> checked = new ArrayList<>();
  public final List<Policy> locked = new ArrayList<>();
  final List<String> phases = new ArrayList<>();

  private Status status = Statuses.unlocked();
  private List<Violation> violations = List.of();
  private Function<Policy, Status> onLock = Statuses::locked;
  private Consumer<Policy> onCheck = policy -> {};

  public RecordingProcessLock inForce(Status status) {
    this.status = status;
    return this;
  }

  public RecordingProcessLock denied(Violation... violations) {
    this.violations = List.of(violations);
    return this;
  }

  public RecordingProcessLock failCheck(RuntimeException failure) {
    this.onCheck =
        policy -> {
          throw failure;
        };
    return this;
  }

  public RecordingProcessLock failCheck(Error failure) {
    this.onCheck =
        policy -> {
          throw failure;
        };
    return this;
  }

  public RecordingProcessLock failLock(RuntimeException failure) {
    return onLock(
        policy -> {
          throw failure;
        });
  }

  RecordingProcessLock onLock(Function<Policy, Status> onLock) {
    this.onLock = onLock;
    return this;
  }

  /** Registers this lock before the auto-configuration looks for one. */
  @Override
  public void initialize(GenericApplicationContext context) {
    context.registerBean(ProcessLock.class, () -> this);
  }

  @Override
  public void check(Policy policy) {
    checked.add(policy);
    onCheck.accept(policy);
  }

  @Override
  public Status lock(Policy policy) {
    locked.add(policy);
    status = onLock.apply(policy);
    return status;
  }

  @Override
  public void phase(String phase) {
    phases.add(phase);
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public List<Violation> violations() {
    return violations;
  }
}
