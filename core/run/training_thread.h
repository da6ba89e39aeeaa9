#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "core/base/event_queue.h"
#include "core/base/mailbox.h"
#include "core/run/checkpoint.h"
#include "core/run/trainer.h"

namespace spolab {

/// A Trainer with its run folder on a thread of its own: limits, pauses, evaluations, checkpoints every 60 s,
/// snapshots. Thread-safe as the interface says.
class TrainingThread final : public Training {
 public:
  /// A new run, or (with a checkpoint) an old one that goes on.
  TrainingThread(RunConfig config, TrainingOptions options, RunFolder folder,
                 std::optional<LoadedCheckpoint> checkpoint);
  ~TrainingThread() override;

  void setPaused(bool paused) override;
  void requestStop() override;
  [[nodiscard]] std::shared_ptr<const TrainingStatus> status() const override { return status_.latest(); }
  [[nodiscard]] std::vector<MetricsRow> takeRows(int milliseconds) override;
  [[nodiscard]] std::shared_ptr<const Agent> newestAgent() const override { return agent_.latest(); }
  [[nodiscard]] bool alive() const override { return alive_.load(); }

 private:
  void run(const std::stop_token& stop);
  void train(const std::stop_token& stop);
  void begin(Trainer& trainer);
  void iterate(Trainer& trainer, const std::stop_token& stop);
  void evaluate(Trainer& trainer, MetricsRow& row, const std::stop_token& stop);
  void makeUpEvaluation(Trainer& trainer, const std::stop_token& stop);
  void save(Trainer& trainer);
  [[nodiscard]] bool limitReached(const Trainer& trainer) const;
  /// Returns how long it was.
  std::chrono::steady_clock::duration waitWhilePaused(const std::stop_token& stop);
  void publish(TrainingState state, const std::string& activity, const Trainer* trainer);

  RunConfig config_;
  TrainingOptions options_;
  RunFolder folder_;
  std::optional<LoadedCheckpoint> checkpoint_;
  double secondsAtStart_ = 0.0;
  double bestReturn_ = 0.0;
  bool hasBest_ = false;
  bool evaluationDue_ = false;  ///< that of the newest iteration was stopped half way

  Mailbox<TrainingStatus> status_;
  Mailbox<Agent> agent_;
  EventQueue<MetricsRow> rows_;
  std::mutex pauseMutex_;
  std::condition_variable_any pauseChanged_;
  bool paused_ = false;
  std::string warning_, note_;
  std::size_t earlierRows_ = 0;
  double stepsPerSecond_ = 0.0;
  std::atomic<bool> alive_{true};
  std::jthread thread_;  // last: joined before the rest goes
};

}  // namespace spolab
