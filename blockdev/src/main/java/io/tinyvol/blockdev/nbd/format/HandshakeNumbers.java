package io.tinyvol.blockdev.nbd.format;

/** Numbers of the first phase ("Handshake phase" and "Values" of the protocol document). */
public final class HandshakeNumbers {
  /** What a server begins with: NBDMAGIC. */
  public static final long INIT_MAGIC = 0x4e42444d41474943L;

  /** What a server goes on with, and each option begins with: IHAVEOPT. */
  public static final long OPTION_MAGIC = 0x49484156454F5054L;

  /** What a reply to an option begins with. */
  public static final long REPLY_MAGIC = 0x3e889045565a9L;

  /** The bits of the server's flags, and of the client's that answer them. */
  public static final int FIXED_NEWSTYLE = 1;

  public static final int NO_ZEROES = 1 << 1;

  public static final int OPT_EXPORT_NAME = 1;
  public static final int OPT_ABORT = 2;
  public static final int OPT_LIST = 3;
  public static final int OPT_STARTTLS = 5;
  public static final int OPT_INFO = 6;
  public static final int OPT_GO = 7;
  public static final int OPT_STRUCTURED_REPLY = 8;
  public static final int OPT_LIST_META_CONTEXT = 9;
  public static final int OPT_SET_META_CONTEXT = 10;

  public static final int REP_ACK = 1;
  public static final int REP_SERVER = 2;
  public static final int REP_INFO = 3;
  public static final int REP_META_CONTEXT = 4;
  public static final int REP_ERR_UNSUP = 0x80000001;
  public static final int REP_ERR_POLICY = 0x80000002;
  public static final int REP_ERR_INVALID = 0x80000003;
  public static final int REP_ERR_TLS_REQD = 0x80000005;
  public static final int REP_ERR_UNKNOWN = 0x80000006;
  public static final int REP_ERR_SHUTDOWN = 0x80000007;
  public static final int REP_ERR_TOO_BIG = 0x80000009;

  public static final int INFO_EXPORT = 0;
  public static final int INFO_NAME = 1;
  public static final int INFO_DESCRIPTION = 2;
  public static final int INFO_BLOCK_SIZE = 3;

  /** The longest string ("Conventions"): names, descriptions, messages. */
  public static final int MAX_STRING_BYTES = 4096;

  /** An option's magic, its number and the length of its data. */
  public static final int OPTION_HEADER_BYTES = 16;

  private HandshakeNumbers() {}
}
