#include "app/episode/episode_history.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace spolab {
namespace {

constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostDeeds = 20000;

/// What grows with particles and depths.
std::size_t traceBytes(const SearchTrace& trace) {
  return trace.state.size() + trace.action.size() +
         trace.parent.size() * (2 * sizeof(std::int32_t) + 5 * sizeof(float)) +
         trace.visits.size() * (sizeof(std::int32_t) + sizeof(float));
}

std::size_t searchBytesOf(const PlayerFrame& frame) {
  return traceBytes(frame.trace) + frame.places.size() * sizeof(Vec3);
}

/// The same step without its particles.
std::shared_ptr<const PlayerFrame> withoutSearch(const PlayerFrame& frame) {
  auto thin = std::make_shared<PlayerFrame>();
  thin->step = frame.step;
  thin->by = frame.by;
  thin->before = frame.before;
  thin->push = frame.push;
  thin->action = frame.action;
  thin->after = frame.after;
  thin->advised = frame.advised;
  thin->legal = frame.legal;
  thin->comparison = frame.comparison;
  thin->result = frame.result;
  thin->randomStep = frame.randomStep;
  thin->planSeconds = frame.planSeconds;
  thin->decider = frame.decider;
  thin->trace.rootValue = frame.trace.rootValue;
  thin->trace.klToPrior = frame.trace.klToPrior;
  thin->trace.prior = frame.trace.prior;
  thin->trace.qhat = frame.trace.qhat;
  return thin;
}

int commonSteps(const std::vector<std::shared_ptr<const PlayerFrame>>& a,
                const std::vector<std::shared_ptr<const PlayerFrame>>& b) {
  const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<int>(ends.first - a.begin());
}

using Frames = std::vector<std::shared_ptr<const PlayerFrame>>;

bool isPrefix(const Frames& some, const Frames& more) {
  return some.size() <= more.size() && std::equal(some.begin(), some.end(), more.begin());
}

PlayerLine leftOf(const EpisodeLine& line) {
  PlayerLine left;
  left.id = line.id;
  left.frames = line.frames;
  return left;
}

}  // namespace

void EpisodeHistory::begin(EpisodeLine line, bool undoable) {
  if (undoable && !line_.start.empty()) {
    leap();
  } else {
    undo_.clear();
    redo_.clear();
    whole_.clear();
    searchBytes_ = 0;
  }
  others_.clear();
  line_ = std::move(line);
  line_.id = 0;
}

void EpisodeHistory::push(std::shared_ptr<const PlayerFrame> frame) {
  std::vector<PlayerLine> left = undone();
  redo_.clear();
  line_.frames.push_back(frame);
  keep(std::move(left));
  boundLines();
  undo_.emplace_back(std::shared_ptr<const PlayerFrame>());
  if (undo_.size() > kMostDeeds) undo_.erase(undo_.begin(), undo_.begin() + kMostDeeds / 4);
  remember(frame);
}

void EpisodeHistory::branchAt(int step) {
  if (step < 0 || step >= static_cast<int>(line_.frames.size())) return;
  leap();
  PlayerLine left = leftOf(line_);
  line_.frames.resize(static_cast<std::size_t>(step));
  keep({std::move(left)});
  boundLines();
}

void EpisodeHistory::switchTo(int other) {
  if (other < 0 || other >= static_cast<int>(others_.size())) return;
  const int id = others_[static_cast<std::size_t>(other)].id;
  leap();
  const auto target = std::find_if(others_.begin(), others_.end(), [&](const PlayerLine& o) { return o.id == id; });
  PlayerLine present = leftOf(line_);
  line_.frames = std::move(target->frames);
  line_.id = id;
  target->frames.clear();
  if (contains(present))
    others_.erase(target);
  else
    *target = std::move(present);
  recountForks();
}

std::size_t EpisodeHistory::longest() const {
  std::size_t most = line_.frames.size();
  for (const PlayerLine& other : others_) most = std::max(most, other.frames.size());
  return most;
}

void EpisodeHistory::leap() {
  keep(undone());
  undo_.emplace_back(Leap{line_, others_});
  redo_.clear();
}

bool EpisodeHistory::undo() {
  if (undo_.empty()) return false;
  Deed deed = std::move(undo_.back());
  undo_.pop_back();
  if (auto* before = std::get_if<Leap>(&deed)) {
    redo_.emplace_back(
        Leap{std::exchange(line_, std::move(before->line)), std::exchange(others_, std::move(before->others))});
  } else {
    redo_.emplace_back(std::move(line_.frames.back()));
    line_.frames.pop_back();
    recountForks();
  }
  return true;
}

bool EpisodeHistory::redo() {
  if (redo_.empty()) return false;
  Deed deed = std::move(redo_.back());
  redo_.pop_back();
  if (auto* after = std::get_if<Leap>(&deed)) {
    undo_.emplace_back(
        Leap{std::exchange(line_, std::move(after->line)), std::exchange(others_, std::move(after->others))});
  } else {
    line_.frames.push_back(std::get<std::shared_ptr<const PlayerFrame>>(std::move(deed)));
    undo_.emplace_back(std::shared_ptr<const PlayerFrame>());
    recountForks();
  }
  return true;
}

/// The lines that redo would still lead through, as far as they are of this episode.
std::vector<PlayerLine> EpisodeHistory::undone() const {
  std::vector<PlayerLine> lines;
  PlayerLine line = leftOf(line_);
  for (auto deed = redo_.rbegin(); deed != redo_.rend(); ++deed) {
    if (const auto* step = std::get_if<std::shared_ptr<const PlayerFrame>>(&*deed)) {
      line.frames.push_back(*step);
      continue;
    }
    const Leap& after = std::get<Leap>(*deed);
    if (after.line.episode != line_.episode || after.line.seed != line_.seed || after.line.start != line_.start) break;
    lines.push_back(std::exchange(line, leftOf(after.line)));
    lines.insert(lines.end(), after.others.begin(), after.others.end());
  }
  lines.push_back(std::move(line));
  return lines;
}

/// Those that are no part of what is here already. A line keeps its number when it goes on; one that forks from the
/// present line has the older right to its number.
void EpisodeHistory::keep(std::vector<PlayerLine> lines) {
  bool fresh = false;
  for (PlayerLine& line : lines) {
    if (contains(line) || isPrefix(line.frames, line_.frames)) continue;
    std::erase_if(others_, [&](const PlayerLine& o) { return o.id == line.id && isPrefix(o.frames, line.frames); });
    const bool taken =
        std::any_of(others_.begin(), others_.end(), [&](const PlayerLine& o) { return o.id == line.id; });
    if (taken) line.id = freeId();
    fresh = fresh || line.id == line_.id;
    others_.push_back(std::move(line));
  }
  if (fresh) line_.id = freeId();
  recountForks();
}

/// Whether another line leads through all its steps.
bool EpisodeHistory::contains(const PlayerLine& line) const {
  return std::any_of(others_.begin(), others_.end(),
                     [&](const PlayerLine& other) { return isPrefix(line.frames, other.frames); });
}

void EpisodeHistory::boundLines() {
  if (others_.size() > kMostLines) others_.erase(others_.begin(), others_.end() - kMostLines);
}

/// The smallest that no line has.
int EpisodeHistory::freeId() const {
  const auto taken = [&](int id) {
    return id == line_.id ||
           std::any_of(others_.begin(), others_.end(), [&](const PlayerLine& o) { return o.id == id; });
  };
  int id = 0;
  while (taken(id)) ++id;
  return id;
}

void EpisodeHistory::recountForks() {
  for (PlayerLine& other : others_) other.fork = commonSteps(line_.frames, other.frames);
}

void EpisodeHistory::remember(const std::shared_ptr<const PlayerFrame>& frame) {
  if (frame->trace.depths == 0) return;
  whole_.push_back(frame);
  searchBytes_ += searchBytesOf(*frame);
  keepWithin();
}

void EpisodeHistory::setMostBytes(std::size_t bytes) {
  mostBytes_ = bytes;
  keepWithin();
}

void EpisodeHistory::keepWithin() {
  while (searchBytes_ > mostBytes_ && whole_.size() > 1) forgetOldest();
}

void EpisodeHistory::forgetOldest() {
  const std::shared_ptr<const PlayerFrame> old = std::move(whole_.front());
  whole_.erase(whole_.begin());
  searchBytes_ -= searchBytesOf(*old);
  replace(old.get(), withoutSearch(*old));
}

void EpisodeHistory::replace(const PlayerFrame* old, const std::shared_ptr<const PlayerFrame>& by) {
  const auto in = [&](std::vector<std::shared_ptr<const PlayerFrame>>& frames) {
    for (auto& frame : frames)
      if (frame.get() == old) frame = by;
  };
  const auto inAll = [&](EpisodeLine& line, std::vector<PlayerLine>& others) {
    in(line.frames);
    for (PlayerLine& other : others) in(other.frames);
  };
  inAll(line_, others_);
  for (std::vector<Deed>* deeds : {&undo_, &redo_})
    for (Deed& deed : *deeds) {
      if (auto* leap = std::get_if<Leap>(&deed))
        inAll(leap->line, leap->others);
      else if (auto& frame = std::get<std::shared_ptr<const PlayerFrame>>(deed); frame.get() == old)
        frame = by;
    }
}

}  // namespace spolab
