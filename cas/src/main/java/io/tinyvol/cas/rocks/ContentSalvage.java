package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentPruner.Pause;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.codec.RecordCodec;
import io.tinyvol.cas.lease.Leases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;

/**
 * Copies what is whole of a damaged database into a new one. Every record names itself by its
 * digest, so it does not matter how it was found: through the database, where that opens; else in
 * its tables, for what is short, and in its blob files. For one thread.
 */
public final class ContentSalvage {
  private final Path damaged;
  private final HashAlgorithm hash;
  private final Hasher hasher;
  private final RecordCodec codec;
  private final ContentWriter writer;
  private final Pause pause;

  private ContentSalvage(Path damaged, HashAlgorithm hash, ContentWriter writer, Pause pause) {
    this.damaged = damaged;
    this.hash = hash;
    this.hasher = new Hasher(hash);
    this.codec = new RecordCodec(new Compression.None()); // decodes all
    this.writer = writer;
    this.pause = pause;
  }

  /**
   * Makes the new database, durable on return; the damaged one is only read.
   *
   * @param damaged the folder of the one
   * @param target the folder of the other, empty
   * @param pause is asked for each record
   */
  public static void run(
      Path damaged, Path target, HashAlgorithm hash, Compression compression, Pause pause)
      throws IOException {
    try (RocksContentStore store = RocksContentStore.open(target, hash, compression, new Leases());
        IngestSession session = store.newSession("repair")) {
      try (ContentWriter writer = session.newWriter()) {
        ContentSalvage salvage = new ContentSalvage(damaged, hash, writer, pause);
        try {
          salvage.fromDatabase(compression);
          salvage.fromTables();
          salvage.fromBlobs();
        } finally {
          salvage.codec.close();
        }
      }
      session.commit();
    }
  }

  private void fromDatabase(Compression compression) throws IOException {
    try (RocksContentStore old =
            RocksContentStore.openForReading(damaged, hash, compression, new Leases());
        ContentReader reader = old.newReader()) {
      for (ContentKind kind : ContentKind.values()) {
        for (int firstByte = 0; firstByte < 256; firstByte++) {
          for (Digest digest : listed(old, kind, firstByte)) {
            pause.between();
            try {
              put(kind, digest, reader.read(kind, digest));
            } catch (CorruptDataException e) {
              // It is lost, unless the files have it.
            }
          }
        }
      }
    } catch (CorruptDataException e) {
      // The files have all that there is.
    }
  }

  /** Of a list that cannot be read to its end, its beginning. */
  private static List<Digest> listed(RocksContentStore old, ContentKind kind, int firstByte)
      throws IOException {
    List<Digest> digests = new ArrayList<>();
    try {
      old.forEach(kind, firstByte, (digest, _) -> digests.add(digest));
    } catch (CorruptDataException e) {
      // The rest may be in the files.
    }
    return digests;
  }

  private void fromTables() throws IOException {
    try (Options options = new Options();
        ReadOptions reads = new ReadOptions().setVerifyChecksums(true)) {
      for (Path file : files(".sst")) {
        try (SstFileReader reader = new SstFileReader(options)) {
          reader.open(file.toString());
          try (SstFileReaderIterator entries = reader.newIterator(reads)) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
              byte[] value = entries.value();
              record(
                  ByteBuffer.wrap(entries.key()),
                  ByteBuffer.allocateDirect(value.length).put(value).flip());
            }
          }
        } catch (RocksDBException e) {
          // What else it had is lost.
        }
      }
    }
  }

  private void fromBlobs() throws IOException {
    for (Path file : files(".blob")) {
      BlobRecords.visit(file, RecordCodec.MAX_PLAIN_BYTES + RecordCodec.HEADER_BYTES, this::record);
    }
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(damaged)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private void record(ByteBuffer key, ByteBuffer record) throws IOException {
    if (key.remaining() != Keys.BYTES) {
      return;
    }
    pause.between();
    for (ContentKind kind : ContentKind.values()) {
      if (key.get(0) == Keys.record(kind)) {
        ByteBuffer plain;
        try {
          plain = codec.decode(record);
        } catch (IOException e) {
          return; // it is damaged
        }
        put(kind, Digest.at(key, 1), plain);
      }
    }
  }

  private void put(ContentKind kind, Digest digest, ByteBuffer plain) throws IOException {
    if (kind.digest(hasher, plain).equals(digest)) {
      Digest put = writer.put(kind, plain);
      assert put.equals(digest);
    }
  }
}
