#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "core/plan/distribution.h"
#include "core/plan/planner.h"
#include "core/plan/root_actions.h"
#include "core/plan/root_groups.h"
#include "core/plan/smc/settings.h"

namespace spolab {

/// Sequential Monte Carlo search of SPO (Algorithm 1): particles propose with π, move with the environment itself, are
/// weighted by e^{δ/η} and resampled every `period` depths, never after the last. README.md beside this file has the
/// equations and what differs from the paper.
class SmcPlanner final : public Planner {
 public:
  /// Borrows `env`. Throws a usage Error when the environment's actions do not fit.
  SmcPlanner(const SmcSettings& settings, const Env& env);

  void plan(const PlanRequest& request, Evaluator& evaluator, WorkerPool& pool, Decisions& out,
            std::span<SearchTrace> traces = {}) override;
  [[nodiscard]] int transitionsPerRoot() const override;
  [[nodiscard]] int atomsPerRoot() const override { return static_cast<int>(particles_); }
  void setTemperature(double eta) override {
    settings_.temperature = std::clamp(eta, kLeastTemperature, kMostTemperature);  // as SmcConfig keeps it
  }

 private:
  /// Some of a root's particles, neighbours: [first, last) of all of its N. A worker's piece of one root's work.
  struct Stretch {
    std::size_t root;
    std::size_t first, last;
    std::size_t index;  ///< among the stretches of all roots
  };

  [[nodiscard]] Stretch stretch(std::size_t index) const;
  void prepare(const PlanRequest& request, Decisions& out, std::span<SearchTrace> traces);
  void proposeAtRoot(std::size_t root, const PlanRequest& request, Decisions& out);
  [[nodiscard]] Rng rngOf(Stream stream, std::size_t root, std::size_t particle, int depth,
                          const PlanRequest& request) const;
  void settle(std::size_t root, int depth, const PlanRequest& request, Decisions& out, SearchTrace* trace);
  void propose(Stretch stretch, int depth, const PlanRequest& request);
  void reseedChances(Stretch stretch, int depth, const PlanRequest& request);
  void move(Stretch stretch);
  void goOn(Stretch stretch, int depth, const PlanRequest& request);
  void askAboutRoots(RootGroup group, Decisions& out, EvaluationQueue& network);
  std::size_t packLiving(RootGroup group);
  void askAboutLiving(RootGroup group, int depth, EvaluationQueue& network);
  void advance(RootGroup group, int depth, const PlanRequest& request, WorkerPool& pool, Decisions& out,
               std::span<SearchTrace> traces);
  void weigh(std::size_t root, int depth, Decisions& out);
  void tellDual(std::size_t root, Decisions& out);
  [[nodiscard]] float dualDiscount(int depth, bool endsHere) const;
  void resample(std::size_t root, int depth, const PlanRequest& request);
  void decide(std::size_t root, const PlanRequest& request, Decisions& out, SearchTrace* trace);
  void record(std::size_t root, int depth, SearchTrace& trace);
  [[nodiscard]] bool periodEnds(int depth) const { return (depth + 1) % settings_.period == 0; }
  [[nodiscard]] bool resamplesAfter(std::size_t root, int depth) const;
  [[nodiscard]] std::span<std::byte> stateOf(std::size_t particle);
  [[nodiscard]] std::span<std::byte> actionOf(std::size_t particle);

  SmcSettings settings_;
  const Env& env_;
  const EnvSpec& spec_;
  std::unique_ptr<ActionDistribution> distribution_;
  std::unique_ptr<RootActions> rootActions_;
  ActionChoice choice_;
  bool discountedDual_;
  std::size_t particles_;
  std::size_t rootsAtOnce_;      ///< a worker takes
  std::size_t particlesAtOnce_;  ///< in a stretch
  std::size_t stretchesPerRoot_;

  // Per root [R], per particle [R·N]. Particle p of root r is at r·N + p.
  std::vector<std::byte> rootObservations_;
  std::vector<float> rootPolicy_;
  std::vector<std::byte> states_, statesNext_, actions_, rootActionsNext_;
  std::vector<float> rewards_, values_, valuesNext_, deltas_, advantageSums_, logWeights_, weights_;
  std::vector<float> returns_, returnsNext_;  // Σ γ^d r_d so far and γ^d V of where it has come to
  std::vector<float> logRatios_;              // log π/π̃ carried until the first reset
  std::vector<std::uint8_t> dead_, deadNext_, broken_, resampledOnce_;
  std::vector<std::int32_t> policyRow_, policyRowNext_, parents_, ancestors_, ancestorsNext_;
  std::vector<std::int32_t> indices_;
  // Living particles after a move, packed for the network.
  std::vector<std::size_t> living_;  // [R·stretches] particles of a stretch that have a row in the next batch
  std::vector<std::byte> observations_;
  std::vector<float> policy_, rowValues_;
};

}  // namespace spolab
