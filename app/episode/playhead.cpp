#include "app/episode/playhead.h"

#include <algorithm>
#include <utility>

namespace spolab {
namespace {

/// Shares of a step's time and bounds in seconds; a person sees motion best between 0.15 and 0.25 s.
constexpr double kRevealShare = 0.45;
constexpr double kRevealMaximum = 2.4;
constexpr double kActShare = 0.4;
constexpr double kActMinimum = 0.03;
constexpr double kActMaximum = 0.25;
/// Slow motion: at half the pace a step takes this much longer, up to the bound.
constexpr double kActSlowest = 0.8;
constexpr double kActByHand = 0.25;
constexpr double kActByPerson = 0.16;
constexpr double kThoughtMaximum = 0.8;
/// One phase of a search depth, stepped through by hand.
constexpr double kPhaseSeconds = 0.25;
/// A phase rests just before its end: at the end the next one has begun.
constexpr float kRest = 0.01f;
/// Faster than this, decisions are shown as they come.
constexpr double kRevealFastest = 4.0;
constexpr double kActFastest = 16.0;
/// A body moves between states as long as a screen shows them apart.
constexpr double kFlowFastest = 60.0;
constexpr double kFlowSlowest = 1.2;

bool sameEpisode(const PlayerView& a, const PlayerView& b) {
  return a.world == b.world && a.episode == b.episode && a.seed == b.seed;
}

/// Ease in and out, [0, 1] → [0, 1].
float easeInOut(float t) {
  t = std::clamp(t, 0.0f, 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

}  // namespace

void Playhead::adopt(std::shared_ptr<const PlayerView> view, double now) {
  if (!view || view == view_) return;
  const bool continues = view_ && sameEpisode(*view_, *view);
  const std::size_t known = continues ? view_->frames.size() : 0;
  const bool grown = view->frames.size() > known;
  const bool changed =
      !continues || view->frames.size() != known || (known > 0 && view->frames.back() != view_->frames.back());
  if (view->thought && !(view_ && view_->thought == view->thought)) thoughtSince_ = now;
  view_ = std::move(view);
  if (!continues || looking_ >= static_cast<int>(view_->frames.size())) looking_ = -1;
  if (!changed || !live()) return;
  // What was undone is gone at once; what was done moves.
  since_ = grown ? now : now - 1e6;
  startedAt_ = grown ? std::exchange(carried_, 0.0f) : 0.0f;
  still_ = false;
  showQuarters(0, grown && byDepth_ ? firstQuarters_ : 0, now);
  actSince_ = -1.0;
}

void Playhead::lookAt(int step, double now) {
  const int last = view_ ? static_cast<int>(view_->frames.size()) - 1 : -1;
  looking_ = step < 0 || last < 0 ? -1 : std::min(step, last);
  still_ = looking_ >= 0;
  actSince_ = -1.0;
  since_ = now - 1e6;  // no motion: it is there
  if (looking_ < 0) return;
  const int quarters = 4 * view_->frames[static_cast<std::size_t>(looking_)]->trace.depths;
  showQuarters(quarters, quarters, now);
}

void Playhead::showQuarters(int from, int to, double now) {
  quartersFrom_ = from;
  quartersTo_ = to;
  quartersSince_ = now;
}

bool Playhead::reveal(double now, int quarters) {
  const Moment moment = at(now);
  if (!moment.frame) return false;
  const int all = 4 * moment.frame->trace.depths;
  if (!byDepth_) {  // from flowing to stepping: what is on screen is done
    byDepth_ = true;
    firstQuarters_ = quarters;
    if (!still_ && moment.frame == view_->thought) {
      showQuarters(0, std::min(all, quarters), now);
      return true;
    }
    if (!still_) return false;
    showQuarters(0, 0, now);
  }
  if (actSince_ >= 0.0) {
    if (live()) return false;
    const int next = looking_ + 1;
    if (next >= static_cast<int>(view_->frames.size())) {
      looking_ = -1;
      return false;
    }
    lookAt(next, now);
    byDepth_ = true;
    showQuarters(0, quarters, now);
    return true;
  }
  if (quartersTo_ < all)
    showQuarters(quartersTo_, std::min(all, quartersTo_ - quartersTo_ % quarters + quarters), now);
  else if (moment.frame != view_->thought)
    actSince_ = now;
  return true;
}

bool Playhead::scrub(int by, double now) {
  const Moment moment = at(now);
  if (!moment.frame || moment.frame->trace.depths == 0) return false;
  const int all = 4 * moment.frame->trace.depths;
  const bool acted = byDepth_ ? actSince_ >= 0.0 : !moment.searching;
  int quarters = byDepth_ ? quartersTo_ : all;
  if (by < 0 && acted) ++by, quarters = all;
  for (; by < 0; ++by) quarters = (quarters - 1) / 4 * 4;
  for (; by > 0; --by) quarters = quarters / 4 * 4 + 4;
  byDepth_ = true;
  firstQuarters_ = 4;
  actSince_ = -1.0;
  quarters = std::clamp(quarters, 0, all);
  showQuarters(quarters, quarters, now);
  return true;
}

/// Depths revealed while a person steps through them.
float Playhead::depthsByHand(double now) const {
  const double seconds = motion_ ? kPhaseSeconds * (quartersTo_ - quartersFrom_) : 0.0;
  const double t = seconds > 0.0 ? std::clamp((now - quartersSince_) / seconds, 0.0, 1.0) : 1.0;
  const auto shown = static_cast<float>(quartersFrom_ + t * (quartersTo_ - quartersFrom_)) / 4.0f;
  return t >= 1.0 && quartersTo_ % 4 != 0 ? shown - kRest : shown;
}

double Playhead::revealSeconds() const {
  if (!motion_ || stepsPerSecond_ > kRevealFastest) return 0.0;
  return std::min(kRevealMaximum, kRevealShare / stepsPerSecond_);
}

/// A body is on its way all the time; what acts one move at a time rests in between.
bool Playhead::flowing() const { return view_ && !view_->env->spec().discrete(); }

double Playhead::actSeconds(const PlayerFrame& frame) const {
  if (frame.by == Actor::kPerson && !flowing()) return motion_ ? kActByPerson : 0.0;
  if (flowing()) {
    if (!motion_ || stepsPerSecond_ > kFlowFastest) return 0.0;
    // A search that takes longer than the step asked for sets the pace.
    const double measured = view_->stepsPerSecond;
    const double pace = measured > 0.0 ? std::min(stepsPerSecond_, measured) : stepsPerSecond_;
    return std::clamp(1.0 / pace - revealSeconds(), kActMinimum, kFlowSlowest);
  }
  if (!motion_ || stepsPerSecond_ > kActFastest) return 0.0;
  if (stepsPerSecond_ < 1.0) return std::min(kActSlowest, kActMaximum / stepsPerSecond_);
  return std::clamp(kActShare / stepsPerSecond_, kActMinimum, kActMaximum);
}

int Playhead::step() const {
  if (!view_ || view_->frames.empty()) return -1;
  return looking_ >= 0 ? looking_ : static_cast<int>(view_->frames.size()) - 1;
}

/// The search before a person's move, once the last move has been carried out.
Moment Playhead::thought(double now) const {
  Moment moment;
  moment.view = view_;
  moment.live = true;
  moment.frame = view_->thought;
  moment.fraction = 0.0f;
  moment.searching = true;
  const auto depths = static_cast<float>(moment.frame->trace.depths);
  if (byDepth_) {
    moment.depths = std::min(depths, depthsByHand(now));
    moment.moving = moment.depths < std::min(depths, static_cast<float>(quartersTo_) / 4.0f - 2 * kRest);
    return moment;
  }
  const double reveal = std::min(kThoughtMaximum, revealSeconds());
  const double t = reveal > 0.0 ? std::clamp((now - thoughtSince_) / reveal, 0.0, 1.0) : 1.0;
  moment.depths = depths * static_cast<float>(t);
  moment.moving = t < 1.0;
  return moment;
}

Moment Playhead::at(double now) const {
  Moment moment;
  moment.view = view_;
  moment.live = live();
  const int index = step();
  const bool thinks = live() && thoughts_ && view_ && view_->thought;
  if (index < 0) return thinks ? thought(now) : moment;
  moment.frame = view_->frames[static_cast<std::size_t>(index)];
  const auto depths = static_cast<float>(moment.frame->trace.depths);
  if (still_) {
    moment.depths = depths;
    moment.fraction = 0.0f;
    moment.searching = true;
    if (!byDepth_) return moment;
  }
  if (byDepth_ && !thinks) {
    moment.depths = std::min(depths, depthsByHand(now));
    const double acting = motion_ ? kActByHand : 0.0;
    const double t = actSince_ < 0.0 ? 0.0 : (acting > 0.0 ? (now - actSince_) / acting : 1.0);
    moment.fraction = easeInOut(static_cast<float>(t));
    moment.moving =
        actSince_ >= 0.0 ? t < 1.0 : motion_ && now - quartersSince_ < kPhaseSeconds * (quartersTo_ - quartersFrom_);
    moment.searching = actSince_ < 0.0;
    return moment;
  }
  const double t = now - since_;
  const double reveal = moment.frame->by == Actor::kPerson ? 0.0 : revealSeconds();
  const double act = actSeconds(*moment.frame);
  if (thinks && t >= reveal + act) return thought(now);
  moment.depths = reveal > 0.0 ? depths * static_cast<float>(std::clamp(t / reveal, 0.0, 1.0)) : depths;
  const double acted = act > 0.0 ? std::clamp((t - reveal) / act, 0.0, 1.0) : 1.0;
  const float done = flowing() ? static_cast<float>(acted) : easeInOut(static_cast<float>(acted));
  moment.fraction = live() && done < 1.0f ? startedAt_ + (1.0f - startedAt_) * done : done;
  moment.searching = t < reveal;
  moment.moving = t < reveal + act || thinks;
  return moment;
}

}  // namespace spolab
