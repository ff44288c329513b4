/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sound of a machine in its factory as one microphone hears it: 16 kHz, mono, without end.
 *
 * <p>The sound depends on the machine, the seed and the faults only, never on the sizes of the
 * pieces it is rendered in. Machine and factory together have {@value #LEVEL_DBFS} dBFS in the long
 * run, at any SNR, as if the microphone's gain had been set for it; both wander slowly by about 1
 * dB. Not thread-safe.
 */
public final class MachineSound {
  /** Samples a second. */
  public static final int SAMPLE_RATE = 16_000;

  /** Power of machine and factory together, in the long run. */
  public static final double LEVEL_DBFS = -29;

  /**
   * Where the converter would clip. The loudest blows stay below; this holds the promise of the
   * range.
   */
  private static final double FULL_SCALE = 1 - 0x1.0p-15;

  private static final double LOAD_DEVIATION = 0.12;
  private static final double LOAD_SECONDS = 1.2;

  private record Change(long sample, @Nullable Fault fault) {}

  private final SimulatedMachine machine;
  private final Mechanism mechanism;
  private final FactoryNoise factory;
  private final Drift load;
  private final double machineGain;
  private final double factoryGain;
  private final Deque<Change> changes = new ArrayDeque<>();
  private boolean broken;
  private long nextChange = Long.MAX_VALUE;
  private long position;

  MachineSound(SimulatedMachine machine, long seed) {
    this.machine = machine;
    RandomStream random = new RandomStream(RandomStream.mix(seed) ^ machine.id().hashCode());
    this.mechanism = machine.type().build(machine.individual(), random.fork());
    this.factory = new FactoryNoise(random.fork());
    this.load = new Drift(random.fork(), LOAD_DEVIATION, LOAD_SECONDS);
    double power = StrictMath.pow(10, LEVEL_DBFS / 10);
    double ratio = StrictMath.pow(10, machine.snrDb() / 10);
    this.machineGain = StrictMath.sqrt(power * ratio / (1 + ratio));
    this.factoryGain = StrictMath.sqrt(power / (1 + ratio));
  }

  /**
   * Writes the next samples, each in (-1, 1).
   *
   * @throws IndexOutOfBoundsException if the range does not lie in the array
   */
  public void render(float[] out, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, out.length);
    for (int i = offset; i < offset + length; i++) {
      while (position == nextChange) {
        change();
      }
      double sum =
          machineGain * (1 + load.next()) * mechanism.next() + factoryGain * factory.next();
      out[i] = (float) Math.max(-FULL_SCALE, Math.min(FULL_SCALE, sum));
      position++;
    }
  }

  /**
   * Lets a fault begin at a sample; it is fully there half a second later.
   *
   * @param sample not before {@link #position()} and after all changes asked for earlier
   * @throws IllegalArgumentException if the fault is not one of this machine's type, or the sample
   *     is too early
   * @throws IllegalStateException if the machine is, or will be, broken already
   */
  public void breakAt(long sample, Fault fault) {
    if (fault.type() != machine.type()) {
      throw new IllegalArgumentException(
          fault.id()
              + " is a fault of a "
              + fault.type().id()
              + ", and "
              + machine.id()
              + " is none");
    }
    if (broken) {
      throw new IllegalStateException(machine.id() + " is broken already: repair it first");
    }
    plan(new Change(sample, fault));
  }

  /**
   * Lets the machine be healthy again from a sample on; it is fully so half a second later.
   *
   * @param sample not before {@link #position()} and after all changes asked for earlier
   * @throws IllegalArgumentException if the sample is too early
   * @throws IllegalStateException if the machine is, or will be, healthy anyway
   */
  public void repairAt(long sample) {
    if (!broken) {
      throw new IllegalStateException(machine.id() + " is healthy: there is nothing to repair");
    }
    plan(new Change(sample, null));
  }

  /** How many samples have been rendered. */
  public long position() {
    return position;
  }

  private void plan(Change change) {
    Change last = changes.peekLast();
    long earliest = last == null ? position : last.sample() + 1;
    if (change.sample() < earliest) {
      throw new IllegalArgumentException(
          machine.id()
              + " cannot change at sample "
              + change.sample()
              + ": the earliest is "
              + earliest);
    }
    changes.addLast(change);
    broken = change.fault() != null;
    nextChange = changes.element().sample();
  }

  private void change() {
    Fault fault = changes.remove().fault();
    if (fault == null) {
      mechanism.repair();
    } else {
      mechanism.breakDown(fault);
    }
    Change next = changes.peek();
    nextChange = next == null ? Long.MAX_VALUE : next.sample();
  }
}
