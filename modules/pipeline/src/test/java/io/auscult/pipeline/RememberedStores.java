/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * In-memory stores whose bytes can be copied at any time, and which can begin with such a copy, as
 * after a restore from the changelogs.
 */
final class RememberedStores implements Function<String, KeyValueBytesStoreSupplier> {

  private final Map<String, NavigableMap<Bytes, byte[]>> beginning;
  private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new HashMap<>();

  RememberedStores(Map<String, NavigableMap<Bytes, byte[]>> beginning) {
    this.beginning = beginning;
  }

  Map<String, NavigableMap<Bytes, byte[]>> copy() {
    Map<String, NavigableMap<Bytes, byte[]>> copy = new HashMap<>();
    stores.forEach(
        (name, store) -> {
          NavigableMap<Bytes, byte[]> entries = new TreeMap<>();
          try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
          }
          copy.put(name, entries);
        });
    return copy;
  }

  @Override
  public KeyValueBytesStoreSupplier apply(String name) {
    KeyValueBytesStoreSupplier supplier = Stores.inMemoryKeyValueStore(name);
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        Store store = new Store(supplier.get(), beginning.getOrDefault(name, new TreeMap<>()));
        stores.put(name, store);
        return store;
      }

      @Override
      public String metricsScope() {
        return supplier.metricsScope();
      }
    };
  }

  private record Store(KeyValueStore<Bytes, byte[]> inner, NavigableMap<Bytes, byte[]> beginning)
      implements KeyValueStore<Bytes, byte[]> {

    @Override
    public void init(StateStoreContext context, StateStore root) {
      inner.init(context, root);
      beginning.forEach(inner::put);
    }

    @Override
    public void put(Bytes key, byte[] value) {
      inner.put(key, value);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
      return inner.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
      inner.putAll(entries);
    }

    @Override
    public byte[] delete(Bytes key) {
      return inner.delete(key);
    }

    @Override
    public byte[] get(Bytes key) {
      return inner.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
      return inner.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
      return inner.all();
    }

    @Override
    public long approximateNumEntries() {
      return inner.approximateNumEntries();
    }

    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public void close() {
      inner.close();
    }

    @Override
    public Position getPosition() {
      return inner.getPosition();
    }

    @Override
    public boolean persistent() {
      return inner.persistent();
    }

    @Override
    public boolean isOpen() {
      return inner.isOpen();
    }
  }
}
