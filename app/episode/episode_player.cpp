#include "app/episode/episode_player.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "app/episode/plain_numbers.h"
#include "app/episode/play_settings.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/translate.h"
#include "render/futures.h"

namespace spolab {
namespace {

constexpr std::int64_t kCacheEntries = 65536;

/// From here on a picture would wait for their places.
constexpr std::size_t kManyStates = 2048;
constexpr std::int64_t kMostFuturesCompared = 64;
constexpr std::size_t kMostStepsToCompare = 32;
constexpr const char* kStepLimit = "env.step_limit";

/// The environment's id and settings as text: equal texts are the same world. Without the step limit, which changes
/// neither states nor actions.
std::string environmentText(RunConfig& config) {
  std::string text = config.envId;
  const Schema schema = config.schema();
  for (const Field& field : schema.fields())
    if (field.key.starts_with("env.") && field.key != kStepLimit) text += ' ' + field.toml();
  return text;
}

std::string stepLimitText(RunConfig& config) {
  const Schema schema = config.schema();
  const Field* limit = schema.find(kStepLimit);
  return limit != nullptr ? limit->text() : std::string();
}

int nextWorld() {
  static std::atomic<int> worlds = 0;
  return ++worlds;
}

}  // namespace

std::string trainedLabel(const Agent& agent) {
  return translateFormat(phrase("captions", "{}, {} steps of training"), agent.label(),
                         plainCount(static_cast<double>(agent.envSteps() + agent.earlierSteps())));
}

void EpisodePlayer::showWorld(const RunConfig& config) {
  RunConfig world = config.clone();
  world.usePlayDefaults();
  PlayerView view;
  view.world = nextWorld();
  view.personPlays = view_.personPlays;
  view.historyMost = view_.historyMost;
  view_ = std::move(view);
  view_.env = world.makeEnv();
  environment_ = environmentText(world);
  stepLimit_ = stepLimitText(world);
  agent_.reset();
  planner_.reset();
  referee_.reset();
  evaluator_.reset();
  view_.seed = config.seed;
  beginEpisode(false);
}

std::unique_ptr<Evaluator> EpisodePlayer::makeEvaluator(const Agent& agent, const RunConfig& config) {
  EvaluatorOptions options;
  options.device = device_;
  options.cacheSize = kCacheEntries;
  options.pool = &pool_;
  options.symmetries = config.network.symmetries;
  return agent.makeEvaluator(options);
}

void EpisodePlayer::useAgent(std::shared_ptr<const Agent> agent, std::vector<std::string> changes, bool trained,
                             std::string label) {
  RunConfig config = playedWith(agent->config(), changes, true);
  std::unique_ptr<Evaluator> evaluator = makeEvaluator(*agent, config);
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
  RunConfig config = playedWith(agent_->config(), changes, true);  // before the move below
  std::unique_ptr<Evaluator> evaluator;
  if (config.network.symmetries != view_.decider->config.network.symmetries) evaluator = makeEvaluator(*agent_, config);
  use(std::move(config), agent_, std::move(changes));
  if (evaluator) evaluator_ = std::move(evaluator);
}

void EpisodePlayer::use(RunConfig config, std::shared_ptr<const Agent> agent, std::vector<std::string> changes) {
  std::string environment = environmentText(config);
  std::string stepLimit = stepLimitText(config);
  const bool sameRules = view_.env && environment == environment_;
  const bool sameWorld = sameRules && stepLimit == stepLimit_;
  std::shared_ptr<const Env> env = sameWorld ? view_.env : std::shared_ptr<const Env>(config.makeEnv());
  planner_ = config.planner->make(*env);
  const RunConfig refereed = config.clone();
  refereed.planner->setFutures(std::min(refereed.planner->futures(), kMostFuturesCompared));
  referee_ = refereed.planner->make(*env);
  gamma_ = config.planner->gamma();
  view_.decider = std::make_shared<Decider>(Decider{agent, std::move(config)});
  agent_ = std::move(agent);
  changes_ = std::move(changes);
  view_.ready = true;
  view_.thought.reset();  // of another agent or search
  if (sameWorld) return;
  environment_ = std::move(environment);
  stepLimit_ = std::move(stepLimit);
  const bool room = sameRules && static_cast<std::int64_t>(history_.longest()) < env->spec().stepLimit;
  view_.env = std::move(env);
  if (room) {  // the episode, its lines and what can be undone stay
    present();
    return;
  }
  view_.world = nextWorld();
  view_.episode = 0;
  beginEpisode(false);
}

void EpisodePlayer::setMostHistory(std::size_t bytes) {
  history_.setMostBytes(bytes);
  view_.historyMost = bytes;
  if (view_.env) present();
}

void EpisodePlayer::setSeed(std::uint64_t seed) {
  view_.seed = seed;
  view_.episode = 0;
  beginEpisode(true);
}

void EpisodePlayer::restartEpisode() {
  EpisodeLine line = history_.line();
  line.frames.clear();
  history_.begin(std::move(line), true);
  present();
}

void EpisodePlayer::nextEpisode(bool undoable) {
  ++view_.episode;
  beginEpisode(undoable);
}

void EpisodePlayer::beginEpisode(bool undoable) {
  EpisodeLine line;
  line.seed = view_.seed;
  line.episode = view_.episode;
  line.start.resize(view_.env->spec().stateBytes);
  Rng rng(line.seed, Stream::kReset, static_cast<std::uint32_t>(line.episode));
  view_.env->reset(line.start, rng);
  history_.begin(std::move(line), undoable);
  present();
}

void EpisodePlayer::startFrom(const std::string& text, bool undoable) {
  EpisodeLine line = history_.line();
  line.frames.clear();
  std::vector<std::byte> start(view_.env->spec().stateBytes);
  view_.env->parse(text, start);
  line.start = std::move(start);
  history_.begin(std::move(line), undoable);
  present();
}

void EpisodePlayer::branchAt(int step) {
  history_.branchAt(step);
  present();
}

void EpisodePlayer::goThisWay(int step, StateView from, std::span<const std::byte> actions) {
  const auto& frames = history_.line().frames;
  const int made = static_cast<int>(frames.size());
  if (step < 0 || step > made) return;
  const auto& before = step < made ? frames[static_cast<std::size_t>(step)]->before : history_.line().present();
  if (!std::ranges::equal(before, from)) return;  // the decision of another episode or line
  if (step < made) {
    const std::shared_ptr<const PlayerFrame> decided = frames[static_cast<std::size_t>(step)];
    branchAt(step);
    // Its search is the search of this state still, unless a hand had moved the body before it.
    if (!decided->advised.empty() && decided->before == history_.line().present()) {
      auto thought = std::make_shared<PlayerFrame>(*decided);
      thought->action.clear();
      thought->after.clear();
      thought->result = {};
      thought->comparison.reset();
      view_.thought = std::move(thought);
    }
  }
  const std::size_t actionBytes = view_.env->spec().actionBytes();
  for (; actions.size() >= actionBytes && !finished(); actions = actions.subspan(actionBytes)) {
    think();
    if (!act(actions.first(actionBytes))) return;
  }
}

void EpisodePlayer::switchTo(int line) {
  history_.switchTo(line);
  present();
}

bool EpisodePlayer::undo() {
  if (!history_.undo()) return false;
  present();
  return true;
}

bool EpisodePlayer::redo() {
  if (!history_.redo()) return false;
  present();
  return true;
}

/// Makes the view show the history.
void EpisodePlayer::present() {
  const EpisodeLine& line = history_.line();
  if (view_.thought && view_.thought->before != line.present()) view_.thought.reset();
  view_.seed = line.seed;
  view_.episode = line.episode;
  view_.start = line.start;
  view_.frames = line.frames;
  view_.lines = history_.others();
  view_.line = line.id;
  view_.canUndo = history_.canUndo();
  view_.canRedo = history_.canRedo();
  view_.historyBytes = history_.searchBytes();
  view_.historyMost = history_.mostBytes();
  view_.episodeReturn = returnOf(line.frames);
  const StepResult last = line.frames.empty() ? StepResult{} : line.frames.back()->result;
  view_.finished = last.ended || last.truncated;
  view_.success = last.success;
  if (line.frames.empty()) {
    view_.finished = view_.env->isOver(line.start);
    view_.success = view_.env->isGoal(line.start);
  }
}

/// The next step, begun: with `pushed` after the hand has acted.
std::shared_ptr<PlayerFrame> EpisodePlayer::openFrame(bool pushed) const {
  // A search is kept unless it began from where the body no longer is.
  const bool hand = pushed && push_ && view_.env->handling();
  auto frame = view_.thought && !hand ? std::make_shared<PlayerFrame>(*view_.thought) : std::make_shared<PlayerFrame>();
  frame->step = static_cast<int>(history_.line().frames.size());
  frame->before = history_.line().present();
  if (!hand) return frame;
  const PushEffect effect = view_.env->handling()->push(frame->before, *push_);
  if (effect.strength > 0.0f) frame->push = FramePush{push_->kind, effect};
  return frame;
}

void EpisodePlayer::searchFrom(PlayerFrame& frame) {
  SPOLAB_CHECK(ready() && !finished());
  frame.decider = view_.decider;
  frame.legal = legalActions();
  const auto episode = static_cast<std::uint32_t>(view_.episode);
  frame.randomStep = history_.line().firstStep + static_cast<std::uint32_t>(frame.step);
  const auto begin = std::chrono::steady_clock::now();
  planner_->plan({frame.before, view_.seed, {&episode, 1}, {&frame.randomStep, 1}}, *evaluator_, pool_, decisions_,
                 {&frame.trace, 1});
  frame.planSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  frame.advised = decisions_.chosenActions;
  if (frame.trace.weight.size() >= kManyStates) frame.places = futurePlaces(*view_.env, frame.trace);
  const EvaluatorCounts counts = evaluator_->counts();
  if (counts.asked > 0)
    view_.cacheShare = 1.0 - static_cast<double>(counts.evaluated) / static_cast<double>(counts.asked);
}

void EpisodePlayer::advance() {
  auto frame = openFrame(true);
  if (frame->advised.empty()) searchFrom(*frame);
  frame->action = frame->advised;
  step(std::move(frame));
}

void EpisodePlayer::think() {
  if (view_.thought) return;
  auto frame = openFrame(false);
  searchFrom(*frame);
  view_.thought = std::move(frame);
}

void EpisodePlayer::challenge(std::shared_ptr<const Agent> agent, RunConfig config, std::string label,
                              std::vector<std::byte> start) {
  const EnvSpec here = config.makeRules()->spec(), there = agent->config().makeRules()->spec();
  if (!shareNetworks(here, there))
    throw Error(fmt::format("parameters for {} with {} numbers of observation", here.id, here.observationBytes()),
                fmt::format("parameters for {} with {}", there.id, there.observationBytes()), agent->label());
  std::unique_ptr<Evaluator> evaluator = makeEvaluator(*agent, config);
  use(std::move(config), std::move(agent), {});
  evaluator_ = std::move(evaluator);
  view_.parameters = std::move(label);
  view_.trained = true;
  EpisodeLine line = history_.line();
  line.frames.clear();
  line.start = std::move(start);
  line.firstStep = 0;
  history_.begin(std::move(line), false);
  present();
}

void EpisodePlayer::standAt(std::uint64_t seed, int episode, std::uint32_t step) {
  EpisodeLine line = history_.line();
  line.seed = seed;
  line.episode = episode;
  line.firstStep = step;
  history_.begin(std::move(line), false);
  present();
}

bool EpisodePlayer::act(std::span<const std::byte> action) {
  if (finished()) return false;
  const EnvSpec& spec = view_.env->spec();
  SPOLAB_CHECK(action.size() == spec.actionBytes());
  const std::vector<std::byte>& present = history_.line().present();
  if (spec.hasLegalMask) {
    std::vector<std::uint8_t> legal(static_cast<std::size_t>(spec.actionCount()));
    view_.env->legalActions(present, legal);
    if (legal[static_cast<std::size_t>(discreteAction(action))] == 0) return false;
  }
  auto frame = openFrame(true);
  frame->by = Actor::kPerson;
  frame->action.assign(action.begin(), action.end());
  frame->comparison = frame->advised.empty() ? nullptr : std::make_shared<ActionComparison>();
  if (frame->action == frame->advised) frame->comparison->set({});
  step(std::move(frame));
  return true;
}

void EpisodePlayer::step(std::shared_ptr<PlayerFrame> frame) {
  frame->after = frame->before;
  frame->result = view_.env->step(frame->after, frame->action);
  view_.thought.reset();
  history_.push(std::move(frame));
  present();
  if (view_.finished) countFinished();
}

/// The newest of the last steps; null: nothing is to be compared, or it was with other parameters or settings.
const PlayerFrame* EpisodePlayer::toCompare() const {
  const auto& frames = history_.line().frames;
  const std::size_t first = frames.size() - std::min(frames.size(), kMostStepsToCompare);
  for (std::size_t i = frames.size(); i-- > first;) {
    const PlayerFrame& frame = *frames[i];
    if (frame.comparison && !frame.comparison->get() && frame.decider == view_.decider) return &frame;
  }
  return nullptr;
}

void EpisodePlayer::compare() {
  const PlayerFrame* const frame = toCompare();
  SPOLAB_CHECK(frame != nullptr);
  const auto gamma = static_cast<float>(gamma_);
  ActionComparison::Values worth;
  std::vector<std::byte> states;
  std::vector<float*> searched;
  for (float* const q : {&worth.advised, &worth.done}) {
    std::vector<std::byte> state = frame->before;
    const StepResult result = view_.env->step(state, q == &worth.advised ? frame->advised : frame->action);
    *q = result.failed ? std::numeric_limits<float>::quiet_NaN() : result.reward;
    if (result.ended) continue;
    if (result.truncated) {  // no search begins where time is up
      *q += gamma * criticOf(state);
      continue;
    }
    states.insert(states.end(), state.begin(), state.end());
    searched.push_back(q);
  }
  if (!searched.empty()) {
    // Random numbers of their own, which no search of the episode draws.
    const auto episode = static_cast<std::uint32_t>(view_.episode);
    const std::array streams{~episode, ~episode ^ 1u << 31};
    const std::array steps{frame->randomStep, frame->randomStep};
    const std::size_t roots = searched.size();
    referee_->plan({states, view_.seed, std::span(streams).first(roots), std::span(steps).first(roots)}, *evaluator_,
                   pool_, compared_);
    for (std::size_t i = 0; i < roots; ++i) *searched[i] += gamma * compared_.searchValues[i];
  }
  frame->comparison->set(worth);
}

float EpisodePlayer::criticOf(StateView state) {
  std::vector<std::byte> observation(view_.env->spec().observationBytes());
  view_.env->observeBatch(state, observation);
  float value = 0.0f;
  evaluator_->evaluate(observation, {{}, {&value, 1}, {}});
  return value;
}

/// How many the rules allow at the present state; 0 for a box.
int EpisodePlayer::legalActions() const {
  const EnvSpec& spec = view_.env->spec();
  if (!spec.discrete()) return 0;
  std::vector<std::uint8_t> legal(static_cast<std::size_t>(spec.actionCount()), 1);
  view_.env->legalActions(history_.line().present(), legal);
  return static_cast<int>(std::ranges::count(legal, 1));
}

void EpisodePlayer::countFinished() {
  ++view_.episodesPlayed;
  if (view_.success) ++view_.episodesSolved;
  view_.returnSum += view_.episodeReturn;
}

}  // namespace spolab
