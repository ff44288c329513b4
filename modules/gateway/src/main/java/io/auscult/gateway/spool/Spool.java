/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.settings.SpoolSettings.Fsync;
import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import io.auscult.gateway.spool.SpoolListener.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on disk until Kafka has them: many write, one reads. What was appended is read in that
 * order, and deleted, a segment at a time, when it has been acknowledged. It survives the end of
 * the process at any instant, and a power cut as {@link Fsync} says. Thread-safe.
 */
public final class Spool implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /** What was given to the reader and is not acknowledged. */
  private record Given(Spooled spooled, int length) {
    SpoolPosition position() {
      return spooled.position();
    }

    SpoolPosition end() {
      return new SpoolPosition(position().segment(), position().offset() + length);
    }
  }

  private final SpoolSettings settings;
  private final SpoolListener listener;
  private final FolderLock lock;
  private final Cursor cursor;
  private final Deque<Segment> segments;
  private final Deque<Given> given = new ArrayDeque<>();
  private final ScheduledExecutorService syncing =
      Executors.newSingleThreadScheduledExecutor(Spool::daemon);
  private final DiskTrouble trouble = new DiskTrouble(LOG);

  /** The last segment, if it can be added to. */
  private @Nullable SegmentWriter active;

  private long nextNumber;

  /** Of the first record that is not acknowledged. */
  private SpoolPosition acknowledged;

  /** Where reading goes on. */
  private SpoolPosition readAt;

  private @Nullable SegmentReader reader;

  /** Read, but not given yet. */
  private @Nullable Given peeked;

  private boolean isClosed;

  /** Records appended, and of those the disk has. */
  private long appended;

  private final Object forcing = new Object();
  private long forced;

  private Spool(
      SpoolSettings settings,
      SpoolListener listener,
      FolderLock lock,
      Cursor cursor,
      SpoolPosition acknowledged,
      Deque<Segment> segments) {
    this.settings = settings;
    this.listener = listener;
    this.lock = lock;
    this.cursor = cursor;
    this.segments = segments;
    this.acknowledged = acknowledged;
    this.readAt = acknowledged;
    long last = segments.isEmpty() ? 0 : segments.getLast().number();
    this.nextNumber = Math.max(last, acknowledged.segment()) + 1;
  }

  /**
   * Opens a spool, or begins one.
   *
   * @throws IOException if the folder cannot be used, another process uses it, or a later version
   *     of Auscult wrote it; the message is one line
   */
  public static Spool open(SpoolSettings settings, SpoolListener listener) throws IOException {
    Path folder = settings.folder();
    FolderLock lock = FolderLock.of(folder);
    try {
      Cursor cursor = Cursor.open(folder);
      try {
        return open(settings, listener, lock, cursor);
      } catch (IOException | RuntimeException e) {
        cursor.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Spool open(
      SpoolSettings settings, SpoolListener listener, FolderLock lock, Cursor cursor)
      throws IOException {
    SpoolPosition known = cursor.position();
    SpoolPosition acknowledged = known == null ? new SpoolPosition(0, 0) : known;
    Deque<Segment> segments = Recovery.segments(settings.folder(), acknowledged);
    // Both slots take their room now, while there is some.
    cursor.move(acknowledged);
    cursor.move(acknowledged);
    Spool spool = new Spool(settings, listener, lock, cursor, acknowledged, segments);
    if (settings.fsync() != Fsync.NEVER) {
      long nanos = settings.fsyncInterval().toNanos();
      var unused =
          spool.syncing.scheduleWithFixedDelay(spool::forceAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }
    return spool;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "spool-sync");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Keeps a record. A disk that is full or broken is no error of the caller, who has to go on: the
   * listener is told what is lost.
   *
   * @return whether this one is kept
   */
  public boolean append(SpoolRecord record) {
    ByteBuffer bytes = RecordCodec.encode(record);
    long ticket;
    synchronized (this) {
      Reason why = isClosed ? Reason.DISK : write(bytes);
      if (why != null) {
        listener.lost(record.sensor(), record.sound(), why);
        return false;
      }
      Segment last = segments.getLast();
      last.growTo(last.size() + bytes.limit());
      last.waiting().add(headerOf(bytes));
      ticket = ++appended;
      notifyAll();
    }
    if (settings.fsync() == Fsync.ALWAYS) {
      force(ticket);
    }
    return true;
  }

  private static RecordHeader headerOf(ByteBuffer bytes) {
    RecordHeader header = RecordHeader.read(bytes);
    if (header == null) {
      throw new IllegalStateException("a record that was written cannot be read");
    }
    return header;
  }

  /** Returns why it was not possible; null if it was. */
  private @Nullable Reason write(ByteBuffer bytes) {
    while (true) {
      if (bytesOnDisk() + bytes.limit() > settings.maxBytes()) {
        if (settings.whenFull() == WhenFull.REJECT || !dropOldest()) {
          return Reason.REJECTED;
        }
        continue;
      }
      try {
        int unused = activeFor(bytes.limit()).append(bytes.duplicate());
        trouble.over();
        return null;
      } catch (IOException e) {
        trouble.met(settings.folder(), e);
        sealBroken();
        if (!trouble.isFull(settings.folder(), bytes.limit(), e)
            || settings.whenFull() == WhenFull.REJECT
            || !dropOldest()) {
          return Reason.DISK;
        }
      }
    }
  }

  private long bytesOnDisk() {
    return segments.stream().mapToLong(Segment::size).sum();
  }

  private SegmentWriter activeFor(int length) throws IOException {
    SegmentWriter current = active;
    if (current != null
        && (current.size() == SegmentFile.HEADER_LENGTH
            || current.size() + (long) length <= settings.segmentBytes())) {
      return current;
    }
    seal();
    SegmentFile file = SegmentFile.in(settings.folder(), nextNumber);
    SegmentWriter next = SegmentWriter.create(file);
    nextNumber++;
    active = next;
    segments.add(new Segment(file, new Tally(), next.size()));
    if (settings.fsync() != Fsync.NEVER) {
      forceFolder();
    }
    return next;
  }

  /** A new file is lost with its folder's entry. */
  private void forceFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(settings.folder(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private void seal() {
    SegmentWriter current = active;
    active = null;
    if (current != null) {
      try (current) {
        if (settings.fsync() != Fsync.NEVER) {
          current.force();
        }
      } catch (IOException e) {
        trouble.met(settings.folder(), e);
      }
    }
  }

  /** After a write that failed nobody knows how the file ends: the next record gets another. */
  private void sealBroken() {
    boolean isEmpty = active != null && active.size() == SegmentFile.HEADER_LENGTH;
    seal();
    if (isEmpty) {
      delete(segments.removeLast());
    }
  }

  /** Returns false if there is nothing to drop. */
  private boolean dropOldest() {
    Segment oldest = segments.peekFirst();
    if (oldest == null) {
      return false;
    }
    if (active != null && active.file().equals(oldest.file())) {
      seal();
    }
    tellLost(oldest);
    SpoolPosition next = new SpoolPosition(oldest.number() + 1, 0);
    while (!given.isEmpty() && given.getFirst().position().compareTo(next) < 0) {
      given.removeFirst();
    }
    if (peeked != null && peeked.position().compareTo(next) < 0) {
      peeked = null;
    }
    if (readAt.compareTo(next) < 0) {
      closeReader();
      readAt = next;
    }
    moveTo(next);
    segments.removeFirst();
    delete(oldest);
    return true;
  }

  private void tellLost(Segment segment) {
    int from = segment.number() == acknowledged.segment() ? acknowledged.offset() : 0;
    try (SegmentReader lost = SegmentReader.open(segment.file(), from, SpoolListener.NONE)) {
      for (SegmentReader.Skimmed record = lost.skim(segment.size());
          record != null;
          record = lost.skim(segment.size())) {
        listener.lost(record.sensor(), record.header().sound(), Reason.DROPPED);
      }
    } catch (IOException e) {
      trouble.met(settings.folder(), e);
    }
  }

  private void delete(Segment segment) {
    try {
      Files.deleteIfExists(segment.file().path());
    } catch (IOException e) {
      trouble.met(settings.folder(), e);
    }
  }

  /**
   * The next record, the oldest first. It is not given again, but after {@link #rewind}.
   *
   * @return null if none comes in that time
   * @throws UncheckedIOException if the disk does not give it back; it is tried again the next time
   */
  public synchronized @Nullable Spooled next(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isClosed) {
      Given next = peek();
      if (next != null) {
        peeked = null;
        given.add(next);
        return next.spooled();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return null;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return null;
  }

  private @Nullable Given peek() {
    try {
      while (peeked == null && openReader()) {
        SegmentReader from = reader;
        if (from == null) {
          return null;
        }
        Spooled read = from.next(sizeOf(from.file()));
        if (read != null) {
          readAt = new SpoolPosition(from.file().number(), from.position());
          peeked = new Given(read, from.position() - read.position().offset());
        } else if (active != null && active.file().equals(from.file())) {
          return null;
        } else {
          closeReader();
          readAt = new SpoolPosition(from.file().number() + 1, 0);
          deleteDone();
        }
      }
      return peeked;
    } catch (IOException e) {
      closeReader();
      throw new UncheckedIOException(
          "Cannot read the spool in %s: %s".formatted(settings.folder(), e.getMessage()), e);
    }
  }

  /** Returns false if there is nothing to read. */
  private boolean openReader() throws IOException {
    if (reader != null) {
      return true;
    }
    for (Segment segment : segments) {
      if (segment.number() >= readAt.segment()) {
        int from = segment.number() == readAt.segment() ? readAt.offset() : 0;
        reader = SegmentReader.open(segment.file(), from, listener);
        return true;
      }
    }
    return false;
  }

  private long sizeOf(SegmentFile file) {
    return segments.stream()
        .filter(segment -> segment.file().equals(file))
        .mapToLong(Segment::size)
        .findFirst()
        .orElse(0);
  }

  private void closeReader() {
    SegmentReader open = reader;
    reader = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        trouble.met(settings.folder(), e);
      }
    }
  }

  /**
   * Kafka has this record and all before it.
   *
   * @param upTo position of a record that was given
   */
  public synchronized void acknowledge(SpoolPosition upTo) {
    Given last = null;
    while (!given.isEmpty() && given.getFirst().position().compareTo(upTo) <= 0) {
      last = given.removeFirst();
      for (Segment segment : segments) {
        if (segment.number() == last.position().segment()) {
          segment.waiting().remove(last.spooled(), last.length());
          break;
        }
      }
    }
    if (last != null) {
      moveTo(last.end());
      deleteDone();
    }
  }

  private void moveTo(SpoolPosition position) {
    if (position.compareTo(acknowledged) <= 0) {
      return;
    }
    acknowledged = position;
    try {
      cursor.move(position);
    } catch (IOException e) {
      trouble.met(settings.folder(), e);
    }
  }

  private void deleteDone() {
    while (true) {
      Segment first = segments.peekFirst();
      if (first == null
          || first.number() >= readAt.segment()
          || (!given.isEmpty() && given.getFirst().position().segment() <= first.number())) {
        return;
      }
      segments.removeFirst();
      delete(first);
    }
  }

  /** {@link #next} goes on with the first record that is not acknowledged. */
  public synchronized void rewind() {
    given.clear();
    peeked = null;
    closeReader();
    readAt = acknowledged;
  }

  /** What waits at present. */
  public synchronized SpoolDepth depth() {
    long records = 0;
    long bytes = 0;
    Duration sound = Duration.ZERO;
    for (Segment segment : segments) {
      records += segment.waiting().records();
      bytes += segment.waiting().bytes();
      sound = sound.plus(segment.waiting().sound());
    }
    return new SpoolDepth(records, bytes, sound, records == 0 ? null : oldest());
  }

  private @Nullable Instant oldest() {
    try {
      Given first = given.isEmpty() ? peek() : given.getFirst();
      return first == null ? null : first.spooled().record().capturedAt();
    } catch (UncheckedIOException e) {
      return null;
    }
  }

  private void force(long ticket) {
    synchronized (forcing) {
      if (forced >= ticket) {
        return;
      }
      long upTo;
      SegmentWriter current;
      synchronized (this) {
        upTo = appended;
        current = active;
      }
      try {
        if (current != null) {
          current.force();
        }
        forced = upTo;
      } catch (ClosedChannelException e) {
        // It was sealed meanwhile, and forced then.
        forced = upTo;
      } catch (IOException e) {
        trouble.met(settings.folder(), e);
      }
    }
  }

  private void forceAll() {
    long upTo;
    synchronized (this) {
      upTo = appended;
    }
    force(upTo);
    try {
      cursor.force();
    } catch (IOException e) {
      trouble.met(settings.folder(), e);
    }
  }

  /** Lets go of the folder; what was appended is on disk. Safe to call twice. */
  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      notifyAll();
    }
    syncing.shutdownNow();
    synchronized (this) {
      seal();
      closeReader();
      try (lock;
          cursor) {
        cursor.force();
      } catch (IOException e) {
        trouble.met(settings.folder(), e);
      }
    }
  }
}
