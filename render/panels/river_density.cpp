#include "render/panels/river_density.h"

#include <algorithm>
#include <cmath>

namespace spolab::panel {
namespace {

using Row = RiverDensity::Row;
using Bundle = RiverDensity::Bundle;
using Stretch = RiverDensity::Stretch;

constexpr float kUnweighted = 1e-3f;  // of the mean weight, for the colour of rows without any

bool focused(RiverFocus::Kin kin) { return kin == RiverFocus::Kin::kLine || kin == RiverFocus::Kin::kAfter; }

/// Adds up one river. Lives for one call.
class Sum {
 public:
  Sum(const TraceReading& reading, const RiverLayout& layout, const RiverFocus& focus, RiverColour by,
      const Theme& theme, RiverDensity& out)
      : reading_(reading),
        trace_(reading.trace),
        layout_(layout),
        focus_(focus),
        by_(by),
        theme_(theme),
        out_(out),
        chosen_(reading.chosenFamily()),
        continued_(static_cast<std::size_t>(trace_.particles)),
        origin_(static_cast<std::size_t>(trace_.particles)) {
    out_.rows = std::max(static_cast<int>(std::ceil(layout.field.height / RiverDensity::kRow)), 1);
    out_.row.assign(static_cast<std::size_t>(trace_.depths) * static_cast<std::size_t>(out_.rows), {});
    out_.bundles.resize(static_cast<std::size_t>(trace_.depths));
    out_.dying.resize(static_cast<std::size_t>(trace_.depths));
  }

  void run() {
    for (int depth = 0; depth < trace_.depths; ++depth) {
      addColumn(depth);
      countContinued(depth);
      addBundles(depth);
    }
  }

 private:
  [[nodiscard]] int rowAt(float y) const {
    return std::clamp(static_cast<int>((y - layout_.field.y) / RiverDensity::kRow), 0, out_.rows - 1);
  }

  /// Calls `add(row, share)` for every row the node lies in; the shares sum to one.
  template <typename Add>
  void spread(const RiverLayout::Node& node, const Add& add) const {
    const float low = node.y - node.radius, high = node.y + node.radius;
    const int first = rowAt(low), last = rowAt(high);
    for (int r = first; r <= last; ++r) {
      const float top = layout_.field.y + RiverDensity::kRow * static_cast<float>(r);
      const float inside = std::min(high, top + RiverDensity::kRow) - std::max(low, top);
      if (first == last)
        add(static_cast<std::size_t>(r), 1.0f);
      else if (inside > 0.0f)
        add(static_cast<std::size_t>(r), inside / (high - low));
    }
  }

  void addColumn(int depth) {
    Row* rows = &out_.row[static_cast<std::size_t>(depth) * static_cast<std::size_t>(out_.rows)];
    const auto count = static_cast<std::size_t>(out_.rows);
    struct Tally {
      Colour sum{0, 0, 0, 0};
      float weight = 0, chosen = 0, alive = 0, ended = 0, most = -1, family = 0, best = -1;
      int run = -1;
    };
    std::vector<Tally> tallies(count);
    for (int place = 0; place < trace_.countAt(depth); ++place) {
      const int n = layout_.order[trace_.at(depth, place)];
      const std::size_t i = trace_.at(depth, n);
      const float weight = trace_.weight[i], carried = reading_.weightBefore(depth, n);
      const bool circle = layout_.isCircle[i] != 0;
      const int family = reading_.family(depth, n);
      const Colour colour = reading_.colour(depth, n, by_, theme_);
      if (!circle) spread(layout_.before[i], [&](std::size_t r, float share) { rows[r].before += share * carried; });
      if (!circle) ++rows[rowAt(layout_.after[i].y)].count;
      spread(layout_.after[i], [&](std::size_t r, float share) {
        Tally& tally = tallies[r];
        const bool nearer = circle || weight > tally.most;
        if (nearer) rows[r].heaviest = n;
        if (nearer) tally.most = weight;
        if (circle) return;
        const float part = share * weight;
        const float tint = share * (weight + kUnweighted / static_cast<float>(trace_.particles));
        rows[r].after += part;
        rows[r].focused += focused(focus_[i]) ? part : 0.0f;
        tally.weight += tint;
        tally.chosen += family == chosen_ ? tint : 0.0f;
        tally.alive += reading_.survives[i] != 0 ? tint : 0.0f;
        tally.ended += trace_.dead[i] != 0 ? tint : 0.0f;
        tally.family = family == tally.run ? tally.family + tint : tint;
        tally.run = family;
        if (by_ == RiverColour::kRootAction) {
          if (tally.family > tally.best) rows[r].colour = colour;
          tally.best = std::max(tally.best, tally.family);
        } else {
          tally.sum = {tally.sum.r + tint * colour.r, tally.sum.g + tint * colour.g, tally.sum.b + tint * colour.b, 1};
        }
      });
    }
    for (std::size_t r = 0; r < count; ++r) {
      const Tally& tally = tallies[r];
      if (tally.weight <= 0.0f) continue;
      rows[r].alive = tally.alive / tally.weight;
      rows[r].ended = tally.ended / tally.weight;
      rows[r].chosen = tally.chosen > 0.5f * tally.weight;
      if (by_ != RiverColour::kRootAction)
        rows[r].colour = {tally.sum.r / tally.weight, tally.sum.g / tally.weight, tally.sum.b / tally.weight, 1};
    }
  }

  void countContinued(int depth) {
    std::fill(continued_.begin(), continued_.end(), 0);
    if (depth == 0) return;
    for (int n = 0; n < trace_.countAt(depth); ++n)
      continued_[static_cast<std::size_t>(trace_.parent[trace_.at(depth, n)])] = 1;
  }

  static void widen(Stretch& stretch, const RiverLayout::Node& node) {
    stretch.low = std::min(stretch.low, node.y - node.radius);
    stretch.high = std::max(stretch.high, node.y + node.radius);
  }

  /// Neighbours that begin a bundle together; a circle begins its own.
  struct Origin {
    int slot = 0;
    Stretch stretch{1e9f, -1e9f};
    int particles = 0, continued = 0;
  };

  /// Cuts a column into origins and notes in origin_ which each particle belongs to.
  void findOrigins(int depth) {
    origins_.clear();
    for (int place = 0; place < trace_.countAt(depth); ++place) {
      const int n = layout_.order[trace_.at(depth, place)];
      const RiverLayout::Node& node = layout_.after[trace_.at(depth, n)];
      const bool circle = layout_.isCircle[trace_.at(depth, n)] != 0;
      const int slot = circle ? -1 - n : static_cast<int>((node.y - layout_.field.y) / RiverDensity::kBundle);
      if (origins_.empty() || origins_.back().slot != slot) origins_.push_back({slot});
      Origin& origin = origins_.back();
      widen(origin.stretch, node);
      ++origin.particles;
      origin.continued += continued_[static_cast<std::size_t>(n)];
      origin_[static_cast<std::size_t>(n)] = origins_.size() - 1;
    }
  }

  [[nodiscard]] Bundle begin(const Origin& origin) const {
    Bundle bundle;
    bundle.from = origin.stretch;
    const float middle = 0.5f * (origin.stretch.low + origin.stretch.high);
    const float half = 0.5f * (origin.stretch.high - origin.stretch.low) * static_cast<float>(origin.continued) /
                       static_cast<float>(origin.particles);
    bundle.thinned = {middle - half, middle + half};
    bundle.entry = bundle.to = {1e9f, -1e9f};
    return bundle;
  }

  void addChild(Bundle& bundle, int depth, int n) const {
    const std::size_t i = trace_.at(depth, n);
    widen(bundle.entry, layout_.before[i]);
    widen(bundle.to, layout_.after[i]);
    ++bundle.children;
    bundle.weight += reading_.weightBefore(depth, n);
    bundle.alive += reading_.survives[i] != 0 ? 1.0f : 0.0f;
    bundle.focused += focused(focus_[i]) ? 1.0f : 0.0f;
  }

  void addBundles(int depth) {
    std::vector<Bundle>& bundles = out_.bundles[static_cast<std::size_t>(depth)];
    findOrigins(std::max(depth - 1, 0));
    std::size_t current = origins_.size();
    for (int place = 0; place < trace_.countAt(depth); ++place) {
      const int n = layout_.order[trace_.at(depth, place)];
      // The first column comes from the root alone: its bundles are those of its own places.
      const int parent = depth == 0 ? n : trace_.parent[trace_.at(depth, n)];
      const std::size_t origin = origin_[static_cast<std::size_t>(parent)];
      if (origin != current) bundles.push_back(begin(origins_[origin]));
      if (depth == 0) bundles.back().from = bundles.back().thinned = {layout_.rootY, layout_.rootY};
      current = origin;
      addChild(bundles.back(), depth, n);
    }
    for (Bundle& bundle : bundles) {
      bundle.alive /= static_cast<float>(bundle.children);
      bundle.focused /= static_cast<float>(bundle.children);
    }
    for (const Origin& origin : origins_)
      if (depth > 0 && origin.continued == 0 && origin.slot >= 0 && !trace_.isTree())
        out_.dying[static_cast<std::size_t>(depth)].push_back(origin.stretch);
  }

  const TraceReading& reading_;
  const SearchTrace& trace_;
  const RiverLayout& layout_;
  const RiverFocus& focus_;
  RiverColour by_;
  const Theme& theme_;
  RiverDensity& out_;
  int chosen_;
  std::vector<std::uint8_t> continued_;  ///< [N] of the depth before
  std::vector<Origin> origins_;
  std::vector<std::size_t> origin_;  ///< [N] of the depth before
};

}  // namespace

RiverDensity::RiverDensity(const TraceReading& reading, const RiverLayout& layout, const RiverFocus& focus,
                           RiverColour by, const Theme& theme) {
  Sum(reading, layout, focus, by, theme, *this).run();
}

}  // namespace spolab::panel
