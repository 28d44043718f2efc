package dev.restrict.sample;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Images to upload. */
public final class Images {

  private Images() {}

  /** A picture in this format: png, jpeg, gif or bmp. */
  public static byte[] of(String format, int width, int height) {
    return write(draw(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)), format);
  }

  public static byte[] transparentPng(int width, int height) {
    return write(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB), "png");
  }

  public static byte[] grayJpeg(int width, int height) {
    return write(draw(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY)), "jpeg");
  }

  public static byte[] indexedPng(int width, int height) {
    return write(draw(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED)), "png");
  }

  /** A JPEG that brings a colour profile of its own. */
  public static byte[] profiledJpeg(int width, int height) {
    ColorSpace linear = ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB);
    ComponentColorModel model =
        new ComponentColorModel(
            linear, false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(width, height);
    return write(new BufferedImage(model, raster, false, null), "jpeg");
  }

  private static BufferedImage draw(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillOval(0, 0, image.getWidth(), image.getHeight());
    graphics.dispose();
    return image;
  }

  private static byte[] write(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
