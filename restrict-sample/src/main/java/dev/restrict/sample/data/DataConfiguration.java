package dev.restrict.sample.data;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DataConfiguration {

  @Bean
  DataFolder dataFolder(@Value("${" + DataFolder.PROPERTY + "}") Path root) {
    return new DataFolder(root).create();
  }

  /**
   * Without a document root the web server makes one in java.io.tmpdir and removes it at exit,
   * where the lock refuses it.
   */
  @Bean
  WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> documentRoot(DataFolder folder) {
    return factory -> factory.setDocumentRoot(folder.documentRoot().toFile());
  }
}
