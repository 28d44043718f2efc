package dev.restrict.spring.resolver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.ServerFailedException;

/**
 * Looks a name up in one domain after the other. As glibc, and unlike dnsjava, it goes on after the
 * failure of one: another domain may be served by others.
 */
final class SearchPath {

  private final LookupSession session;
  private final List<Name> domains;
  private final int ndots;

  /**
   * @param session one without a search path
   * @param ndots a name with at least this many dots is first looked up as it is
   */
  SearchPath(LookupSession session, List<Name> domains, int ndots) {
    this.session = session;
    this.domains = List.copyOf(domains);
    this.ndots = ndots;
  }

  /** The answer for the first name that has one; else the failure that says the most. */
  CompletableFuture<LookupResult> lookup(Name name, int type) {
    return lookup(names(name), type, null).toCompletableFuture();
  }

  private CompletionStage<LookupResult> lookup(
      List<Name> names, int type, @Nullable Throwable before) {
    return session
        .lookupAsync(names.get(0), type)
        .handle(
            (result, failure) -> {
              if (failure == null && (!result.getRecords().isEmpty() || names.size() == 1)) {
                return CompletableFuture.completedFuture(result);
              }
              Throwable cause = cause(failure);
              boolean goesOn = cause == null || isOfOneDomain(cause);
              Throwable told = before instanceof ServerFailedException ? before : cause;
              if (goesOn && names.size() > 1) {
                return lookup(names.subList(1, names.size()), type, told);
              }
              return CompletableFuture.<LookupResult>failedFuture(
                  goesOn && told != null ? told : failure);
            })
        .thenCompose(stage -> stage);
  }

  private static boolean isOfOneDomain(Throwable failure) {
    return failure instanceof NoSuchDomainException
        || failure instanceof NoSuchRRSetException
        || failure instanceof ServerFailedException;
  }

  /** What a stage failed of, without what stages wrap it in. */
  static @Nullable Throwable cause(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private List<Name> names(Name name) {
    if (name.isAbsolute()) {
      return List.of(name);
    }
    List<Name> names = new ArrayList<>();
    domains.forEach(domain -> add(name, domain, names));
    // One more label than dots.
    int asItIs = name.labels() > ndots ? 0 : names.size();
    List<Name> alone = new ArrayList<>();
    add(name, Name.root, alone);
    names.addAll(asItIs, alone);
    return names;
  }

  private static void add(Name name, Name domain, List<Name> to) {
    try {
      to.add(Name.concatenate(name, domain));
    } catch (NameTooLongException e) {
      // There is no such name.
    }
  }
}
