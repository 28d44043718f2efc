package dev.restrict.sample.thumbnail;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.springframework.stereotype.Component;

/** Makes small PNG images of big ones. */
@Component
class ThumbnailMaker {

  private final ThumbnailProperties properties;

  ThumbnailMaker(ThumbnailProperties properties) {
    this.properties = properties;
    // ImageIO's cache files would be in java.io.tmpdir, which is out of reach under the lock.
    ImageIO.setUseCache(false);
  }

  /**
   * The PNG bytes of a thumbnail.
   *
   * @throws NotAnImageException if the content is no image that ImageIO reads, or too big a one
   */
  byte[] make(InputStream content) throws IOException {
    try (ImageInputStream input =
        ImageIO.createImageInputStream(new BufferedInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new NotAnImageException("The document is not an image.", null);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        return png(scale(read(reader)));
      } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new NotAnImageException("The image cannot be read.", e);
      } finally {
        reader.dispose();
      }
    }
  }

  private BufferedImage read(ImageReader reader) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width * height > properties.maxPixels()) {
      throw new NotAnImageException(
          "The image has more than %d pixels.".formatted(properties.maxPixels()), null);
    }
    // Every nth pixel is enough for a thumbnail, and keeps a big image out of memory.
    int nth = (int) Math.max(1, Math.max(width, height) / (2L * properties.size()));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(nth, nth, 0, 0);
    return reader.read(0, param);
  }

  private BufferedImage scale(BufferedImage image) {
    double factor =
        Math.min(1.0, (double) properties.size() / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = scaled.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return scaled;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
