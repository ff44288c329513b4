/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gives every machine a model of its own, which hears no other machine. */
record AloneContender(Contender contender) implements Contender {

  @Override
  public String name() {
    return contender.name();
  }

  @Override
  public ClipFeatures read(TrainingClip clip) throws IOException {
    return contender.read(clip);
  }

  @Override
  public Model learn(List<ClipFeatures> normals, long seed, TrainingListener listener)
      throws IOException, InterruptedException {
    List<String> machines =
        List.copyOf(new TreeSet<>(normals.stream().map(clip -> clip.clip().machineId()).toList()));
    Models models = new Models(new TreeMap<>());
    try {
      for (int i = 0; i < machines.size(); i++) {
        String machine = machines.get(i);
        List<ClipFeatures> own =
            normals.stream().filter(clip -> clip.clip().machineId().equals(machine)).toList();
        double share = 1.0 / machines.size();
        models
            .byMachine()
            .put(machine, contender.learn(own, seed, listener.part(i * share, share)));
      }
      return models;
    } catch (IOException | InterruptedException | RuntimeException e) {
      models.close();
      throw e;
    }
  }

  private record Models(Map<String, Model> byMachine) implements Model {

    @Override
    public boolean knows(String machine) {
      return byMachine.containsKey(machine);
    }

    @Override
    public Scores score(ClipFeatures clip) {
      return Objects.requireNonNull(byMachine.get(clip.clip().machineId())).score(clip);
    }

    @Override
    public void close() {
      byMachine.values().forEach(Model::close);
    }
  }
}
