package io.tinyvol.blockdev.nbd;

/**
 * What a server tells of its clients; to be logged, say. It is called from the threads that serve
 * them, several at once, and must be quick. A client is named by its address, or by a number.
 */
public interface NbdEvents {
  /** A client uses an export. */
  void connected(String client, String export);

  /** It does no more, and its device has been closed. */
  void disconnected(String client, String export);

  /** A client has not got what it wanted, or broke the protocol, and its connection ends. */
  void refused(String client, String why);

  /** A request failed, or the closing of a device. The name of the export may be empty. */
  void failed(String client, String export, Throwable failure);
}
