package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Promise;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Linux;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the table is whole: no call forgotten, none misspelt. */
class PromiseTableTest {

  /** The calls that belong to no promise, by the reason. */
  private static final Map<String, String> WITHHELD = new LinkedHashMap<>();

  static {
    WITHHELD.put(
        "reaches into other processes, or watches them",
        "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd"
            + " kcmp perf_event_open move_pages migrate_pages fanotify_init fanotify_mark");
    WITHHELD.put(
        "makes calls that no filter sees, or whose arguments are behind a pointer",
        "io_uring_setup io_uring_enter io_uring_register openat2 clone3 io_setup io_destroy"
            + " io_getevents io_submit io_cancel io_pgetevents");
    WITHHELD.put(
        "opens or executes past the rules on paths",
        "open_by_handle_at name_to_handle_at execveat memfd_create memfd_secret uselib");
    WITHHELD.put(
        "runs code in the kernel, or stops the machine",
        "bpf kexec_load kexec_file_load init_module finit_module delete_module create_module"
            + " query_module get_kernel_syms reboot uprobe uretprobe");
    WITHHELD.put(
        "hardware and the odd corners of the processor that exploits are made of",
        "iopl ioperm modify_ldt set_thread_area get_thread_area userfaultfd personality"
            + " remap_file_pages map_shadow_stack");
    WITHHELD.put(
        "the kernel's key rings, System V and POSIX IPC: shared with processes outside",
        "keyctl add_key request_key shmget shmat shmctl shmdt semget semop semctl semtimedop"
            + " msgget msgsnd msgrcv msgctl mq_open mq_unlink mq_timedsend mq_timedreceive"
            + " mq_notify mq_getsetattr");
    WITHHELD.put(
        "administers the system",
        "acct quotactl quotactl_fd swapon swapoff syslog vhangup sysfs ustat lookup_dcookie"
            + " nfsservctl _sysctl statmount listmount lsm_get_self_attr lsm_set_self_attr"
            + " lsm_list_modules listns");
    WITHHELD.put(
        "memory that cannot be swapped or unmapped, and its place: a JVM does without",
        "mlock mlock2 munlock mlockall munlockall mseal set_mempolicy set_mempolicy_home_node");
    WITHHELD.put(
        "has a number and nothing behind it",
        "getpmsg putpmsg afs_syscall tuxcall security epoll_ctl_old epoll_wait_old vserver");
  }

  @Test
  void everyCallOfTheTableExists() {
    Set<String> unknown = new TreeSet<>();
    for (PromiseEntry entry : entries()) {
      for (Grant grant : all(entry)) {
        if (Stream.of(Arch.values()).noneMatch(arch -> arch.has(grant.syscall()))) {
          unknown.add(grant.syscall());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyCallOfTheKernelIsGrantedBySomethingOrWithheldForAReason() {
    Set<String> granted = new TreeSet<>();
    entries().forEach(entry -> all(entry).forEach(grant -> granted.add(grant.syscall())));
    Set<String> withheld = withheld();

    Set<String> undecided = new TreeSet<>();
    Stream.of(Arch.values()).forEach(arch -> undecided.addAll(arch.numbers().values()));
    undecided.removeAll(granted);
    undecided.removeAll(withheld);
    assertThat(undecided).as("neither granted nor withheld: decide").isEmpty();

    Set<String> both = new TreeSet<>(granted);
    both.retainAll(withheld);
    assertThat(both).as("withheld, and yet granted").isEmpty();
  }

  /** The calls that some architecture lacks, and what is made there instead. */
  private static final Map<String, String> NEWER = new LinkedHashMap<>();

  static {
    for (String pair :
        ("open:openat creat:openat stat:newfstatat lstat:newfstatat access:faccessat"
                + " readlink:readlinkat getdents:getdents64 unlink:unlinkat rmdir:unlinkat"
                + " mkdir:mkdirat rename:renameat link:linkat symlink:symlinkat mknod:mknodat"
                + " chmod:fchmodat chown:fchownat lchown:fchownat utime:utimensat utimes:utimensat"
                + " futimesat:utimensat pipe:pipe2 dup2:dup3 poll:ppoll select:pselect6"
                + " epoll_wait:epoll_pwait epoll_create:epoll_create1 eventfd:eventfd2"
                + " signalfd:signalfd4 inotify_init:inotify_init1 fork:clone vfork:clone"
                + " alarm:setitimer pause:rt_sigsuspend time:gettimeofday getpgrp:getpgid"
                + " arch_prctl:")
            .split(" ", -1)) {
      NEWER.put(pair.substring(0, pair.indexOf(':')), pair.substring(pair.indexOf(':') + 1));
    }
  }

  /**
   * Where an architecture lacks a call, a libc makes a newer one in its stead: whoever is granted
   * the one has to be granted the other.
   */
  @ParameterizedTest
  @EnumSource(Arch.class)
  void whatAnArchitectureLacksIsGrantedByItsNewerForm(Arch arch) {
    Set<String> missing = new TreeSet<>();
    Set<String> floor = names(PromiseTable.jvmFloor(), arch::has);
    for (PromiseEntry entry : entries()) {
      Set<String> here = names(entry, arch::has);
      for (String name : names(entry, name -> !arch.has(name))) {
        String newer = NEWER.getOrDefault(name, "undecided");
        if (!newer.isEmpty() && !here.contains(newer) && !floor.contains(newer)) {
          missing.add(name + ": " + newer);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static Set<String> names(PromiseEntry entry, Predicate<String> which) {
    Set<String> names = new TreeSet<>();
    all(entry).stream().map(Grant::syscall).filter(which).forEach(names::add);
    return names;
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void noArchitectureLosesAPromise(Arch arch) {
    for (PromiseEntry entry : entries()) {
      if (!all(entry).isEmpty()) {
        assertThat(all(entry)).as(entry.toString()).anyMatch(grant -> arch.has(grant.syscall()));
      }
    }
  }

  @Test
  void everyCallThatIsWithheldExistsAndHasOneReason() {
    List<String> names = new ArrayList<>();
    WITHHELD.values().forEach(group -> names.addAll(List.of(group.split(" "))));
    assertThat(names)
        .doesNotHaveDuplicates()
        .allMatch(name -> Stream.of(Arch.values()).anyMatch(arch -> arch.has(name)));
  }

  @Test
  void noPromiseRepeatsItselfOrTheFloor() {
    Set<Grant> floor = new HashSet<>(PromiseTable.jvmFloor().calls());
    for (Promise promise : Promise.values()) {
      // Each call once; two helpers may overlap in what they need, but not within one promise.
      assertThat(all(PromiseTable.of(promise)))
          .as(promise.word())
          .doesNotHaveDuplicates()
          .noneMatch(floor::contains);
    }
    assertThat(PromiseTable.jvmFloor().calls()).doesNotHaveDuplicates();
  }

  @Test
  void everyPathHasKnownFlagsAndAReason() {
    for (PromiseEntry entry : entries()) {
      for (PathGrant path : entry.paths()) {
        assertThat(path.access()).as(path.pattern()).isNotEmpty();
        assertThat(path.pattern()).matches("(/|\\$\\{).*");
        assertThat(path.why()).isNotBlank();
      }
    }
  }

  @Test
  void theEmptyPromisesAreThoseThatGrantNothingBySystemCallOrPath() {
    Set<Promise> empty = EnumSet.noneOf(Promise.class);
    for (Promise promise : Promise.values()) {
      PromiseEntry entry = PromiseTable.of(promise);
      if (all(entry).isEmpty() && entry.paths().isEmpty() && entry.ports().isEmpty()) {
        empty.add(promise);
      }
    }
    // pf has nothing to grant on Linux; unveil and error are about this library's own doing.
    assertThat(empty).containsExactlyInAnyOrder(Promise.PF, Promise.UNVEIL, Promise.ERROR);
  }

  @Test
  void theMissingPromiseOfACallIsOneThatGrantsIt() {
    for (Promise promise : Promise.values()) {
      for (Grant grant : all(PromiseTable.of(promise))) {
        long[] arguments = new long[6];
        for (ArgCheck check : grant.checks()) {
          arguments[check.index()] |= check.expected(4711);
        }
        if (grant.checks().stream().allMatch(c -> c.holds(arguments[c.index()], 4711))) {
          Promise named = Grants.missing(grant.syscall(), arguments, 4711, Set.of()).orElseThrow();
          if (named != promise && promise != Promise.EXEC) {
            assertThat(named).as(grant.toString()).isLessThan(promise);
          }
        }
      }
    }
  }

  @Test
  void whoLoadsALibraryLacksProtExecNotExec() {
    long[] map = {0, 4096, Linux.PROT_EXEC | 1, 2, 3, 0};
    assertThat(Grants.missing("mmap", map, 4711, Set.of())).hasValue(Promise.PROT_EXEC);
    assertThat(Grants.missing("execve", new long[6], 4711, Set.of())).hasValue(Promise.EXEC);
  }

  private static Set<String> withheld() {
    Set<String> names = new TreeSet<>();
    WITHHELD.values().forEach(group -> names.addAll(List.of(group.split(" "))));
    return names;
  }

  private static List<PromiseEntry> entries() {
    List<PromiseEntry> entries = new ArrayList<>(List.of(PromiseTable.jvmFloor()));
    for (Promise promise : Promise.values()) {
      entries.add(PromiseTable.of(promise));
    }
    return entries;
  }

  private static List<Grant> all(PromiseEntry entry) {
    List<Grant> all = new ArrayList<>(entry.calls());
    all.addAll(entry.callsWithoutPorts());
    return all;
  }
}
