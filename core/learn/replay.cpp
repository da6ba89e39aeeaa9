#include "core/learn/replay.h"

#include <algorithm>

#include "core/base/check.h"

namespace spolab {
namespace {

/// Copies `count` elements between typed memory and a record, moving the record's cursor on.
void put(std::byte*& record, const void* source, std::size_t bytes) {
  std::copy_n(static_cast<const std::byte*>(source), bytes, record);  // a part that a world lacks is null
  record += bytes;
}

template <typename T>
void get(const std::byte*& record, std::vector<T>& target, std::size_t index, std::size_t count) {
  std::copy_n(record, count * sizeof(T), reinterpret_cast<std::byte*>(target.data() + index * count));
  record += count * sizeof(T);
}

}  // namespace

ReplayBuffer::ReplayBuffer(const EnvSpec& spec, std::int64_t envs, std::int64_t capacity, std::int64_t atoms)
    : envs_(envs),
      ring_(capacity / envs),
      atoms_(atoms),
      observationBytes_(spec.observationBytes()),
      actionBytes_(spec.actionBytes()),
      legalBytes_(spec.hasLegalMask ? static_cast<std::size_t>(spec.actionCount()) : 0),
      recordBytes_(2 * observationBytes_ + sizeof(float) + 3 + legalBytes_ +
                   static_cast<std::size_t>(atoms) * (actionBytes_ + 3 * sizeof(float))),
      records_(static_cast<std::size_t>(envs * ring_) * recordBytes_) {
  SPOLAB_CHECK_LT(0, ring_);
}

void ReplayBuffer::append(const Step& step) {
  const auto atoms = static_cast<std::size_t>(atoms_);
  for (std::size_t env = 0; env < static_cast<std::size_t>(envs_); ++env) {
    std::byte* record = &records_[offset(static_cast<std::int64_t>(env), position_)];
    put(record, &step.observations[env * observationBytes_], observationBytes_);
    put(record, &step.observationsNext[env * observationBytes_], observationBytes_);
    put(record, &step.rewards[env], sizeof(float));
    const std::uint8_t ended = (step.flags[env] & kEnded) != 0 ? 1 : 0;
    const std::uint8_t truncated = (step.flags[env] & kTruncated) != 0 ? 1 : 0;
    put(record, &ended, 1);
    put(record, &truncated, 1);
    const std::uint8_t failed = (step.flags[env] & kFailed) != 0 ? 1 : 0;
    put(record, &failed, 1);
    if (legalBytes_ > 0) put(record, &step.legal[env * legalBytes_], legalBytes_);
    put(record, &step.decisions->rootActions[env * atoms * actionBytes_], atoms * actionBytes_);
    put(record, &step.decisions->weights[env * atoms], atoms * sizeof(float));
    put(record, &step.decisions->logRatios[env * atoms], atoms * sizeof(float));
    put(record, &step.decisions->dualAdvantages[env * atoms], atoms * sizeof(float));
  }
  position_ = (position_ + 1) % ring_;
  filled_ = std::min(filled_ + 1, ring_);
}

void ReplayBuffer::sample(std::int64_t windows, std::int64_t steps, Rng& rng, WindowBatch& out) const {
  SPOLAB_CHECK_LE(steps, filled_);
  const auto rows = static_cast<std::size_t>(windows * steps);
  const auto atoms = static_cast<std::size_t>(atoms_);
  out.windows = windows;
  out.steps = steps;
  out.atoms = atoms_;
  out.observations.resize(rows * observationBytes_);
  out.observationsNext.resize(rows * observationBytes_);
  out.rewards.resize(rows);
  out.ended.resize(rows);
  out.truncated.resize(rows);
  out.failed.resize(rows);
  out.legal.resize(rows * legalBytes_);
  out.rootActions.resize(rows * atoms * actionBytes_);
  for (auto* floats : {&out.weights, &out.logRatios, &out.dualAdvantages}) floats->resize(rows * atoms);
  std::size_t row = 0;
  for (std::int64_t w = 0; w < windows; ++w) {
    const auto env = static_cast<std::int64_t>(rng.below(static_cast<std::uint32_t>(envs_)));
    const auto start = static_cast<std::int64_t>(rng.below(static_cast<std::uint32_t>(filled_ - steps + 1)));
    const std::int64_t oldest = position_ - filled_ + ring_;
    for (std::int64_t t = 0; t < steps; ++t, ++row) {
      const std::byte* record = &records_[offset(env, (oldest + start + t) % ring_)];
      get(record, out.observations, row, observationBytes_);
      get(record, out.observationsNext, row, observationBytes_);
      get(record, out.rewards, row, 1);
      get(record, out.ended, row, 1);
      get(record, out.truncated, row, 1);
      get(record, out.failed, row, 1);
      if (legalBytes_ > 0) get(record, out.legal, row, legalBytes_);
      get(record, out.rootActions, row, atoms * actionBytes_);
      get(record, out.weights, row, atoms);
      get(record, out.logRatios, row, atoms);
      get(record, out.dualAdvantages, row, atoms);
    }
  }
}

bool ReplayBuffer::restore(std::span<const std::byte> records, std::int64_t position, std::int64_t filled) {
  if (records.size() != records_.size() || position < 0 || position >= ring_ || filled < 0 || filled > ring_) {
    return false;
  }
  std::copy(records.begin(), records.end(), records_.begin());
  position_ = position;
  filled_ = filled;
  return true;
}

}  // namespace spolab
