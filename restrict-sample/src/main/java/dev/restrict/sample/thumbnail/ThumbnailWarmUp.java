package dev.restrict.sample.thumbnail;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Makes one tiny thumbnail of each format before the service is ready.
 *
 * <p>AWT and ImageIO load their native libraries (awt, javajpeg, lcms, mlib_image) when they are
 * first used. Runners run before {@code ApplicationReadyEvent}, at which the lock is made; after it
 * a file cannot be mapped executable without the promise {@code prot_exec}, and the first JPEG that
 * somebody uploads would fail with an {@code UnsatisfiedLinkError}.
 */
@Component
class ThumbnailWarmUp implements ApplicationRunner {

  private final ThumbnailMaker maker;

  ThumbnailWarmUp(ThumbnailMaker maker) {
    this.maker = maker;
  }

  @Override
  public void run(ApplicationArguments args) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (String format : List.of("png", "jpeg", "gif", "bmp")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, format, bytes);
      maker.make(new ByteArrayInputStream(bytes.toByteArray()));
    }
    // Images with a colour profile of their own are converted by lcms.
    new ColorConvertOp(ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB), null).filter(image, null);
    new ColorConvertOp(ColorSpace.getInstance(ColorSpace.CS_GRAY), null).filter(image, null);
  }
}
