#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints anomalies: anomalies.py BROKER:9092 http://REGISTRY:8080/apis/ccompat/v7 GROUP"""
import io, json, struct, sys, urllib.request
import avro.io, avro.schema
from confluent_kafka import Consumer

brokers, registry, group = sys.argv[1:4]
schemas = {}

def decode(value):
    magic, schema_id = struct.unpack(">bI", value[:5])
    if magic != 0:
        raise ValueError("not in Confluent wire format")
    if schema_id not in schemas:
        with urllib.request.urlopen(f"{registry}/schemas/ids/{schema_id}") as answer:
            schemas[schema_id] = avro.schema.parse(json.load(answer)["schema"])
    return avro.io.DatumReader(schemas[schema_id]).read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))

consumer = Consumer({"bootstrap.servers": brokers, "group.id": group,
                     "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
consumer.subscribe(["auscult.anomalies"])
while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    if message.error():
        print(message.error(), file=sys.stderr)
        continue
    anomaly = decode(message.value())
    print(f"{anomaly['machineId']} {anomaly['anomalyId']} {anomaly['state']} since {anomaly['openedAt']}:"
          f" score {anomaly['peakScore']:.2f}, threshold {anomaly['threshold']:.2f}", flush=True)
