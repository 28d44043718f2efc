package dev.restrict.spring.resolver;

import dev.restrict.RestrictException;
import dev.restrict.net.NameServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The names in /etc/hosts, kept in memory: this machine's own name is often found nowhere else, and
 * after the lock the file may be out of reach.
 */
final class HostsFile {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final Map<String, List<InetAddress>> addresses = new HashMap<>();
  private final Map<InetAddress, String> names = new HashMap<>();

  private HostsFile() {}

  /**
   * Reads the file. A missing file has no names; neither has one that cannot be read, which the log
   * then says.
   */
  static HostsFile read(Path path) {
    HostsFile hosts = new HostsFile();
    try {
      // Lenient: a byte that is not UTF-8, in a comment for example, must not cost the other lines.
      new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().forEach(hosts::add);
    } catch (NoSuchFileException ex) {
      // A machine without the file has no such names.
    } catch (IOException ex) {
      logger.warn(
          "restrict: %s cannot be read, so the names in it are not known to restrict.resolver: %s"
              .formatted(path, ex));
    }
    return hosts;
  }

  private void add(String line) {
    String[] words = line.replaceFirst("#.*", "").trim().split("\\s+");
    if (words.length < 2) {
      return;
    }
    try {
      InetAddress address = NameServers.parse(words[0]).address();
      names.putIfAbsent(address, words[1]);
      Arrays.stream(words)
          .skip(1)
          .map(HostsFile::canonical)
          .distinct()
          .forEach(name -> addresses.computeIfAbsent(name, key -> new ArrayList<>()).add(address));
    } catch (RestrictException ex) {
      // Such as an address with a scope. The line is skipped.
    }
  }

  /** The addresses of a name, in the order of the file; empty if the file does not have it. */
  List<InetAddress> addresses(String name) throws UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    for (InetAddress address : addresses.getOrDefault(canonical(name), List.of())) {
      found.add(InetAddress.getByAddress(name, address.getAddress()));
    }
    return found;
  }

  /** The name of an address; empty if the file does not have it. */
  Optional<String> name(InetAddress address) {
    return Optional.ofNullable(names.get(address));
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
