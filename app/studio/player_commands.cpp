#include <chrono>
#include <utility>

#include "app/episode/play_settings.h"
#include "app/studio/player.h"
#include "core/base/error.h"

// What the player does at each command.

namespace spolab {

using namespace std::chrono_literals;

void Player::handle(const play::World& command) {
  episode_.showWorld(*command.config);
  episode_.setPush(std::nullopt);
  held_.clear();
  hasWorld_ = true;
  method_.clear();
  changes_.clear();
  wanted_.clear();
  home_.reset();
  settings_.clear();
  offered_.reset();
  newer_.use(nullptr);
  inThePast_ = false;
  publish();
  if (command.agentFile.empty())
    playFresh(*command.config);
  else
    loadAgent({command.agentFile});
}

void Player::handle(const play::AgentFile& command) { loadAgent(command); }

void Player::handle(const play::Offer& command) {
  offered_ = command.agent;
  newer_.use(offered_);
  if (hasWorld_ && visible_) publish();
}

void Player::handle(const play::AdoptNow& command) {
  if (!offered_ || keepsRoom()) return;
  inThePast_ = false;
  adoptOffer();
  if (command.sameEpisode)
    episode_.restartEpisode();
  else if (!personPlays_)
    episode_.nextEpisode(keepsLines());
  publish();
}

void Player::handle(const play::Pin& command) { pinned_ = command.pinned; }

void Player::handle(const play::Changes& command) {
  const std::vector<std::string> before = std::exchange(changes_, command.overrides);
  try {
    episode_.useChanges(settings());
  } catch (...) {
    changes_ = before;
    throw;
  }
  publish();
}

void Player::handle(const play::Method& command) {
  if (!episode_.ready() || command.algorithm == method_) return;
  const std::string before = std::exchange(method_, command.algorithm);
  const std::vector<std::string> changesBefore = changes_;
  try {
    // Settings that the other method does not have are a person's no longer.
    RunConfig other = playedWith(episode_.agent()->config(), {methodChange(method_)}, true);
    const Schema known = other.schema();
    std::erase_if(changes_,
                  [&](const std::string& change) { return known.find(change.substr(0, change.find('='))) == nullptr; });
    episode_.useChanges(settings());
  } catch (...) {
    method_ = before;
    changes_ = changesBefore;
    throw;
  }
  announceSettings(*episode_.agent());
  publish();
}

void Player::handle(const play::Speed& command) {
  stepsPerSecond_ = command.stepsPerSecond;
  scheduleNext();
}

void Player::handle(const play::Pause& command) {
  if (paused_ == command.paused) return;
  paused_ = command.paused;
  measured_ = 0.0;
  lastStep_ = {};
  due_ = Clock::now();
  if (hasWorld_) publish();
}

void Player::handle(const play::StepOnce&) {
  if (!hasWorld_ || !episode_.ready()) return;
  if (episode_.finished())
    startNextEpisode(true);
  else if (!personPlays_)
    playOne();
  else if (!held_.empty())
    playHeld();  // a body, step by step; nobody makes a puzzle's move for a person
}

void Player::handle(const play::Restart&) {
  if (!hasWorld_) return;
  held_.clear();
  episode_.restartEpisode();
  lastStep_ = {};
  due_ = Clock::now() + 300ms;
  publish();
}

void Player::handle(const play::NextEpisode&) {
  if (hasWorld_) startNextEpisode(true);
}

void Player::handle(const play::Seed& command) {
  if (!hasWorld_) return;
  episode_.setSeed(command.seed);
  scheduleNext();
  publish();
}

void Player::handle(const play::BranchAt& command) {
  if (!hasWorld_) return;
  episode_.branchAt(command.step);
  scheduleNext();
  publish();
}

void Player::handle(const play::Look& command) {
  looked_ = command.step;
  if (hasWorld_ && offered_) publish();
}

void Player::handle(const play::GoThisWay& command) {
  if (!hasWorld_ || !episode_.ready()) return;
  episode_.goThisWay(command.step, command.from, command.actions);
  held_.clear();
  lastStep_ = {};
  scheduleNext();
  publish();
}

void Player::handle(const play::SwitchLine& command) {
  if (!hasWorld_) return;
  episode_.switchTo(command.line);
  publish();
}

void Player::handle(const play::StartFrom& command) {
  if (!hasWorld_) return;
  const int world = episode_.world();
  Room room;
  std::vector<std::string> before = std::exchange(wanted_, command.settings);
  try {
    room = roomFor(command.text);
    requireState(command.text, room);
  } catch (const Error& error) {
    wanted_ = std::move(before);
    report({PlayerEvent::Kind::kNoState, error.what(), nullptr, paused_});
    return publish();
  }
  move(room);
  episode_.startFrom(command.text, world == episode_.world());
  scheduleNext();
  publish();
}

void Player::handle(const play::Person& command) {
  if (personPlays_ != command.plays) held_.clear();
  personPlays_ = command.plays;
  advice_ = command.advice;
  if (!advice_) episode_.forgetThought();
  episode_.setPersonPlays(personPlays_);
  lastStep_ = {};
  measured_ = 0.0;
  scheduleNext();
  if (hasWorld_) publish();
}

void Player::handle(const play::Act& command) {
  if (!hasWorld_ || !personPlays_) return;
  if (episode_.view().env->spec().discrete()) {
    if (episode_.act(command.action)) publish();
    return;
  }
  if (!episode_.finished()) hold(command.action);
}

void Player::handle(const play::Challenge& command) {
  std::shared_ptr<const Agent> agent =
      command.agentFile.empty() ? command.agent : engine().loadAgent(command.agentFile);
  RunConfig config =
      playedWith(command.config ? *command.config : agent->config(), command.changes, command.config == nullptr);
  episode_.challenge(std::move(agent), std::move(config), command.label, command.start);
  if (command.episode >= 0) episode_.standAt(command.seed, command.episode, 0);
  once_ = command.once;
  hasWorld_ = true;
  paused_ = true;
  publish();
}

/// With the settings that it was made with: what of them the agent does not have by itself stands as changes of a
/// person's, and those of its world as what this start needs.
void Player::handle(const play::Decision& command) {
  const Agent& agent = *command.decider->agent;
  method_ = command.decider->config.algorithm == agent.config().algorithm ? "" : command.decider->config.algorithm;
  ofDecision_ = true;
  home_.reset();
  wanted_.clear();
  changes_.clear();
  for (std::string& change :
       changesBetween(playedWith(agent.config(), {methodChange(method_)}, true), command.decider->config))
    (change.starts_with("env.") ? wanted_ : changes_).push_back(std::move(change));
  episode_.challenge(command.decider->agent, command.decider->config.clone(), command.label, command.state);
  episode_.standAt(command.seed, static_cast<int>(command.environment), command.step);
  hasWorld_ = true;
  paused_ = true;
  announceSettings(agent, changes_);
  episode_.think();
  publish();
}

/// From the first action of a person on, a body runs.
void Player::hold(std::vector<std::byte> action) {
  const bool starts = held_.empty();
  if (starts) due_ = Clock::now();
  held_ = std::move(action);
  if (starts) publish();
}

void Player::handle(const play::Undo& command) {
  if (!hasWorld_) return;
  bool some = false;
  for (int i = 0; i < command.steps && (i == 0 || !episode_.view().frames.empty()); ++i) some = episode_.undo() || some;
  if (some) publish();
}

void Player::handle(const play::Redo& command) {
  if (!hasWorld_) return;
  bool some = false;
  for (int i = 0; i < command.steps && (i == 0 || !episode_.finished()); ++i) some = episode_.redo() || some;
  if (some) publish();
}

void Player::handle(const play::Push& command) {
  if (!hasWorld_) return;
  episode_.setPush(command.push);
  const Env& env = *episode_.view().env;
  if (command.push && personPlays_ && held_.empty() && !episode_.finished() && env.handling())
    hold(std::vector<std::byte>(env.spec().actionBytes()));
}

void Player::handle(const play::MostHistory& command) {
  episode_.setMostHistory(command.bytes);
  if (hasWorld_) publish();
}

void Player::handle(const play::Visible& command) {
  visible_ = command.visible;
  due_ = Clock::now();
  lastStep_ = {};
}

void Player::handle(const play::Cores& command) { episode_.useAllThreads(command.several); }

void Player::handle(const play::Quit&) { quit_ = true; }

}  // namespace spolab
