package io.tinyvol.oci;

/** A layout or an archive has no image of the name that was asked for. */
public final class NoSuchImageException extends OciException {
  private static final long serialVersionUID = 1L;

  NoSuchImageException(String message) {
    super(message);
  }
}
