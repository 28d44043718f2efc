package dev.restrict.sample.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.sample.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailMakerTest {

  private final ThumbnailMaker maker = new ThumbnailMaker(new ThumbnailProperties(100, 2_000_000));

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void fitsAndKeepsTheProportions(String format) throws IOException {
    BufferedImage thumbnail = make(Images.of(format, 1000, 500));
    assertThat(thumbnail.getWidth()).isEqualTo(100);
    assertThat(thumbnail.getHeight()).isEqualTo(50);
  }

  @Test
  void doesNotEnlarge() throws IOException {
    assertThat(make(Images.of("png", 10, 20)).getHeight()).isEqualTo(20);
  }

  @Test
  void aLineStaysVisible() throws IOException {
    assertThat(make(Images.of("png", 5000, 1)).getHeight()).isEqualTo(1);
  }

  @Test
  void takesAProfileOfItsOwn() throws IOException {
    assertThat(make(Images.profiledJpeg(300, 300)).getWidth()).isEqualTo(100);
  }

  @Test
  void refusesWhatIsNoImage() {
    assertThatThrownBy(() -> make("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(NotAnImageException.class);
  }

  @Test
  void refusesHalfAnImage() {
    byte[] png = Images.of("png", 300, 300);
    assertThatThrownBy(() -> make(Arrays.copyOf(png, 60))).isInstanceOf(NotAnImageException.class);
  }

  @Test
  void refusesAnImageThatWouldFillTheMemory() {
    assertThatThrownBy(() -> make(Images.of("png", 2001, 1000)))
        .isInstanceOf(NotAnImageException.class)
        .hasMessageContaining("2000000");
  }

  private BufferedImage make(byte[] image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(maker.make(new ByteArrayInputStream(image))));
  }
}
