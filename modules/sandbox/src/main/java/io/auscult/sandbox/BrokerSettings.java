/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.nio.file.Path;
import java.util.Properties;

/** The configuration of a single, small, quick KRaft node. */
final class BrokerSettings {

  static final int NODE_ID = 1;
  static final String BROKER = "BROKER";
  static final String CONTROLLER = "CONTROLLER";

  private static final int MIB = 1024 * 1024;

  private BrokerSettings() {}

  static Properties of(Path dataFolder, int brokerPort, int controllerPort) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    String broker = "%s://127.0.0.1:%d".formatted(BROKER, brokerPort);
    String controller = "%s://127.0.0.1:%d".formatted(CONTROLLER, controllerPort);
    settings.put("listeners", broker + "," + controller);
    settings.put("advertised.listeners", broker);
    settings.put("inter.broker.listener.name", BROKER);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    // A static quorum: its port may be another one each time the same folder is opened.
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("log.dirs", dataFolder.toString());

    // Topics are created on purpose, by `auscult topics create` or Kafka Streams.
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "3");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "3");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");

    // One node with a handful of clients: few threads, and not the default's 128 MB to compact.
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "1");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * MIB));
    return settings;
  }
}
