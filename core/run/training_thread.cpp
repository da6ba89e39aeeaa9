#include "core/run/training_thread.h"

#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/version.h"
#include "core/nn/torch_setup.h"
#include "core/run/json_text.h"
#include "core/run/snapshots.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr double kCheckpointSeconds = 60.0;
/// Of a checkpoint: its iteration should have been evaluated, but was not.
constexpr const char* kEvaluationDue = "evaluation_due";

auto setterOf(MetricsRow& row) {
  return [&row](const char* name, double value) { row.values[static_cast<std::size_t>(metricColumn(name))] = value; };
}

}  // namespace

TrainingThread::TrainingThread(RunConfig config, TrainingOptions options, RunFolder folder,
                               std::optional<LoadedCheckpoint> checkpoint)
    : config_(std::move(config)),
      options_(std::move(options)),
      folder_(std::move(folder)),
      checkpoint_(std::move(checkpoint)) {
  publish(TrainingState::kStarting, "starting", nullptr);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

TrainingThread::~TrainingThread() { requestStop(); }

void TrainingThread::requestStop() {
  thread_.request_stop();
  pauseChanged_.notify_all();
}

void TrainingThread::setPaused(bool paused) {
  {
    const std::scoped_lock lock(pauseMutex_);
    paused_ = paused;
  }
  pauseChanged_.notify_all();
}

std::vector<MetricsRow> TrainingThread::takeRows(int milliseconds) {
  return milliseconds > 0 ? rows_.takeWithin(std::chrono::milliseconds(milliseconds)) : rows_.take();
}

void TrainingThread::run(const std::stop_token& stop) {
  std::string message;
  try {
    train(stop);
  } catch (const c10::Error& error) {
    message = Error("the training to go on", error.what_without_backtrace(), options_.device).what();
  } catch (const std::exception& error) {
    message = messageOf(error);
  }
  TrainingStatus last = *status_.latest();
  last.state = message.empty() ? TrainingState::kFinished : TrainingState::kFailed;
  last.activity = message.empty() ? "finished" : "failed";
  last.error = message;
  last.secondsLeft = message.empty() ? 0.0 : -1.0;
  status_.publish(std::make_shared<const TrainingStatus>(last));
  alive_.store(false);
}

void TrainingThread::train(const std::stop_token& stop) {
  std::optional<Trainer> made;
  const bool isNew = !checkpoint_;
  try {
    made.emplace(config_.clone(), chooseDevice(options_.device), options_.threads);
    begin(*made);
  } catch (...) {
    if (isNew) folder_.discard();
    throw;
  }
  Trainer& trainer = *made;
  if (evaluationDue_) makeUpEvaluation(trainer, stop);
  auto lastSave = Clock::now();
  while (!stop.stop_requested() && !limitReached(trainer)) {
    publish(TrainingState::kRunning, "training", &trainer);
    iterate(trainer, stop);
    if (std::chrono::duration<double>(Clock::now() - lastSave).count() >= kCheckpointSeconds) {
      publish(TrainingState::kRunning, "writing checkpoint", &trainer);
      save(trainer);
      lastSave = Clock::now();
    }
    waitWhilePaused(stop);
  }
  publish(TrainingState::kStopping, "writing checkpoint", &trainer);
  save(trainer);
}

void TrainingThread::begin(Trainer& trainer) {
  if (checkpoint_) {
    trainer.restore(checkpoint_->content);
    if (!checkpoint_->damaged.empty())
      warning_ = fmt::format(
          "going on from {}, as the newest checkpoint could not be used and is set aside "
          "(its name ends in .unusable; what was newer is kept under names that end in {}): {}",
          checkpoint_->file.filename().string(), RunFolder::newerEnding(trainer.iteration()),
          checkpoint_->damaged.front());
    if (const auto best = checkpoint_->content.metadata.find("best_return");
        best != checkpoint_->content.metadata.end()) {
      bestReturn_ = std::strtod(best->second.c_str(), nullptr);
      hasBest_ = true;
    }
    if (!checkpoint_->damaged.empty()) folder_.keepNewer(trainer.iteration());
    folder_.truncate(checkpoint_->metricsBytes, checkpoint_->eventsBytes);
    std::vector<MetricsRow> earlier = folder_.readMetrics();
    earlierRows_ = earlier.size();
    publish(TrainingState::kStarting, "starting", &trainer);
    for (MetricsRow& row : earlier) rows_.push(std::move(row));
    setUnusableAside(*checkpoint_);
    evaluationDue_ = checkpoint_->content.metadata.contains(kEvaluationDue);
    folder_.appendEvent(jsonText({{"event", "resumed"},
                                  {"version", programVersion()},
                                  {"iteration", trainer.iteration()},
                                  {"checkpoint", checkpoint_->file.filename().string()},
                                  {"damaged", checkpoint_->damaged}}));
    checkpoint_.reset();
  } else {
    if (!options_.initAgent.empty()) trainer.startFrom(*TrainedAgent::load(options_.initAgent));
    folder_.appendEvent(jsonText({{"event", "started"}, {"version", programVersion()}, {"seed", config_.seed}}));
    saveCheckpoint(folder_, trainer.iteration(), trainer.checkpoint());  // resumable from the first moment
  }
  if (const auto search = config_.number("planner.gamma"), critic = config_.number("learner.gamma");
      search && critic && *search != *critic)
    note_ =
        fmt::format("the search discounts by {} (planner.gamma), its critic by {} (learner.gamma)", *search, *critic);
  secondsAtStart_ = trainer.seconds();
  agent_.publish(trainer.agent(fmt::format("iteration {} of this training", trainer.iteration())));
}

void TrainingThread::iterate(Trainer& trainer, const std::stop_token& stop) {
  MetricsRow row = trainer.iterate(options_.steps.value_or(0));
  const double rate = row.values[static_cast<std::size_t>(metricColumn("steps_per_second"))];
  stepsPerSecond_ = stepsPerSecond_ == 0.0 ? rate : 0.8 * stepsPerSecond_ + 0.2 * rate;
  agent_.publish(trainer.agent(fmt::format("iteration {} of this training", trainer.iteration())));
  if (config_.eval.every > 0 && trainer.iteration() % config_.eval.every == 0) {
    publish(TrainingState::kRunning, "evaluating", &trainer);
    evaluate(trainer, row, stop);
  }
  folder_.appendMetrics(row);
  rows_.push(std::move(row));
}

/// What the stop before has cut off, as a row of its own.
void TrainingThread::makeUpEvaluation(Trainer& trainer, const std::stop_token& stop) {
  publish(TrainingState::kRunning, "evaluating", &trainer);
  MetricsRow row{std::vector<double>(metricNames().size(), std::nan(""))};
  evaluate(trainer, row, stop);
  if (evaluationDue_) return;
  const auto set = setterOf(row);
  set("iteration", static_cast<double>(trainer.iteration()));
  set("env_steps", static_cast<double>(trainer.envSteps()));
  set("seconds", trainer.seconds());
  folder_.appendMetrics(row);
  rows_.push(std::move(row));
}

/// One that is stopped half way was not made: it is due when the run goes on.
void TrainingThread::evaluate(Trainer& trainer, MetricsRow& row, const std::stop_token& stop) {
  EvalReport report;
  evaluationDue_ = false;
  Clock::duration paused{};
  try {
    report = trainer.evaluate(static_cast<int>(config_.eval.episodes), [&](double /*share*/) {
      const auto waited = waitWhilePaused(stop);
      if (waited > Clock::duration{}) publish(TrainingState::kRunning, "evaluating", &trainer);
      paused += waited;
      evaluationDue_ = stop.stop_requested();
      return !evaluationDue_;
    });
  } catch (const Error&) {
    if (!evaluationDue_) throw;
    return;
  }
  const auto set = setterOf(row);
  set("eval_return", report.returnMean);
  set("eval_solve_rate", report.successRate);
  set("eval_length", report.lengthMean);
  set("seconds_evaluating", report.seconds - std::chrono::duration<double>(paused).count());
  const auto agent = trainer.agent("agent");
  agent->save(snapshotFile(folder_.path(), trainer.iteration()));
  folder_.thinSnapshots();
  if (!hasBest_ || report.returnMean >= bestReturn_) {  // ties go to the later
    bestReturn_ = report.returnMean;
    hasBest_ = true;
    agent->save(folder_.path() / "agent.safetensors");
  }
}

void TrainingThread::save(Trainer& trainer) {
  TensorFile content = trainer.checkpoint();
  if (hasBest_) content.metadata["best_return"] = fmt::format("{:a}", bestReturn_);
  if (evaluationDue_) content.metadata[kEvaluationDue] = "yes";
  saveCheckpoint(folder_, trainer.iteration(), std::move(content));
  const auto agent = trainer.agent("latest");
  agent->save(folder_.path() / "latest.safetensors");
  if (!hasBest_) agent->save(folder_.path() / "agent.safetensors");
}

bool TrainingThread::limitReached(const Trainer& trainer) const {
  if (options_.steps && trainer.envSteps() >= *options_.steps) return true;
  return options_.minutes && trainer.seconds() - secondsAtStart_ >= *options_.minutes * 60.0;
}

Clock::duration TrainingThread::waitWhilePaused(const std::stop_token& stop) {
  std::unique_lock lock(pauseMutex_);
  if (!paused_) return {};
  const auto begin = Clock::now();
  TrainingStatus now = *status_.latest();
  now.state = TrainingState::kPaused;
  now.activity = "paused";
  status_.publish(std::make_shared<const TrainingStatus>(now));
  pauseChanged_.wait(lock, stop, [&] { return !paused_; });
  return Clock::now() - begin;
}

void TrainingThread::publish(TrainingState state, const std::string& activity, const Trainer* trainer) {
  TrainingStatus now;
  now.state = state;
  now.activity = activity;
  now.folder = folder_.path();
  now.warning = warning_;
  now.note = note_;
  now.earlierRows = earlierRows_;
  now.stepsPerSecond = stepsPerSecond_;
  if (trainer != nullptr) {
    now.iteration = trainer->iteration();
    now.envSteps = trainer->envSteps();
    now.seconds = trainer->seconds();
    if (options_.steps) {
      const auto total = static_cast<double>(*options_.steps);
      now.progress = std::min(1.0, static_cast<double>(now.envSteps) / total);
      if (stepsPerSecond_ > 0.0) now.secondsLeft = (1.0 - now.progress) * total / stepsPerSecond_;
    } else if (options_.minutes) {
      const double total = *options_.minutes * 60.0;
      now.progress = std::min(1.0, (now.seconds - secondsAtStart_) / total);
      now.secondsLeft = (1.0 - now.progress) * total;
    }
  }
  status_.publish(std::make_shared<const TrainingStatus>(now));
}

}  // namespace spolab
