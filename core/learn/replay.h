#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/plan/planner.h"
#include "envs/env.h"

namespace spolab {

/// Windows of consecutive steps, flat: B windows of T steps, N atoms per step.
struct WindowBatch {
  std::int64_t windows = 0, steps = 0, atoms = 0;
  std::vector<std::byte> observations;      ///< [B, T, observationBytes]
  std::vector<std::byte> observationsNext;  ///< [B, T, observationBytes], the true next ones, before any reset
  std::vector<float> rewards;               ///< [B, T]
  std::vector<std::uint8_t> ended;          ///< [B, T]
  std::vector<std::uint8_t> truncated;      ///< [B, T]
  std::vector<std::uint8_t> failed;         ///< [B, T] the simulation broke down on this step: not to be learned from
  std::vector<std::uint8_t> legal;          ///< [B, T, actions] legal actions; empty where all always are
  std::vector<std::byte> rootActions;       ///< [B, T, N, actionBytes]
  std::vector<float> weights;               ///< [B, T, N] q̂ as atoms
  std::vector<float> logRatios;             ///< [B, T, N] pre-resampling order
  std::vector<float> dualAdvantages;        ///< [B, T, N] pre-resampling order
};

/// A ring of the newest steps of every environment; samples windows uniformly (SPO Table 3, "replay").
/// Single-threaded; one memory block, so a checkpoint is a copy of it.
class ReplayBuffer {
 public:
  /// `capacity` steps over all `envs`, rounded down to whole rings.
  ReplayBuffer(const EnvSpec& spec, std::int64_t envs, std::int64_t capacity, std::int64_t atoms);

  /// One step of all environments. observations [E, obsBytes], decisions of E roots.
  struct Step {
    std::span<const std::byte> observations, observationsNext;
    std::span<const float> rewards;
    std::span<const std::uint8_t> flags;  ///< StepFlags
    std::span<const std::uint8_t> legal;  ///< [E, actions], for environments with a legal mask
    const Decisions* decisions = nullptr;
  };
  void append(const Step& step);

  [[nodiscard]] std::int64_t stepsPerEnv() const { return filled_; }
  [[nodiscard]] std::int64_t ringLength() const { return ring_; }
  /// Fills `out` with `windows` ≤ 4096 windows of `steps` ≤ stepsPerEnv() steps, environment and start drawn uniformly.
  void sample(std::int64_t windows, std::int64_t steps, Rng& rng, WindowBatch& out) const;

  /// The raw content for checkpoints: records, then the two counters.
  [[nodiscard]] std::span<const std::byte> records() const { return records_; }
  [[nodiscard]] std::int64_t position() const { return position_; }
  /// Throws nothing; false when the sizes do not fit.
  [[nodiscard]] bool restore(std::span<const std::byte> records, std::int64_t position, std::int64_t filled);

 private:
  [[nodiscard]] std::size_t offset(std::int64_t env, std::int64_t slot) const {
    return static_cast<std::size_t>(env * ring_ + slot) * recordBytes_;
  }

  std::int64_t envs_, ring_, atoms_;
  std::size_t observationBytes_, actionBytes_, legalBytes_, recordBytes_;
  std::int64_t position_ = 0;  ///< slot that the next step goes to
  std::int64_t filled_ = 0;    ///< valid steps per environment
  std::vector<std::byte> records_;
};

}  // namespace spolab
