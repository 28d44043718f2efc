package dev.restrict.spring.diagnostics;

import dev.restrict.spring.RestrictProperties;
import dev.restrict.text.Nearest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains a name below {@code restrict} that is no property, and names the nearest one. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer
    extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("restrict");

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
    StringBuilder description = new StringBuilder();
    StringBuilder action = new StringBuilder();
    for (ConfigurationProperty property : cause.getUnboundProperties()) {
      ConfigurationPropertyName name = property.getName();
      if (!PREFIX.isAncestorOf(name)) {
        return null;
      }
      String nearest = nearest(name);
      String line = description.isEmpty() ? "" : "%n%n".formatted();
      description.append(
          "%s%s: there is no such property; did you mean %s?%n%n    Property: %s%n    Value: \"%s\""
              .formatted(line, name, nearest, name, property.getValue()));
      if (property.getOrigin() != null) {
        description.append("%n    Origin: %s".formatted(property.getOrigin()));
      }
      action.append("Write %s, or remove %s. ".formatted(nearest, name));
    }
    return description.isEmpty()
        ? null
        : new FailureAnalysis(description.toString(), action.toString().trim(), cause);
  }

  /** The name with its first unknown element replaced by the nearest known one. */
  private static String nearest(ConfigurationPropertyName name) {
    Class<?> type = RestrictProperties.class;
    ConfigurationPropertyName known = PREFIX;
    for (int i = 1; i < name.getNumberOfElements(); i++) {
      String element = name.getElement(i, Form.ORIGINAL);
      if (name.isNumericIndex(i)) {
        known = known.append("[" + element + "]");
        continue;
      }
      if (!type.isRecord()) {
        return known.toString();
      }
      String nearest = Nearest.to(name.getElement(i, Form.DASHED), names(type));
      known = known.append(nearest);
      if (!nearest.equals(name.getElement(i, Form.DASHED))) {
        return known.toString();
      }
      type = type(type, nearest);
    }
    return known.toString();
  }

  private static List<String> names(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .map(component -> DataObjectPropertyName.toDashedForm(component.getName()))
        .toList();
  }

  /** The type of a component; of a list, that of its elements. */
  private static Class<?> type(Class<?> record, String name) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (DataObjectPropertyName.toDashedForm(component.getName()).equals(name)) {
        boolean list =
            component.getGenericType() instanceof ParameterizedType parameterized
                && parameterized.getActualTypeArguments()[0] instanceof Class<?>;
        return list
            ? (Class<?>)
                ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
            : component.getType();
      }
    }
    throw new IllegalArgumentException(name);
  }
}
