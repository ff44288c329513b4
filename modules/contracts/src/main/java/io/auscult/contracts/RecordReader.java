/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads the records that one schema wrote as one of our types. Thread-safe.
 *
 * <p>Avro's {@code RawMessageDecoder} decodes from a stream, where it cannot hold a claimed length
 * against what is left: a few corrupt bytes would make it allocate gigabytes. This one decodes from
 * an array.
 */
final class RecordReader<T> {

  private final SpecificDatumReader<T> reader;

  RecordReader(Schema written, Schema expected, SpecificData model) {
    reader = new SpecificDatumReader<>(written, expected, model);
  }

  /**
   * Reads the record that begins at an offset and must end with the array.
   *
   * @throws TrailingBytesException if the array goes on after the record
   * @throws java.io.EOFException if the array ends within the record
   */
  @SuppressWarnings("NullAway") // null: no record to reuse, Avro is not annotated
  T read(byte[] bytes, int offset) throws IOException {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    T value = reader.read(null, decoder);
    if (!decoder.isEnd()) {
      throw new TrailingBytesException(decoder.inputStream().available());
    }
    return value;
  }

  static final class TrailingBytesException extends IOException {
    TrailingBytesException(int count) {
      super(count + (count == 1 ? " byte follows" : " bytes follow") + " the record");
    }
  }
}
