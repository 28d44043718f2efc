package dev.restrict.spring.lock;

import dev.restrict.AccessRule;
import dev.restrict.MissingPathException;
import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.RestrictException;
import dev.restrict.UnknownPromiseException;
import dev.restrict.spring.RestrictCustomizer;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import dev.restrict.spring.diagnostics.PropertyLookup;
import dev.restrict.spring.diagnostics.RestrictStartException;
import dev.restrict.spring.text.Words;
import dev.restrict.text.Nearest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Makes the policy that the properties ask for. Whatever is wrong with a value is said with the
 * property's name.
 */
public final class PolicyFactory {

  private static final String PROMISES = "restrict.promises";
  private static final String MODE = "restrict.mode";

  private final PropertyLookup lookup;

  public PolicyFactory(PropertyLookup lookup) {
    this.lookup = lookup;
  }

  /** The policy of the properties, and of what code adds to them. */
  public Policy create(RestrictProperties properties, Stream<RestrictCustomizer> customizers) {
    Mode mode = word(MODE, properties.mode(), Mode.values());
    partialHealth(properties);
    Policy.Builder policy =
        Policy.builder()
            .mode(mode)
            .observePaths(properties.observePaths())
            .onUnsupported(
                word(
                    "restrict.on-unsupported", properties.onUnsupported(), OnUnsupported.values()));
    if (properties.promises() != null) {
      policy.promises(promises(properties.promises(), mode));
    }
    if (properties.access() != null) {
      policy.access(access(properties.access()));
    }
    if (properties.ports() != null) {
      policy.ports(ports(properties.ports()));
    }
    customizers.forEach(customizer -> customize(policy, customizer));
    try {
      return policy.build();
    } catch (RestrictException ex) {
      throw new RestrictStartException(
          "The policy of restrict.* and of the RestrictCustomizer beans contradicts itself: "
              + message(ex),
          "Change the properties or the beans.",
          ex);
    }
  }

  /** What {@code restrict.health.partial} says. */
  public static RestrictProperties.Health.Partial partialHealth(RestrictProperties properties) {
    return word(
        "restrict.health.partial",
        properties.health().partial(),
        RestrictProperties.Health.Partial.values());
  }

  private static void customize(Policy.Builder policy, RestrictCustomizer customizer) {
    try {
      customizer.customize(policy);
    } catch (RestrictException ex) {
      throw new RestrictStartException(
          "The RestrictCustomizer %s failed: %s"
              .formatted(customizer.getClass().getName(), message(ex)),
          "Change what it adds to the policy.",
          ex);
    }
  }

  private Set<Promise> promises(List<String> elements, Mode mode) {
    Set<Promise> promises = EnumSet.noneOf(Promise.class);
    for (int i = 0; i < elements.size(); i++) {
      String element = elements.get(i);
      String property = nameOfPromise(i);
      for (String word : element.trim().split("[\\s,]+", -1)) {
        if (word.isEmpty()) {
          continue;
        }
        Promise promise = promise(property, element, word);
        if (promise == Promise.ERROR && mode == Mode.AUDIT) {
          throw new InvalidRestrictPropertyException(
              property,
              element,
              "the promise 'error' means mode error, but %s is 'audit'".formatted(MODE),
              "Remove 'error' from %s, or set %s to 'error'.".formatted(PROMISES, MODE));
        }
        promises.add(promise);
      }
    }
    if (promises.isEmpty()) {
      throw new InvalidRestrictPropertyException(
          PROMISES,
          "",
          "it is set but names no promise",
          "Name at least 'stdio', or remove the property to leave system calls unfiltered.");
    }
    return promises;
  }

  /** A list that was written as one text has no elements with names of their own. */
  private String nameOfPromise(int index) {
    String indexed = "%s[%d]".formatted(PROMISES, index);
    return lookup.find(indexed).isPresent() ? indexed : PROMISES;
  }

  private static Promise promise(String property, String element, String word) {
    try {
      return Promise.of(word);
    } catch (UnknownPromiseException ex) {
      throw new InvalidRestrictPropertyException(
          property,
          element,
          "'%s' is not a promise; did you mean '%s'?".formatted(ex.word(), ex.nearest()),
          "Write '%s', or remove '%s'. The promises are: %s."
              .formatted(ex.nearest(), ex.word(), words(Promise.values(), " ")),
          ex);
    }
  }

  private static List<AccessRule> access(List<RestrictProperties.Access> entries) {
    List<AccessRule> rules = new ArrayList<>();
    Map<Path, String> seen = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      RestrictProperties.Access entry = entries.get(i);
      String pathProperty = "restrict.access[%d].path".formatted(i);
      String flagsProperty = "restrict.access[%d].flags".formatted(i);
      String path =
          required(pathProperty, entry.path(), "the file or directory that the entry is about");
      String flags = required(flagsProperty, entry.flags(), "letters out of 'crwx'");
      AccessRule rule = accessRule(pathProperty, path, flagsProperty, flags);
      String twin = seen.put(rule.path(), pathProperty);
      if (twin != null) {
        throw new InvalidRestrictPropertyException(
            pathProperty,
            path,
            "it is the same path as %s: both are %s".formatted(twin, rule.path()),
            "Merge the two entries into one with the flags of both.");
      }
      rules.add(rule);
    }
    return rules;
  }

  private static AccessRule accessRule(
      String pathProperty, String path, String flagsProperty, String flags) {
    try {
      return AccessRule.of(Path.of(path), flags);
    } catch (MissingPathException ex) {
      throw new InvalidRestrictPropertyException(
          pathProperty,
          path,
          "the path %s cannot be resolved".formatted(Path.of(path).toAbsolutePath()),
          "Create it before the application starts, or remove the entry."
              + " A relative path counts from the working directory, %s."
                  .formatted(Path.of("").toAbsolutePath()),
          ex);
    } catch (InvalidPathException ex) {
      throw new InvalidRestrictPropertyException(
          pathProperty,
          path,
          "it is not a path: " + ex.getReason(),
          "Write a path of this file system.",
          ex);
    } catch (RestrictException ex) {
      throw new InvalidRestrictPropertyException(
          flagsProperty,
          flags,
          message(ex),
          "Use each of 'c' (create), 'r' (read), 'w' (write), 'x' (execute) at most once.",
          ex);
    }
  }

  private static List<PortRule> ports(List<RestrictProperties.Port> entries) {
    List<PortRule> rules = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      RestrictProperties.Port entry = entries.get(i);
      String portProperty = "restrict.ports[%d].port".formatted(i);
      String flagsProperty = "restrict.ports[%d].flags".formatted(i);
      String port = required(portProperty, entry.port(), "a number from 0 to 65535");
      String flags = required(flagsProperty, entry.flags(), "letters out of 'bc'");
      int number = portNumber(portProperty, port);
      RuleProtocol protocols =
          word("restrict.ports[%d].protocol".formatted(i), entry.protocol(), RuleProtocol.values());
      for (Protocol protocol : protocols.all()) {
        String twin = seen.put(protocol.label(number), portProperty);
        if (twin != null) {
          throw new InvalidRestrictPropertyException(
              portProperty,
              port,
              "it is the same %s port as %s".formatted(protocol, twin),
              "Merge the two entries into one with the flags of both.");
        }
        try {
          rules.add(PortRule.of(number, flags, protocol));
        } catch (RestrictException ex) {
          throw new InvalidRestrictPropertyException(
              flagsProperty, flags, message(ex), "Use 'b' (bind), 'c' (connect) or 'bc'.", ex);
        }
      }
    }
    return rules;
  }

  private static int portNumber(String property, String text) {
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= 0 && number <= 65535) {
        return number;
      }
    } catch (NumberFormatException ex) {
      // Said below, as for a number out of range.
    }
    throw new InvalidRestrictPropertyException(
        property, text, "'%s' is not a port".formatted(text), "Use a number from 0 to 65535.");
  }

  private static String required(String property, @Nullable String value, String what) {
    if (!StringUtils.hasText(value)) {
      throw new InvalidRestrictPropertyException(
          property, value, "it is missing", "Set it: %s.".formatted(what));
    }
    return value.trim();
  }

  /** The constant of this word. As everywhere in Spring Boot, case does not matter. */
  private static <E extends Enum<E>> E word(String property, String value, E[] constants) {
    for (E constant : constants) {
      if (Words.lower(constant).equalsIgnoreCase(value.trim())) {
        return constant;
      }
    }
    String nearest =
        Nearest.to(
            value.toLowerCase(Locale.ROOT), Arrays.stream(constants).map(Words::lower).toList());
    throw new InvalidRestrictPropertyException(
        property,
        value,
        "'%s' is not a known value; did you mean '%s'?".formatted(value, nearest),
        "Use one of: %s.".formatted(words(constants, ", ")));
  }

  private static String words(Enum<?>[] constants, String separator) {
    return String.join(separator, Arrays.stream(constants).map(Words::lower).toList());
  }

  private static String message(RestrictException ex) {
    return String.valueOf(ex.getMessage());
  }
}
