#include "app/studio/player.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "app/episode/plain_numbers.h"
#include "app/episode/play_settings.h"
#include "app/studio/thread_priority.h"
#include "app/studio/tools/room.h"
#include "core/base/error.h"
#include "core/base/translate.h"

namespace spolab {
namespace {

using namespace std::chrono_literals;

/// How long the end of an episode stays on screen, in steps and in seconds.
constexpr double kLingerSteps = 2.0;
constexpr double kLingerMaximum = 1.6;
/// Of a body that a person drives: how late its steps may be, and how many of them one picture may stand for.
constexpr auto kMostLate = 100ms;
constexpr int kThoughtMargin = 2;  ///< a search beside a running body needs so many times its last time
constexpr auto kThoughtRetry = 2s;
constexpr int kMostAtOnce = 12;
constexpr char kThreadName[] = "spolab-player";

/// Makes a thread that helps with searches as modest as the player's own; `window` makes the player.
void beModest(std::thread::id window) {
  if (std::this_thread::get_id() != window) lowerThreadPriority(kThreadName);
}

}  // namespace

Player::Player(std::function<void()> published, std::size_t mostHistory)
    : published_(std::move(published)),
      episode_("cpu", std::clamp(availableCores() - 1, 1, kMostWorkers),
               [window = std::this_thread::get_id()] { beModest(window); }),
      thread_([this, mostHistory] {
        episode_.setMostHistory(mostHistory);
        run();
      }) {}

Player::~Player() { commands_.push(play::Quit{}); }

void Player::run() {
  lowerThreadPriority(kThreadName);
  while (!quit_) {
    for (const PlayerCommand& command : commands_.takeWithin(patience()))
      if (!quit_) std::visit([this](const auto& c) { guarded([&] { handle(c); }); }, command);
    if (!quit_ && visible_ && hasWorld_ && episode_.ready()) guarded([this] { goOn(); });
  }
}

/// A puzzle waits for a person's move; a body does not.
bool Player::awaitsPerson() const { return personPlays_ && (held_.empty() || episode_.finished()); }

/// The agent searches beside a person who waits, and beside a body that runs where the search ends before its next
/// step; now and then it tries whether it does. What a person did is compared first.
Player::Aside Player::aside() const {
  if (!advice_) return Aside::kNone;
  const bool compares = episode_.canCompare();
  const bool thinks = personPlays_ && !episode_.finished() && !episode_.hasThought();
  const Clock::time_point now = Clock::now();
  const bool waits = awaitsPerson() || paused_ || !personPlays_;
  const auto fits = [&](const Effort& effort) {
    return waits || now >= effort.again || now + kThoughtMargin * effort.last < due_;
  };
  if (compares && fits(comparison_)) return Aside::kCompare;
  return thinks && fits(thought_) ? Aside::kThink : Aside::kNone;
}

/// The next episode would take away what a person has made here.
bool Player::keepsLines() const {
  const PlayerView& view = episode_.view();
  const auto byPerson = [](const auto& frame) { return frame->by == Actor::kPerson; };
  return !view.lines.empty() || std::ranges::any_of(view.frames, byPerson);
}

/// What is due at this moment, if anything.
void Player::goOn() {
  if (const Aside what = aside(); what != Aside::kNone) {
    thinkAlong(what);
    return;
  }
  if (!episode_.finished()) rested_ = false;
  if (awaitsPerson() || paused_ || rests() || Clock::now() < due_) return;
  if (personPlays_)
    playHeld();
  else if (!episode_.finished())
    playOne();
  else if (keepsLines() && !std::exchange(rested_, true))
    rest();
  else
    startNextEpisode(keepsLines());
}

/// Until a person goes on.
void Player::rest() {
  paused_ = true;
  report({PlayerEvent::Kind::kRests, {}, nullptr, true});
  publish();
}

std::chrono::milliseconds Player::patience() const {
  if (!visible_ || !episode_.ready()) return 10s;
  if (aside() != Aside::kNone) return 0ms;
  if (awaitsPerson() || paused_ || rests()) return 10s;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_ - Clock::now());
  return std::clamp<std::chrono::milliseconds>(left, 0ms, 10s);
}

/// An exception here becomes a message in the window; the player pauses instead of repeating it.
void Player::guarded(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    paused_ = episode_.ready();
    advice_ = false;
    report({PlayerEvent::Kind::kError, error.what(), nullptr, paused_});
    if (hasWorld_) publish();
  }
}

void Player::loadAgent(const play::AgentFile& command) {
  std::shared_ptr<const Agent> agent;
  try {
    agent = engine().loadAgent(command.file);
  } catch (const Error& error) {
    if (!episode_.ready()) throw;
    report({PlayerEvent::Kind::kRefused, error.what(), nullptr, paused_});
    return;
  }
  std::string label = trainedLabel(*agent);
  if (command.snapshot)
    label = translateFormat(phrase("captions", "snapshot of iteration {}, {} steps of training"),
                            plainCount(static_cast<double>(agent->iteration())),
                            plainCount(static_cast<double>(agent->envSteps() + agent->earlierSteps())));
  wanted_.clear();
  home_.reset();
  adopt(std::move(agent), true, std::move(label), command.sameEpisode);
  inThePast_ = command.snapshot;
}

void Player::playFresh(const RunConfig& config) {
  adopt(engine().freshAgent(config), false, translate("captions", "untrained parameters"), false);
}

void Player::adopt(std::shared_ptr<const Agent> agent, bool trained, std::string label, bool sameEpisode) {
  auto changes = leaveDecision();
  episode_.useAgent(agent, settings(), trained, std::move(label));
  if (hasWorld_ && sameEpisode)
    episode_.restartEpisode();
  else if (hasWorld_ && episode_.finished() && !personPlays_)
    episode_.nextEpisode(keepsLines());
  hasWorld_ = true;
  paused_ = false;
  scheduleNext();
  announceSettings(*agent, std::move(changes));
  publish();
}

/// The method and the changes that came with a decision end with its agent; then what the form shows instead.
std::optional<std::vector<std::string>> Player::leaveDecision() {
  if (!std::exchange(ofDecision_, false)) return std::nullopt;
  method_.clear();
  wanted_.clear();
  changes_.clear();
  return changes_;
}

void Player::adoptOffer() {
  std::shared_ptr<const Agent> agent = std::exchange(offered_, nullptr);
  newer_.use(nullptr);
  home_.reset();
  auto changes = leaveDecision();
  episode_.useAgent(agent, settings(), true, agent->label());
  announceSettings(*agent, std::move(changes));
}

/// Only when they are others than before: parameters of one training differ in their temperature alone.
void Player::announceSettings(const Agent& agent, std::optional<std::vector<std::string>> changes) {
  auto config = std::make_shared<RunConfig>(playedWith(agent.config(), {methodChange(method_)}, true));
  std::string settings = config->envId + ' ' + config->algorithm;
  const Schema schema = config->schema();
  for (const Field& field : schema.fields())
    if (field.key != "planner.temperature") settings += ' ' + field.toml();
  if (settings == settings_ && !changes) return;
  settings_ = std::move(settings);
  report({PlayerEvent::Kind::kAgentLoaded, {}, std::move(config), false, std::move(changes)});
}

void Player::playOne() {
  episode_.advance();
  measure();
  scheduleNext();
  publish();
}

/// Real time first: steps that are late are made up for without a picture each.
void Player::playHeld() {
  for (int i = 0; i < kMostAtOnce && !episode_.finished() && (i == 0 || Clock::now() >= due_); ++i) {
    episode_.act(held_);
    measure();
    if (std::isfinite(stepsPerSecond_))
      due_ += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1.0 / stepsPerSecond_));
  }
  due_ = std::max(due_, Clock::now() - kMostLate);
  publish();
}

/// What is on screen first: the search may take a while.
void Player::thinkAlong(Aside what) {
  const bool compares = what == Aside::kCompare;
  const Clock::time_point begin = Clock::now();
  if (compares)
    episode_.compare();
  else
    episode_.think();
  const Clock::time_point end = Clock::now();
  (compares ? comparison_ : thought_) = {end - begin, end + kThoughtRetry};
  publish();
}

void Player::startNextEpisode(bool undoable) {
  if (!personPlays_) leaveRoom();
  if (offered_ && !pinned_ && !inThePast_ && !keepsRoom()) adoptOffer();
  held_.clear();
  rested_ = false;
  episode_.nextEpisode(undoable);
  due_ = Clock::now() + (std::isfinite(stepsPerSecond_) ? 250ms : 0ms);
  lastStep_ = {};
  publish();
}

std::vector<std::string> Player::settings() const {
  std::vector<std::string> all = wanted_;
  if (!method_.empty()) all.push_back(methodChange(method_));
  all.insert(all.end(), changes_.begin(), changes_.end());
  return all;
}

/// Who plays from a state that may need a larger world, or fits into the one left for a larger one.
Player::Room Player::roomFor(const std::string& text) const {
  if (!episode_.ready()) return {};
  const std::vector<std::string> larger = settingsForState(*episode_.view().env, text);
  if (home_ && settingsForState(*home_->env, text).empty()) return {Room::Kind::kHome, home_->agent, {}};
  if (larger.empty()) return {Room::Kind::kHere, episode_.agent(), {}};
  RunConfig config = episode_.agent()->config().clone();
  if (auto other = shippedFor(config.envId, text)) return {Room::Kind::kOther, other, trainedLabel(*other)};
  config.applyOverrides(larger);
  return {Room::Kind::kOther, engine().freshAgent(config),
          translate("captions", "untrained parameters, for a larger board")};
}

/// Throws an Error where the text is no state of the world that will be played in.
void Player::requireState(const std::string& text, const Room& room) const {
  std::shared_ptr<const Env> env = episode_.view().env;
  if (room.agent) env = playedWith(room.agent->config(), settings(), true).makeRules();
  std::vector<std::byte> state(env->spec().stateBytes);
  env->parse(text, state);
}

void Player::move(const Room& room) {
  if (room.kind == Room::Kind::kHome) return playHome();
  if (room.kind == Room::Kind::kHere) {
    if (room.agent) episode_.useChanges(settings());
    return;
  }
  const PlayerView& view = episode_.view();
  Home home = home_.value_or(Home{episode_.agent(), view.env, view.parameters, view.trained});
  episode_.useAgent(room.agent, settings(), room.agent->envSteps() + room.agent->earlierSteps() > 0, room.label);
  home_ = std::move(home);
  announceSettings(*room.agent);
}

/// A shipped agent whose world has room for the state; null: none.
std::shared_ptr<const Agent> Player::shippedFor(const std::string& envId, const std::string& text) {
  for (const std::filesystem::path& file : shippedAgents(envId)) {
    try {
      auto agent = engine().loadAgent(file);
      if (agent->config().envId == envId && settingsForState(*agent->config().makeEnv(), text).empty()) return agent;
    } catch (const Error&) {
      continue;  // a damaged file is not the one
    }
  }
  return nullptr;
}

/// What a start of a person's needed ends with it.
void Player::leaveRoom() {
  if (!home_ && wanted_.empty()) return;
  wanted_.clear();
  if (home_)
    playHome();
  else
    episode_.useChanges(settings());
}

void Player::playHome() {
  const Home home = *std::exchange(home_, std::nullopt);
  episode_.useAgent(home.agent, settings(), home.trained, home.label);
  announceSettings(*home.agent);
}

/// Exponential mean of the time between decisions.
void Player::measure() {
  const auto now = Clock::now();
  if (lastStep_ == Clock::time_point{}) {  // the first of an episode, or after a pause
    lastStep_ = now;
    return;
  }
  const double seconds = std::max(1e-6, std::chrono::duration<double>(now - lastStep_).count());
  lastStep_ = now;
  if (paused_) return;
  const double mean = measured_ > 0.0 ? 0.8 / measured_ + 0.2 * seconds : seconds;
  measured_ = 1.0 / mean;
}

void Player::scheduleNext() {
  if (!std::isfinite(stepsPerSecond_)) {
    due_ = Clock::now();
    return;
  }
  double seconds = 1.0 / stepsPerSecond_;
  if (hasWorld_ && episode_.finished())
    seconds = std::min(kLingerMaximum, kLingerSteps * seconds) + std::min(0.4, seconds);
  const auto wait = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  // Keep the beat of the previous step unless we are late.
  const bool steady = due_ + wait > Clock::now() && due_ <= Clock::now() && !(hasWorld_ && episode_.finished());
  due_ = (steady ? due_ : Clock::now()) + wait;
}

void Player::publish() {
  auto view = std::make_shared<PlayerView>(episode_.view());
  view->stepsPerSecond = measured_;
  const int newest = static_cast<int>(view->frames.size()) - 1;
  if (newest >= 0) {
    view->updatedAt = looked_ >= 0 ? std::min(looked_, newest) : newest;
    const PlayerFrame& frame = *view->frames[static_cast<std::size_t>(view->updatedAt)];
    const std::int64_t symmetries = frame.decider ? frame.decider->config.network.symmetries : 1;
    view->updatedPolicy = newer_.at(*view->env, frame.before, symmetries);
  }
  view->running = personPlays_ && !held_.empty() && !episode_.finished();
  views_.publish(std::move(view));
  published_();
}

void Player::report(PlayerEvent event) {
  events_.push(std::move(event));
  published_();
}

}  // namespace spolab
