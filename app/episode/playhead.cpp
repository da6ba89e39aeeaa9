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
/// Faster than this, decisions are shown as they come.
constexpr double kRevealFastest = 4.0;
constexpr double kActFastest = 16.0;
/// A body moves between states as long as a screen shows them apart.
constexpr double kFlowFastest = 60.0;
constexpr double kFlowSlowest = 1.2;

bool sameEpisode(const PlayerView& a, const PlayerView& b) {
  return a.env == b.env && a.episode == b.episode && a.seed == b.seed;
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
  const bool changed = !continues || view->frames.size() != known;
  view_ = std::move(view);
  if (!continues || looking_ >= static_cast<int>(view_->frames.size())) looking_ = -1;
  if (!changed || !live()) return;
  since_ = now;
  still_ = false;
  depthsShown_ = grown && byDepth_ ? 1 : 0;
  actSince_ = -1.0;
}

void Playhead::lookAt(int step, double now) {
  const int last = view_ ? static_cast<int>(view_->frames.size()) - 1 : -1;
  looking_ = step < 0 || last < 0 ? -1 : std::min(step, last);
  still_ = looking_ >= 0;
  actSince_ = -1.0;
  since_ = now - 1e6;  // no motion: it is there
  if (looking_ >= 0) depthsShown_ = view_->frames[static_cast<std::size_t>(looking_)]->trace.depths;
}

bool Playhead::nextDepth(double now) {
  const Moment moment = at(now);
  if (!moment.frame) return false;
  const int depths = moment.frame->trace.depths;
  if (!byDepth_) {  // from flowing to stepping: what is on screen is done
    byDepth_ = true;
    if (!still_) return false;
    depthsShown_ = 0;
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
    depthsShown_ = 1;
    return true;
  }
  if (depthsShown_ < depths)
    ++depthsShown_;
  else
    actSince_ = now;
  return true;
}

double Playhead::revealSeconds() const {
  if (!motion_ || stepsPerSecond_ > kRevealFastest) return 0.0;
  return std::min(kRevealMaximum, kRevealShare / stepsPerSecond_);
}

/// A body is on its way all the time; what acts one move at a time rests in between.
bool Playhead::flowing() const { return view_ && !view_->env->spec().discrete(); }

double Playhead::actSeconds() const {
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

Moment Playhead::at(double now) const {
  Moment moment;
  moment.view = view_;
  moment.live = live();
  const int index = step();
  if (index < 0) return moment;
  moment.frame = view_->frames[static_cast<std::size_t>(index)];
  const auto depths = static_cast<float>(moment.frame->trace.depths);
  if (byDepth_) {
    moment.depths = std::min(depths, static_cast<float>(depthsShown_));
    const double acting = motion_ ? kActByHand : 0.0;
    const double t = actSince_ < 0.0 ? 0.0 : (acting > 0.0 ? (now - actSince_) / acting : 1.0);
    moment.fraction = easeInOut(static_cast<float>(t));
    moment.moving = actSince_ >= 0.0 && t < 1.0;
    moment.searching = actSince_ < 0.0;
    return moment;
  }
  if (still_) {
    moment.depths = depths;
    moment.fraction = 0.0f;
    moment.searching = true;
    return moment;
  }
  const double t = now - since_;
  const double reveal = revealSeconds();
  const double act = actSeconds();
  moment.depths = reveal > 0.0 ? depths * static_cast<float>(std::clamp(t / reveal, 0.0, 1.0)) : depths;
  const double acted = act > 0.0 ? std::clamp((t - reveal) / act, 0.0, 1.0) : 1.0;
  moment.fraction = flowing() ? static_cast<float>(acted) : easeInOut(static_cast<float>(acted));
  moment.searching = t < reveal;
  moment.moving = t < reveal + act;
  return moment;
}

}  // namespace spolab
