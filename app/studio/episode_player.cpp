#include "app/studio/episode_player.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/check.h"
#include "core/plan/registry.h"

namespace spolab {
namespace {

constexpr std::int64_t kCacheEntries = 65536;
/// Searches of one episode kept with all their particles.
constexpr std::size_t kMostTraceBytes = std::size_t{96} << 20;

/// What grows with particles and depths.
std::size_t traceBytes(const SearchTrace& trace) {
  return trace.state.size() + trace.action.size() +
         trace.parent.size() * (2 * sizeof(std::int32_t) + 5 * sizeof(float));
}

/// The environment's id and settings as text: equal texts are the same world.
std::string environmentText(RunConfig& config) {
  std::string text = config.envId;
  const Schema schema = config.schema();
  for (const Field& field : schema.fields())
    if (field.key.starts_with("env.")) text += ' ' + field.toml();
  return text;
}

RunConfig playConfig(const Agent& agent, const std::vector<std::string>& changes) {
  RunConfig config = agent.config().clone();
  config.usePlayDefaults();
  config.applyOverrides(changes, true);
  return config;
}

}  // namespace

void EpisodePlayer::showWorld(const RunConfig& config) {
  RunConfig world = config.clone();
  world.usePlayDefaults();
  view_ = PlayerView{};
  view_.env = world.makeEnv();
  environment_ = environmentText(world);
  agent_.reset();
  planner_.reset();
  evaluator_.reset();
  view_.seed = config.seed;
  beginEpisode();
}

void EpisodePlayer::useAgent(std::shared_ptr<const Agent> agent, std::vector<std::string> changes, bool trained,
                             std::string label) {
  RunConfig config = playConfig(*agent, changes);
  EvaluatorOptions options;
  options.cacheSize = kCacheEntries;
  options.pool = &pool_;
  std::unique_ptr<Evaluator> evaluator = agent->makeEvaluator(options);
  use(std::move(config), std::move(agent), std::move(changes));
  evaluator_ = std::move(evaluator);
  view_.parameters = std::move(label);
  view_.trained = trained;
  view_.episodesPlayed = 0;
  view_.episodesSolved = 0;
  view_.returnSum = 0.0;
}

void EpisodePlayer::useChanges(std::vector<std::string> changes) {
  if (!agent_) return;
  RunConfig config = playConfig(*agent_, changes);  // before the move below
  use(std::move(config), agent_, std::move(changes));
}

void EpisodePlayer::use(RunConfig config, std::shared_ptr<const Agent> agent, std::vector<std::string> changes) {
  std::string environment = environmentText(config);
  const bool sameWorld = view_.env && environment == environment_;
  std::shared_ptr<const Env> env = sameWorld ? view_.env : std::shared_ptr<const Env>(config.makeEnv());
  planner_ = makePlanner(config, *env);
  view_.decider = std::make_shared<Decider>(Decider{agent, std::move(config)});
  agent_ = std::move(agent);
  changes_ = std::move(changes);
  view_.ready = true;
  if (sameWorld) return;
  environment_ = std::move(environment);
  view_.env = std::move(env);
  view_.episode = 0;
  beginEpisode();
}

void EpisodePlayer::setSeed(std::uint64_t seed) {
  view_.seed = seed;
  view_.episode = 0;
  beginEpisode();
}

void EpisodePlayer::restartEpisode() { beginEpisode(); }

void EpisodePlayer::nextEpisode() {
  ++view_.episode;
  beginEpisode();
}

void EpisodePlayer::beginEpisode() {
  view_.start.resize(view_.env->spec().stateBytes);
  Rng rng(view_.seed, Stream::kReset, static_cast<std::uint32_t>(view_.episode));
  view_.env->reset(view_.start, rng);
  state_ = view_.start;
  view_.frames.clear();
  keptBytes_ = 0;
  forgotten_ = 0;
  view_.finished = false;
  view_.success = false;
  view_.episodeReturn = 0.0f;
}

void EpisodePlayer::branchAt(int step) {
  if (step < 0 || step >= static_cast<int>(view_.frames.size())) return;
  state_ = view_.frames[static_cast<std::size_t>(step)]->before;
  view_.frames.resize(static_cast<std::size_t>(step));
  forgotten_ = std::min(forgotten_, view_.frames.size());
  keptBytes_ = 0;
  for (const auto& frame : view_.frames) keptBytes_ += traceBytes(frame->trace);
  view_.finished = false;
  view_.success = false;
  view_.episodeReturn = 0.0f;
  for (const auto& frame : view_.frames) view_.episodeReturn += frame->result.reward;
}

void EpisodePlayer::advance() {
  SPOLAB_CHECK(ready() && !finished());
  auto frame = std::make_shared<PlayerFrame>();
  frame->step = static_cast<int>(view_.frames.size());
  frame->before = state_;
  frame->decider = view_.decider;
  const auto episode = static_cast<std::uint32_t>(view_.episode);
  const auto step = static_cast<std::uint32_t>(frame->step);
  const auto begin = std::chrono::steady_clock::now();
  planner_->plan({state_, view_.seed, {&episode, 1}, {&step, 1}}, *evaluator_, pool_, decisions_, {&frame->trace, 1});
  frame->planSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  frame->action = decisions_.chosenActions;
  frame->result = view_.env->step(state_, frame->action);
  frame->after = state_;
  view_.episodeReturn += frame->result.reward;
  view_.finished = frame->result.ended || frame->result.truncated;
  view_.success = frame->result.success;
  const EvaluatorCounts counts = evaluator_->counts();
  if (counts.asked > 0)
    view_.cacheShare = 1.0 - static_cast<double>(counts.evaluated) / static_cast<double>(counts.asked);
  view_.frames.push_back(std::move(frame));
  if (view_.finished) countFinished();
  forgetOldSearches();
}

/// Long episodes of large searches would fill the memory: only the newest keep every particle.
void EpisodePlayer::forgetOldSearches() {
  keptBytes_ += traceBytes(view_.frames.back()->trace);
  for (; keptBytes_ > kMostTraceBytes && forgotten_ + 1 < view_.frames.size(); ++forgotten_) {
    std::shared_ptr<const PlayerFrame>& frame = view_.frames[forgotten_];
    keptBytes_ -= traceBytes(frame->trace);
    auto thin = std::make_shared<PlayerFrame>();
    thin->step = frame->step;
    thin->before = frame->before;
    thin->action = frame->action;
    thin->after = frame->after;
    thin->result = frame->result;
    thin->planSeconds = frame->planSeconds;
    thin->decider = frame->decider;
    thin->trace.rootValue = frame->trace.rootValue;
    thin->trace.klToPrior = frame->trace.klToPrior;
    frame = std::move(thin);
  }
}

void EpisodePlayer::countFinished() {
  ++view_.episodesPlayed;
  if (view_.success) ++view_.episodesSolved;
  view_.returnSum += view_.episodeReturn;
}

}  // namespace spolab
