package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.sample.Images;
import dev.restrict.sample.ServiceClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What the service is there for, all of it. */
final class Work {

  private Work() {}

  /** Images of each kind that behaves differently inside ImageIO. */
  static Map<String, byte[]> images() {
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (String format : List.of("png", "jpeg", "gif", "bmp")) {
      images.put("plain." + format, Images.of(format, 640, 480));
    }
    images.put("transparent.png", Images.transparentPng(300, 300));
    images.put("indexed.png", Images.indexedPng(300, 300));
    images.put("gray.jpeg", Images.grayJpeg(300, 300));
    images.put("profiled.jpeg", Images.profiledJpeg(300, 300));
    return images;
  }

  /** Uploads, lists, downloads, makes thumbnails and deletes, and expects that each succeeds. */
  static void everything(ServiceClient client) throws IOException {
    for (Map.Entry<String, byte[]> image : images().entrySet()) {
      String name = image.getKey();
      String type = "image/" + name.substring(name.indexOf('.') + 1);
      String id = client.store(name, type, image.getValue());
      assertThat(client.json("/documents").toString()).contains(id);
      assertThat(client.get("/documents/" + id + "/content").body()).isEqualTo(image.getValue());
      for (int i = 0; i < 2; i++) {
        assertThat(client.get("/documents/" + id + "/thumbnail").statusCode())
            .as(name)
            .isEqualTo(200);
      }
      assertThat(client.delete("/documents/" + id).statusCode()).isEqualTo(204);
      assertThat(client.get("/documents/" + id).statusCode()).isEqualTo(404);
    }
    assertThat(client.upload("big", "text/plain", new byte[11 * 1024 * 1024]).statusCode())
        .isEqualTo(413);
    assertThat(client.get("/").statusCode()).isEqualTo(200);
    assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
  }

  /** Reads the actuator's endpoints, and each metric. */
  static void actuator(ServiceClient client) throws IOException {
    assertThat(client.json("/actuator/health").get("status").asString()).isEqualTo("UP");
    client.json("/actuator/info");
    for (var name : client.json("/actuator/metrics").get("names")) {
      client.json("/actuator/metrics/" + name.asString());
    }
  }

  /** This many requests over this many connections; returns what went wrong. */
  static List<String> load(ServiceClient client, int requests, int connections) throws IOException {
    String image = client.store("load.png", "image/png", Images.of("png", 400, 300));
    byte[] text = "under load\n".repeat(300).getBytes(StandardCharsets.UTF_8);
    AtomicInteger next = new AtomicInteger();
    List<Future<List<String>>> workers = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(connections);
    try {
      for (int i = 0; i < connections; i++) {
        workers.add(
            pool.submit(
                () -> {
                  List<String> errors = new ArrayList<>();
                  for (int n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                    int status = request(client, n, image, text);
                    if (status / 100 != 2) {
                      errors.add("request " + n + ": " + status);
                    }
                  }
                  return errors;
                }));
      }
      List<String> errors = new ArrayList<>();
      for (Future<List<String>> worker : workers) {
        errors.addAll(worker.get());
      }
      return errors;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static int request(ServiceClient client, int n, String image, byte[] text)
      throws IOException {
    return switch (n % 10) {
      case 0 -> client.upload(n + ".txt", "text/plain", text).statusCode();
      case 1, 2, 3, 4 -> client.get("/documents").statusCode();
      case 5, 6, 7 -> client.get("/documents/" + image + "/content").statusCode();
      default -> client.get("/documents/" + image + "/thumbnail").statusCode();
    };
  }
}
