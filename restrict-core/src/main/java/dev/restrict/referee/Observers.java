package dev.restrict.referee;

import dev.restrict.Policy;
import dev.restrict.ViolationCount;
import dev.restrict.audit.recording.Recording;
import dev.restrict.judge.Judge;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.report.ViolationLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** All readers of this process's records: one for each filter that has records. */
public final class Observers {

  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private final ViolationLog log;

  public Observers(ViolationLog log) {
    this.log = log;
  }

  /**
   * Prepares to read a ring. The files needed for that are looked at now, so that audit mode, whose
   * filter comes next, does not record it.
   *
   * @param policy whose denials are recorded there
   * @param judge says what Landlock denies
   * @param audit whether all that is needed is recorded
   * @return begins to read
   */
  public Runnable watch(SystemCalls calls, Ring ring, Policy policy, Judge judge, boolean audit) {
    int pid = (int) ProcessHandle.current().pid();
    Observer observer =
        new Observer(
            ring,
            new ViolationMaker(calls.arch(), pid, policy, judge),
            new DenialCounts(ring, calls.arch(), audit),
            log,
            audit ? Optional.of(new Auditor(calls, pid)) : Optional.empty());
    return () -> {
      observers.add(observer);
      observer.start();
    };
  }

  /** There are more rulesets now. */
  public void judgeBy(Judge judge) {
    observers.forEach(observer -> observer.judgeBy(judge));
  }

  /** Reads what has come. */
  public void poll() {
    observers.forEach(Observer::poll);
  }

  /** How many calls were denied so far. */
  public long count() {
    return observers.stream().mapToLong(Observer::count).sum();
  }

  /** How many records were lost. */
  public long dropped() {
    return observers.stream().mapToLong(Observer::dropped).sum();
  }

  /** How often each kind of violation happened; the sum is {@link #count()}. */
  public List<ViolationCount> counts() {
    return observers.stream()
        .flatMap(observer -> observer.counts().stream())
        .collect(
            Collectors.groupingBy(
                kind -> List.of(kind.layer(), kind.syscall(), kind.promise()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .map(
            same ->
                new ViolationCount(
                    same.get(0).layer(),
                    same.get(0).syscall(),
                    same.get(0).promise(),
                    same.stream().mapToLong(ViolationCount::count).sum()))
        .toList();
  }

  /** What has turned out to be needed so far; empty in modes other than audit. */
  public Optional<Recording> recording() {
    return observers.stream().flatMap(observer -> observer.recording().stream()).findFirst();
  }

  /** Says what the application does from now on, for what is recorded in audit mode. */
  public void phase(String phase) {
    observers.forEach(observer -> observer.phase(phase));
  }
}
