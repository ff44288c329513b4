/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** The configuration of small, quick KRaft nodes: one alone, or a controller and its brokers. */
final class NodeSettings {

  static final int SINGLE_ID = 1;
  static final int CONTROLLER_ID = 0;
  static final String BROKER = "BROKER";
  static final String CONTROLLER = "CONTROLLER";

  private static final int MAX_COPIES = 3;
  private static final int MIB = 1024 * 1024;

  private NodeSettings() {}

  /** Broker and controller in one. */
  static Properties single(Path folder, int brokerPort, int controllerPort) {
    Properties settings = common(folder, SINGLE_ID, SINGLE_ID, controllerPort, 1);
    settings.put("process.roles", "broker,controller");
    settings.put("listeners", listener(BROKER, brokerPort) + "," + controller(controllerPort));
    settings.put("advertised.listeners", listener(BROKER, brokerPort));
    return settings;
  }

  /** The name of a listener for users, from 0. */
  static String secured(int listener) {
    return "SECURED" + listener;
  }

  /** Adds a listener for users to a node that has one for everybody. */
  static void secure(Properties settings, String name, int port, ListenerSecurity security) {
    String secured = listener(name, port);
    settings.merge("listeners", secured, (all, one) -> all + "," + one);
    settings.merge("advertised.listeners", secured, (all, one) -> all + "," + one);
    settings.merge(
        "listener.security.protocol.map",
        name + ":" + security.protocol(),
        (all, one) -> all + "," + one);
    security
        .settings()
        .forEach(
            (key, value) ->
                settings.put(
                    "listener.name.%s.%s".formatted(name.toLowerCase(Locale.ROOT), key), value));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
  }

  /** The controller of a cluster. */
  static Properties controller(Path folder, int brokers, int controllerPort) {
    Properties settings = common(folder, CONTROLLER_ID, CONTROLLER_ID, controllerPort, brokers);
    settings.put("process.roles", "controller");
    settings.put("listeners", controller(controllerPort));
    failOverQuickly(settings);
    return settings;
  }

  /** One of the brokers of a cluster. */
  static Properties broker(Path folder, int id, int brokers, int brokerPort, int controllerPort) {
    Properties settings = common(folder, id, CONTROLLER_ID, controllerPort, brokers);
    settings.put("process.roles", "broker");
    settings.put("listeners", listener(BROKER, brokerPort));
    settings.put("advertised.listeners", listener(BROKER, brokerPort));
    failOverQuickly(settings);
    return settings;
  }

  private static Properties common(
      Path folder, int id, int controllerId, int controllerPort, int brokers) {
    Properties settings = new Properties();
    settings.put("node.id", Integer.toString(id));
    settings.put("inter.broker.listener.name", BROKER);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    // A static quorum: its port may be another one each time the same folder is opened.
    settings.put("controller.quorum.voters", controllerId + "@127.0.0.1:" + controllerPort);
    settings.put("log.dirs", folder.toString());
    // Topics are created on purpose, by `auscult topics create` or Kafka Streams.
    settings.put("auto.create.topics.enable", "false");
    replicate(settings, brokers);
    letTheNextTakeOver(settings);
    staySmall(settings);
    return settings;
  }

  /** Three copies where there are brokers for them; any one of them may be missing. */
  private static void replicate(Properties settings, int brokers) {
    int copies = Math.min(MAX_COPIES, brokers);
    String factor = Integer.toString(copies);
    String inSync = Integer.toString(Math.max(1, copies - 1));
    settings.put("default.replication.factor", factor);
    // Of the controller it counts: it hands this one to every broker.
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", factor);
    settings.put("transaction.state.log.replication.factor", factor);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("share.coordinator.state.topic.replication.factor", factor);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    settings.put("offsets.topic.num.partitions", "3");
    settings.put("transaction.state.log.num.partitions", "3");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
  }

  /** What keeps the next client from going on where one has vanished. */
  private static void letTheNextTakeOver(Properties settings) {
    // An open transaction holds up every committed reader until it is aborted: at its own timeout,
    // plus the time to the next look for such ones (10 s by default).
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // The first members of a group share the work at once, not after waiting 3 s for others.
    settings.put("group.initial.rebalance.delay.ms", "0");
    // Clients may ask to be missed after one second; by default nothing below 6 s is granted.
    settings.put("group.min.session.timeout.ms", "1000");
  }

  /**
   * A broker that is gone without a word is missed after this long (9 s by default), and others
   * lead its partitions. Not for a single node: none could take over, and on a busy machine it
   * would be shut out for being late.
   */
  private static void failOverQuickly(Properties settings) {
    settings.put("broker.session.timeout.ms", "4000");
    // Eight chances to be heard; a broker also comes and goes in steps of this (2 s by default).
    settings.put("broker.heartbeat.interval.ms", "500");
  }

  /** A handful of clients: few threads, and buffers and files to match. */
  private static void staySmall(Properties settings) {
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "1");
    settings.put("group.coordinator.threads", "1");
    settings.put("share.coordinator.threads", "1");
    // 128 MB by default.
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * MIB));
    // Retention frees whole segments (1 GB by default).
    settings.put("log.segment.bytes", Integer.toString(64 * MIB));
    // The index of such a segment takes 128 kB; 10 MB are mapped by default, twice a partition.
    settings.put("log.index.size.max.bytes", Integer.toString(MIB));
  }

  private static String controller(int port) {
    return listener(CONTROLLER, port);
  }

  private static String listener(String name, int port) {
    return "%s://127.0.0.1:%d".formatted(name, port);
  }
}
