package dev.restrict.sample.data;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Creates the data folder before any bean is made, because the rules of {@code restrict.access} are
 * checked when the context starts and a rule for a path that does not exist is an error. It also
 * makes {@code documents.data} absolute, so that everything configured under it means the same
 * folder.
 */
class DataFolderEnvironmentPostProcessor implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String configured = environment.getProperty(DataFolder.PROPERTY, "./data");
    DataFolder folder = new DataFolder(Path.of(configured)).create();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "dataFolder", Map.of(DataFolder.PROPERTY, folder.root().toString())));
  }
}
