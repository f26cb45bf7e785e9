package io.tinyvol.service;

/** Where volumes are served. */
public sealed interface ServePlace {
  /** At the socket {@code nbd.sock} in the store's folder. */
  record Store() implements ServePlace {}

  /**
   * At another Unix socket, which is made.
   *
   * @param path an absolute path
   */
  record Socket(String path) implements ServePlace {}

  /**
   * At a TCP port.
   *
   * @param port 0: any that is free
   */
  record Tcp(String host, int port) implements ServePlace {
    /**
     * Reads {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Tcp parse(String text) {
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
        throw new IllegalArgumentException("not HOST:PORT: " + text);
      }
      return new Tcp(text.substring(0, colon), Integer.parseInt(port));
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
