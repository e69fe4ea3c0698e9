#include "agent/change/changes.hpp"

#include <utility>

namespace livetap {

namespace {

std::string probe_key(const std::string& probe) {
  return "probe/" + probe;
}

std::string fields_key(const std::string& probe, const std::string& measurement) {
  return "fields/" + probe + "/" + measurement;
}

}  // namespace

void Changes::add_probe(std::size_t index, FieldWatch::Options probe, const Schema& schema,
                        const Moment& now) {
  if (index >= probes_.size()) {
    probes_.resize(index + 1);
  }
  auto& begun = *(probes_[index] = std::make_unique<Probe>(std::move(probe)));
  begun.whole.remember(memory_.of(probe_key(begun.options.probe)), now);
  begun.measurements.resize(schema.size());
  for (std::uint32_t i = 0; i < schema.size(); ++i) {
    begun.measurements[i].name = schema[i].name;
    if (!schema[i].late) {
      add_measurement(index, i, schema[i], now);
    }
  }
}

void Changes::add_measurement(std::size_t index, std::uint32_t measurement,
                              const Measurement& shape, const Moment& now) {
  auto& probe = *probes_.at(index);
  auto& watched = probe.measurements.at(measurement);
  watched.fields.reset();
  if (FieldWatch::wanted(shape)) {
    watched.fields = std::make_unique<FieldWatch>(shape, probe.options);
    watched.fields->remember(memory_.of(fields_key(probe.options.probe, shape.name)), now);
  }
}

Changes::Probe* Changes::probe(std::size_t index) {
  return index < probes_.size() ? probes_[index].get() : nullptr;
}

Commit Changes::on_gather(std::size_t index, std::uint32_t measurement,
                          const std::optional<Error>& error, const Snapshot* snapshot,
                          const Moment& now) {
  Commit commit;
  auto* probe = this->probe(index);
  if (probe == nullptr || measurement >= probe->measurements.size()) {
    return commit;
  }
  auto& watched = probe->measurements[measurement];
  if (watched.fields && snapshot != nullptr) {
    watched.fields->see(*snapshot, commit.events);
    memory_.note(*watched.fields, fields_key(probe->options.probe, watched.name), now, commit);
  }
  probe->whole.see(watched.name, error, now, commit.events);
  memory_.note(probe->whole, probe_key(probe->options.probe), now, commit);
  return commit;
}

Commit Changes::on_collected(std::size_t index, const std::optional<Error>& error,
                             const Moment& now) {
  Commit commit;
  if (auto* probe = this->probe(index)) {
    probe->whole.see("", error, now, commit.events);
    memory_.note(probe->whole, probe_key(probe->options.probe), now, commit);
  }
  return commit;
}

}  // namespace livetap
