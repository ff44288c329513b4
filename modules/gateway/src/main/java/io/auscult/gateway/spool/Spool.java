/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.settings.SpoolSettings.Fsync;
import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import io.auscult.gateway.spool.SpoolListener.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sound waits on the disk until Kafka has it: written by many threads, read oldest first by
 * one. The format and what a power cut takes are in docs/spool.md.
 */
public final class Spool implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final SpoolPosition BEGINNING = new SpoolPosition(0, SegmentHeader.BYTES);

  private final SpoolSettings settings;
  private final SpoolListener listener;
  private final FolderLock folderLock;
  private final CursorFile cursorFile;
  private final TroubleLog trouble = new TroubleLog(LOG);
  private final @Nullable ScheduledExecutorService forcer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();

  // All guarded by the lock.
  private final NavigableMap<Long, Segment> segments = new TreeMap<>();
  private final Set<Segment> unforced = new LinkedHashSet<>();
  private @Nullable Segment active;
  private long lastNumber;
  private long bytes;
  private SpoolPosition cursor;
  private SpoolPosition read;
  private @Nullable SpoolPosition lastGiven;
  private SpoolPosition damageTold = BEGINNING;
  private @Nullable SegmentReader acknowledging;
  private @Nullable SegmentReader reading;
  private boolean closed;

  /** Guards what is forced, and lets one thread force for all that wait. */
  private final Object forcing = new Object();

  private SpoolPosition forced = BEGINNING;
  private SpoolPosition failedFrom = BEGINNING;
  private SpoolPosition failedTo = BEGINNING;

  private Spool(SpoolSettings settings, SpoolListener listener, FolderLock folderLock)
      throws IOException {
    this.settings = settings;
    this.listener = listener;
    this.folderLock = folderLock;
    for (Segment segment : Recovery.list(settings.folder())) {
      segments.put(segment.number, segment);
    }
    cursorFile = new CursorFile(settings.folder());
    SpoolPosition found = cursorFile.found();
    cursor = found == null ? BEGINNING : found;
    read = cursor;
    // Behind the cursor too: the segment it is in may have gone with the power.
    lastNumber = Math.max(segments.isEmpty() ? 0 : segments.lastKey(), cursor.segment());
    try {
      recover();
    } catch (IOException | RuntimeException e) {
      cursorFile.close();
      throw e;
    }
    forcer = settings.fsync() == Fsync.INTERVAL ? forcer() : null;
  }

  /**
   * Opens a spool, with what waits in it.
   *
   * @throws SpoolException if another gateway uses the folder, it cannot be used, or a newer
   *     Auscult wrote to it; nothing has been deleted then
   */
  public static Spool open(SpoolSettings settings, SpoolListener listener) throws IOException {
    Path folder = settings.folder();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new SpoolException(
          "%s: cannot be created (%s): set spool.folder to a folder that this user may write to"
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
    FolderLock folderLock;
    try {
      folderLock = FolderLock.take(folder);
    } catch (SpoolException e) {
      throw e;
    } catch (IOException e) {
      throw new SpoolException(
          "%s: cannot be written to (%s): let this user write there, or set spool.folder"
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
    try {
      return new Spool(settings, listener, folderLock);
    } catch (IOException | RuntimeException e) {
      folderLock.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    Long last = segments.isEmpty() ? null : segments.lastKey();
    for (Segment segment : List.copyOf(segments.values())) {
      segment.sealed = true;
      if (last != null && segment.number == last) {
        Recovery.cutTail(segment, listener);
      }
      segment.end = (int) Files.size(segment.path);
      bytes += segment.end;
      if (segment.number >= cursor.segment()) {
        Recovery.count(segment, cursor);
      }
    }
    deleteAcknowledged();
  }

  private ScheduledExecutorService forcer() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "spool-fsync");
              thread.setDaemon(true);
              return thread;
            });
    long nanos = settings.fsyncInterval().toNanos();
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(this::forceOnTime, nanos, nanos, TimeUnit.NANOSECONDS);
    return executor;
  }

  /**
   * Writes a record. Any thread; the records of a thread keep their order.
   *
   * @return false if it was given up, which the listener has heard. A full or broken disk throws
   *     nothing: capture goes on
   */
  public boolean append(SpoolRecord record) {
    List<Runnable> told = new ArrayList<>();
    SpoolPosition end;
    lock.lock();
    try {
      end = write(record, told);
    } finally {
      lock.unlock();
    }
    told.forEach(Runnable::run);
    if (end == null || settings.fsync() != Fsync.ALWAYS) {
      return end != null;
    }
    try {
      force(end);
      return true;
    } catch (IOException e) {
      warn("cannot force", e);
      listener.dropped(record.sensor(), 1, record.sound(), Reason.DISK_ERROR);
      return false;
    }
  }

  /** The position behind the record; null if it was given up. */
  private @Nullable SpoolPosition write(SpoolRecord record, List<Runnable> told) {
    long length = RecordHeader.bytesOf(record);
    if (closed) {
      return giveUp(record, Reason.CLOSED, told);
    }
    if (length > settings.segmentBytes() - SegmentHeader.BYTES) {
      return giveUp(record, Reason.TOO_LARGE, told);
    }
    if (!makeRoom(length, told)) {
      return giveUp(record, Reason.REJECTED, told);
    }
    try {
      return put(record, length);
    } catch (IOException e) {
      warn("cannot write", e);
      if (!isFull(e, length)) {
        // To free space does not heal a broken disk: what waits stays.
        seal();
        return giveUp(record, Reason.DISK_ERROR, told);
      }
    }
    if (!freeOldest(told)) {
      return giveUp(record, Reason.REJECTED, told);
    }
    try {
      return put(record, length);
    } catch (IOException e) {
      return giveUp(record, Reason.REJECTED, told);
    }
  }

  private @Nullable SpoolPosition giveUp(SpoolRecord record, Reason reason, List<Runnable> told) {
    told.add(() -> listener.dropped(record.sensor(), 1, record.sound(), reason));
    trouble.warn("record given up, folder=" + settings.folder() + " reason=" + reason);
    return null;
  }

  private boolean isFull(IOException e, long needed) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left") || message.contains("quota")) {
      return true;
    }
    try {
      return Files.getFileStore(settings.folder()).getUsableSpace() < needed;
    } catch (IOException unknown) {
      return false;
    }
  }

  private SpoolPosition put(SpoolRecord record, long length) throws IOException {
    Segment segment = active;
    if (segment == null || segment.sealed || segment.end + length > settings.segmentBytes()) {
      seal();
      segment = begin();
    }
    int before = segment.end;
    segment.append(record);
    bytes += segment.end - before;
    unforced.add(segment);
    appended.signalAll();
    return new SpoolPosition(segment.number, segment.end);
  }

  private Segment begin() throws IOException {
    Segment segment = new Segment(settings.folder(), lastNumber + 1);
    segment.create();
    try {
      if (settings.fsync() != Fsync.NEVER) {
        forceFolder();
      }
    } catch (IOException e) {
      segment.delete();
      throw e;
    }
    lastNumber++;
    bytes += segment.end;
    segments.put(segment.number, segment);
    active = segment;
    return segment;
  }

  /** An interrupt of the thread that captures would close the channel. */
  private void forceFolder() throws IOException {
    boolean interrupted = Thread.interrupted();
    try (FileChannel folder = FileChannel.open(settings.folder(), StandardOpenOption.READ)) {
      folder.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void seal() {
    Segment segment = active;
    active = null;
    if (segment == null) {
      return;
    }
    segment.sealed = true;
    if (segment.end == SegmentHeader.BYTES) {
      delete(segment);
      return;
    }
    if (settings.fsync() == Fsync.NEVER || !unforced.contains(segment)) {
      unforced.remove(segment);
      closeQuietly(segment);
    }
    deleteAcknowledged();
  }

  private boolean makeRoom(long length, List<Runnable> told) {
    Segment segment = active;
    boolean begins =
        segment == null || segment.sealed || segment.end + length > settings.segmentBytes();
    long needed = length + (begins ? SegmentHeader.BYTES : 0);
    while (bytes + needed > settings.maxBytes()) {
      if (!freeOldest(told)) {
        return false;
      }
    }
    return true;
  }

  /** Deletes the oldest segment if nothing waits in it, or else the policy lets it go. */
  private boolean freeOldest(List<Runnable> told) {
    if (segments.isEmpty()) {
      return false;
    }
    Segment oldest = segments.firstEntry().getValue();
    if (!oldest.waiting.isEmpty() && (settings.whenFull() == WhenFull.REJECT || oldest == active)) {
      return false;
    }
    if (oldest == active) {
      seal();
      return !segments.containsKey(oldest.number);
    }
    if (!delete(oldest)) {
      return false;
    }
    for (Map.Entry<String, Waiting> lost : oldest.waiting.entrySet()) {
      told.add(
          () ->
              listener.dropped(
                  lost.getKey(),
                  lost.getValue().records(),
                  lost.getValue().sound(),
                  Reason.DROPPED_OLDEST));
    }
    if (!oldest.waiting.isEmpty()) {
      trouble.warn("spool full, oldest segment dropped, file=" + oldest.path);
    }
    moveCursor(new SpoolPosition(oldest.number + 1, SegmentHeader.BYTES));
    return true;
  }

  private boolean delete(Segment segment) {
    try {
      segment.delete();
    } catch (IOException e) {
      warn("cannot delete " + segment.path, e);
      return false;
    }
    // An open file keeps its space.
    reading = closeIfOf(segment, reading);
    acknowledging = closeIfOf(segment, acknowledging);
    segments.remove(segment.number);
    unforced.remove(segment);
    bytes -= segment.end;
    return true;
  }

  private @Nullable SegmentReader closeIfOf(Segment segment, @Nullable SegmentReader reader) {
    if (reader == null || reader.segment() != segment.number) {
      return reader;
    }
    closeQuietly(reader);
    return null;
  }

  /**
   * The oldest record that was not given yet. One thread.
   *
   * @param timeout to wait for one
   * @return null if there was none in time, or the spool is closed
   */
  public @Nullable Spooled next(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      SpoolPosition from;
      Segment segment;
      int limit;
      SegmentReader reader;
      lock.lockInterruptibly();
      try {
        segment = await(deadline);
        if (segment == null) {
          return null;
        }
        from = read;
        limit = segment.end;
        reader = reader(segment);
      } finally {
        lock.unlock();
      }
      // Outside of the lock: a slow disk holds up no capture.
      Piece piece = reader == null ? null : Piece.read(reader, from.offset(), limit);
      lock.lock();
      try {
        if (closed) {
          return null;
        }
        if (read.equals(from) && segments.containsKey(from.segment())) {
          if (piece == null) {
            if (!pause(deadline)) {
              return null;
            }
            continue;
          }
          Spooled given = give(piece);
          if (given != null) {
            return given;
          }
        } else {
          // Dropped, acknowledged or rewound meanwhile.
          continue;
        }
      } finally {
        lock.unlock();
      }
      tellDamage(segment, piece);
    }
  }

  /** The segment of the next record, where {@link #read} then points to; null if none comes. */
  private @Nullable Segment await(long deadline) throws InterruptedException {
    while (!closed) {
      Map.Entry<Long, Segment> entry = segments.ceilingEntry(read.segment());
      if (entry != null) {
        Segment segment = entry.getValue();
        if (segment.number > read.segment()) {
          read = new SpoolPosition(segment.number, SegmentHeader.BYTES);
        }
        if (read.offset() < segment.end) {
          return segment;
        }
        Map.Entry<Long, Segment> later = segments.higherEntry(segment.number);
        if (later != null) {
          read = new SpoolPosition(later.getKey(), SegmentHeader.BYTES);
          continue;
        }
      }
      if (!pause(deadline)) {
        return null;
      }
    }
    return null;
  }

  // Those who call it look again.
  @SuppressWarnings("WaitNotInLoop")
  private boolean pause(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    return left > 0 && appended.awaitNanos(left) > 0;
  }

  /** Null if the file cannot be opened now: there may be too many open files. */
  private @Nullable SegmentReader reader(Segment segment) {
    SegmentReader reader = reading;
    if (reader != null && reader.segment() == segment.number) {
      return reader;
    }
    try {
      if (reader != null) {
        reader.close();
      }
      reading = null;
      SegmentReader opened = new SegmentReader(segment.path, segment.number);
      reading = opened;
      return opened;
    } catch (IOException e) {
      LOG.debug("cannot open file={}", segment.path, e);
      return null;
    }
  }

  private @Nullable Spooled give(Piece piece) {
    SpoolPosition end = new SpoolPosition(piece.position().segment(), piece.end());
    read = end;
    SpoolRecord record = piece.record();
    if (record != null) {
      lastGiven = piece.position();
      return new Spooled(piece.position(), record);
    }
    if (lastGiven == null || lastGiven.compareTo(cursor) < 0) {
      // Nothing before it is on its way: nobody will acknowledge past it.
      moveCursor(end);
    }
    return null;
  }

  private void tellDamage(Segment segment, Piece piece) {
    if (piece.position().compareTo(damageTold) < 0) {
      return;
    }
    damageTold = new SpoolPosition(segment.number, piece.end());
    int offset = piece.position().offset();
    LOG.warn("damaged record skipped, file={} offset={}", segment.path, offset);
    listener.corrupt(piece.sensor(), segment.path, offset, piece.end() - offset);
  }

  /**
   * This record and all before it are in Kafka. What was acknowledged or dropped before is no
   * matter.
   *
   * @throws IllegalArgumentException if no record was written there yet
   */
  public void acknowledge(SpoolPosition upTo) {
    lock.lock();
    try {
      if (closed || upTo.compareTo(cursor) < 0) {
        return;
      }
      Segment segment = segments.get(upTo.segment());
      if (segment == null || upTo.offset() >= segment.end) {
        throw new IllegalArgumentException("nothing was spooled at " + upTo);
      }
      RecordHeader header = acknowledging(segment).headerAt(upTo.offset(), segment.end);
      SpoolPosition next = header == null ? upTo : new SpoolPosition(segment.number, header.end());
      if (lastGiven != null && upTo.compareTo(lastGiven) >= 0 && read.compareTo(next) > 0) {
        // Only damage lies between.
        next = read;
      }
      moveCursor(next);
    } catch (IOException e) {
      warn("cannot acknowledge", e);
    } finally {
      lock.unlock();
    }
  }

  private SegmentReader acknowledging(Segment segment) throws IOException {
    SegmentReader reader = acknowledging;
    if (reader == null || reader.segment() != segment.number) {
      if (reader != null) {
        reader.close();
      }
      acknowledging = null;
      reader = new SegmentReader(segment.path, segment.number);
      acknowledging = reader;
    }
    return reader;
  }

  private void moveCursor(SpoolPosition next) {
    if (next.compareTo(cursor) <= 0) {
      return;
    }
    for (Segment passed : segments.headMap(next.segment()).values()) {
      passed.waiting.clear();
    }
    Segment within = segments.get(next.segment());
    if (within != null) {
      forget(within, next.offset());
    }
    cursor = next;
    if (read.compareTo(cursor) < 0) {
      read = cursor;
    }
    try {
      cursorFile.write(cursor);
    } catch (IOException e) {
      warn("cannot write the cursor", e);
    }
    deleteAcknowledged();
  }

  /** Takes what is before an offset from what waits. */
  private void forget(Segment segment, int offset) {
    if (offset >= segment.end) {
      segment.waiting.clear();
      return;
    }
    int from = cursor.segment() == segment.number ? cursor.offset() : SegmentHeader.BYTES;
    if (offset <= from) {
      return;
    }
    try {
      SegmentReader reader = acknowledging(segment);
      for (RecordHeader header = Recovery.from(reader, from, offset);
          header != null;
          header = Recovery.from(reader, header.end(), offset)) {
        segment.acknowledge(header.sensor(), header.sound());
      }
    } catch (IOException e) {
      warn("cannot count what is acknowledged", e);
    }
  }

  private void deleteAcknowledged() {
    while (!segments.isEmpty()) {
      Segment oldest = segments.firstEntry().getValue();
      boolean passed =
          cursor.segment() > oldest.number
              || (cursor.segment() == oldest.number && cursor.offset() >= oldest.end);
      if (oldest == active || !passed || !delete(oldest)) {
        return;
      }
    }
  }

  /** {@link #next} goes on with the first record that is not acknowledged. */
  public void rewind() {
    lock.lock();
    try {
      read = cursor;
      lastGiven = null;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What waits now. */
  public SpoolDepth depth() {
    lock.lock();
    try {
      long records = 0;
      long waitingBytes = 0;
      Duration sound = Duration.ZERO;
      for (Segment segment : segments.values()) {
        if (segment.waiting.isEmpty()) {
          continue;
        }
        int from = cursor.segment() == segment.number ? cursor.offset() : SegmentHeader.BYTES;
        waitingBytes += segment.end - from;
        for (Waiting waiting : segment.waiting.values()) {
          records += waiting.records();
          sound = sound.plus(waiting.sound());
        }
      }
      return new SpoolDepth(records, waitingBytes, sound, records == 0 ? null : oldest());
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Instant oldest() {
    try {
      for (Segment segment : segments.tailMap(cursor.segment()).values()) {
        int from = cursor.segment() == segment.number ? cursor.offset() : SegmentHeader.BYTES;
        RecordHeader first = Recovery.from(acknowledging(segment), from, segment.end);
        if (first != null) {
          return first.capturedAt();
        }
      }
    } catch (IOException e) {
      warn("cannot read the oldest record", e);
    }
    return null;
  }

  private void forceOnTime() {
    try {
      SpoolPosition end;
      lock.lock();
      try {
        end = new SpoolPosition(lastNumber, active == null ? Integer.MAX_VALUE : active.end);
      } finally {
        lock.unlock();
      }
      force(end);
      cursorFile.force();
    } catch (IOException | RuntimeException e) {
      warn("cannot force", e);
    }
  }

  /** Returns when everything before the position is on the disk. One thread forces for many. */
  private void force(SpoolPosition upTo) throws IOException {
    synchronized (forcing) {
      if (upTo.compareTo(failedFrom) > 0 && upTo.compareTo(failedTo) <= 0) {
        throw new IOException("what was written is not on the disk");
      }
      if (forced.compareTo(upTo) >= 0) {
        return;
      }
      List<Segment> dirty;
      SpoolPosition end;
      int activeEnd;
      lock.lock();
      try {
        dirty = List.copyOf(unforced);
        activeEnd = active == null ? 0 : active.end;
        end = new SpoolPosition(lastNumber, active == null ? Integer.MAX_VALUE : active.end);
      } finally {
        lock.unlock();
      }
      try {
        for (Segment segment : dirty) {
          segment.force();
        }
        forced = end;
      } catch (IOException e) {
        failedFrom = forced;
        failedTo = end;
        sealFailed();
        throw e;
      } finally {
        settle(dirty, activeEnd);
      }
    }
  }

  /** The system says only once that it lost something: what follows goes to another file. */
  private void sealFailed() {
    lock.lock();
    try {
      seal();
    } finally {
      lock.unlock();
    }
  }

  private void settle(List<Segment> dirty, int activeEnd) {
    lock.lock();
    try {
      for (Segment segment : dirty) {
        if (segment != active) {
          unforced.remove(segment);
          closeQuietly(segment);
        } else if (segment.end == activeEnd) {
          unforced.remove(segment);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeQuietly(Closeable file) {
    try {
      file.close();
    } catch (IOException e) {
      warn("cannot close a file", e);
    }
  }

  private void warn(String what, Exception e) {
    lock.lock();
    try {
      trouble.warn(what + ", folder=" + settings.folder() + " error=" + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** Forces everything to the disk, and lets another gateway have the folder. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
    if (forcer != null) {
      forcer.shutdownNow();
    }
    try {
      force(new SpoolPosition(lastNumber, Integer.MAX_VALUE));
      cursorFile.force();
    } finally {
      closeFiles();
    }
  }

  private void closeFiles() throws IOException {
    lock.lock();
    try {
      segments.values().forEach(this::closeQuietly);
      if (acknowledging != null) {
        closeQuietly(acknowledging);
      }
      if (reading != null) {
        closeQuietly(reading);
      }
      cursorFile.close();
    } finally {
      lock.unlock();
      folderLock.close();
    }
  }
}
