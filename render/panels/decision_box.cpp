#include "render/panels/decision_box.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/translate.h"
#include "render/panels/action_bars.h"
#include "render/panels/atom_density.h"
#include "render/panels/symbols.h"

namespace spolab::panel {
namespace {

constexpr float kLegend = 20.0f;
constexpr float kLowestRow = 17.0f, kHighestRow = 38.0f;
constexpr float kNumber = 42.0f;  // width of the number at the right
constexpr int kGrains = 48;       // of a density curve
constexpr float kRimmed = 2.0f;   // radius from which a dot has a rim
constexpr float kEdge = 0.985f;   // beyond, a squashed density may grow without bound
constexpr float kScaled = 0.9f;   // a curve is as high as its row there; edges may be cut

/// Density of a = tanh(z), z ~ N(mean, deviation²), up to a factor.
float squashedDensity(float mean, float deviation, float a) {
  const float z = std::atanh(a), u = (z - mean) / std::max(deviation, 1e-4f);
  return std::exp(-0.5f * u * u) / std::max(1.0f - a * a, 1e-4f);
}

/// Draws one panel. Lives for one call.
class BoxDecision {
 public:
  BoxDecision(const Panel& panel, const TraceReading& reading, const AtomDensity& atoms, std::span<const float> updated,
              PanelState& state, const PanelArea& chart)
      : panel_(panel),
        list_(panel.list()),
        theme_(panel.theme()),
        reading_(reading),
        trace_(reading.trace),
        state_(state),
        atoms_(atoms),
        parts_(atoms.parts),
        means_(atoms.means),
        chosen_(partsOf(reading.trace.chosenAction, reading.trace.actionDims)),
        dims_(trace_.actionDims),
        updated_(updated),
        rows_{chart.x, chart.y + kLegend, chart.width, std::max(chart.height - kLegend, kLowestRow)} {
    const float names = std::clamp(0.30f * chart.width, 40.0f, 96.0f);
    left_ = chart.x + names;
    width_ = chart.width - names - kNumber;
    drawLegend(chart.y + 6.0f);
  }

  void draw() {
    const float row = std::clamp(rows_.height / static_cast<float>(dims_), kLowestRow, kHighestRow);
    const int visible = std::max(static_cast<int>(rows_.height / row + 0.01f), 1);
    const int most = std::max(dims_ - visible, 0);
    if (panel_.hovers(rows_)) state_.boxScroll -= ImGui::GetIO().MouseWheel;
    state_.boxScroll = std::clamp(std::round(state_.boxScroll), 0.0f, static_cast<float>(most));
    const int first = static_cast<int>(state_.boxScroll);
    for (int k = 0; k < std::min(visible, dims_); ++k)
      drawRow(first + k, {rows_.x, rows_.y + row * static_cast<float>(k), rows_.width, row});
    if (most > 0) drawScrollBar(first, visible);
    followPointer();
  }

 private:
  [[nodiscard]] float place(float value) const {
    return left_ + 0.5f * (std::clamp(value, -1.0f, 1.0f) + 1.0f) * width_;
  }

  [[nodiscard]] Colour curveColour() const { return theme_.textDim; }
  [[nodiscard]] Colour updatedColour() const { return theme_.category(2); }
  [[nodiscard]] Colour meanColour() const { return theme_.category(theme_.isDark ? 1 : 4); }

  /// What the signs mean, as far as there is room: signs that have a symbol do without words first.
  void drawLegend(float middle) {
    const auto hill = [&](const Colour& colour) {
      return [&, colour](float at, float y) {
        const ImVec2 line[] = {{at, y + 4}, {at + 3, y + 1}, {at + 5.5f, y - 4}, {at + 8, y + 1}, {at + 11, y + 4}};
        list_.AddPolyline(line, 5, packed(colour), 0, 1.25f);
      };
    };
    struct Entry {
      std::function<void(float x, float y)> paintSample;
      std::optional<Symbol> symbol;
      std::string words;
    };
    std::vector<Entry> entries = {
        {hill(curveColour()), Symbol::kPrior, translate("panels", "prior")},
        {[&](float at, float y) {
           paintDisc(list_, {at + 5, y}, 4.0f, packed(theme_.advantage(0.7f)));
         },
         Symbol::kQhat, translate("panels", "atoms")},
        {[&](float at, float y) { paintMean(at + 5, y - 5, y + 5); }, {}, translate("panels", "mean")},
        {[&](float at, float y) {
           list_.AddRect({at + 2.5f, y - 5}, {at + 7.5f, y + 5}, packed(theme_.selection), 2.0f, 0, 1.5f);
         },
         {},
         translate("panels", "taken")}};
    if (isRow(updated_))
      entries.insert(entries.begin() + 2, {hill(updatedColour()), Symbol::kUpdated, translate("panels", "learned")});

    constexpr float kSign = 15.0f, kSpace = 4.0f, kBetween = 12.0f;
    float whole = 0.0f;
    for (const Entry& entry : entries) {
      whole += kSign + textWidth(panel_.dim(), entry.words) + kBetween;
      if (entry.symbol) whole += textWidth(panel_.small(), translate("panels", infoOf(*entry.symbol).text)) + kSpace;
    }
    const bool roomy = whole - kBetween <= panel_.inner().width;
    float x = panel_.inner().x;
    for (const Entry& entry : entries) {
      entry.paintSample(x, middle);
      x += kSign;
      if (entry.symbol) x += paintSymbol(panel_, panel_.small(), x, middle, *entry.symbol) + kSpace;
      if (roomy || !entry.symbol) x += paintText(list_, panel_.dim(), x, middle, entry.words);
      x += kBetween;
    }
  }

  /// A small wedge from above that touches the axis.
  void paintMean(float x, float top, float base) {
    list_.AddTriangleFilled({x - 3.5f, top}, {x + 3.5f, top}, {x, top + 5.0f}, packed(meanColour()));
    list_.AddLine({x, top + 4.0f}, {x, base}, packed(meanColour()), 1.5f);
  }

  /// Whether `policy` has a mean and a deviation for every dimension.
  [[nodiscard]] bool isRow(std::span<const float> policy) const {
    return policy.size() == 2 * static_cast<std::size_t>(dims_);
  }
  [[nodiscard]] float deviationOf(std::span<const float> policy, std::size_t dim) const {
    return policy[dim + static_cast<std::size_t>(dims_)];
  }

  void drawDensity(std::span<const float> policy, int dim, float base, float height, const Colour& colour,
                   float filling) {
    const auto d = static_cast<std::size_t>(dim);
    if (!isRow(policy)) return;
    const float mean = policy[d], deviation = deviationOf(policy, d);
    if (!std::isfinite(mean) || !std::isfinite(deviation)) return;
    std::array<float, kGrains + 1> density{};
    float most = 1e-12f;
    for (int k = 0; k <= kGrains; ++k) {
      const float a = kEdge * (2.0f * static_cast<float>(k) / kGrains - 1.0f);
      density[static_cast<std::size_t>(k)] = squashedDensity(mean, deviation, a);
      if (std::abs(a) <= kScaled) most = std::max(most, density[static_cast<std::size_t>(k)]);
    }
    std::array<ImVec2, kGrains + 1> line;
    // Neighbours share an edge: softened, each edge would be drawn twice.
    const ImDrawListFlags flags = std::exchange(list_.Flags, list_.Flags & ~ImDrawListFlags_AntiAliasedFill);
    for (int k = 0; k <= kGrains; ++k) {
      const auto i = static_cast<std::size_t>(k);
      line[i] = {place(2.0f * static_cast<float>(k) / kGrains - 1.0f),
                 base - height * std::min(density[i] / most, 1.0f)};
      if (k == 0 || filling <= 0.0f) continue;
      const ImVec2 quad[] = {{line[i - 1].x, base}, line[i - 1], line[i], {line[i].x, base}};
      list_.AddConvexPolyFilled(quad, 4, packed(colour, filling));
    }
    list_.Flags = flags;
    list_.AddPolyline(line.data(), static_cast<int>(line.size()), packed(colour, 0.9f), 0, 1.0f);
  }

  [[nodiscard]] float radius(std::size_t atom, float row) const {
    return std::max(std::sqrt(std::max(trace_.weights[atom], 0.0f)) * std::min(0.55f * row, 13.0f), 1.3f);
  }

  /// The atoms that are added up: bars around the axis, as high as their weight.
  void drawBins(int dim, float base, float row) {
    if (atoms_.bins.empty()) return;
    const float highest = std::min(0.24f * row, 7.0f), fullest = atoms_.fullest[static_cast<std::size_t>(dim)];
    const auto bar = [&](int index, float weight, ImU32 colour) {
      if (weight <= 0.0f) return;
      const float half = std::max(highest * weight / fullest, 0.5f);
      const float left = place(2.0f * static_cast<float>(index) / AtomDensity::kBins - 1.0f);
      const float right = place(2.0f * static_cast<float>(index + 1) / AtomDensity::kBins - 1.0f);
      list_.AddRectFilled({left, base - half}, {right, base + half}, colour);
    };
    for (int k = 0; k < AtomDensity::kBins; ++k) {
      const AtomDensity::Bin& bin = atoms_.bin(dim, k);
      bar(k, bin.weight, packed(bin.colour, atoms_.anyFocus() ? 0.25f : 0.85f));
      if (atoms_.anyFocus()) bar(k, bin.focused, packed(mix(bin.colour, theme_.accent, 0.5f)));
    }
  }

  void drawAtoms(int dim, float base, float row) {
    const int last = trace_.depths - 1;
    const bool focus = atoms_.anyFocus();
    // What is pointed at comes last, above the others.
    for (int pass = 0; pass < (focus ? 2 : 1); ++pass)
      for (const int n : atoms_.dots) {
        const auto atom = static_cast<std::size_t>(n);
        const bool here = focus && atoms_.inFocus(atom);
        if (focus && here != (pass == 1)) continue;
        const ImVec2 at(place(parts_[atom][static_cast<std::size_t>(dim)]), base);
        const Colour colour = reading_.colour(last, n, state_.colour, theme_);
        const float size = radius(atom, row);
        const float rim = here ? 1.0f : size > kRimmed ? 0.5f : 0.0f;
        if (rim > 0.0f) paintDisc(list_, at, size + rim, packed(here ? theme_.accent : theme_.surface[0]));
        paintDisc(list_, at, size, packed(colour, focus && !here ? 0.22f : 0.85f));
      }
  }

  void drawRow(int dim, const PanelArea& row) {
    const auto d = static_cast<std::size_t>(dim);
    const bool tall = row.height >= 24.0f;
    const float base = row.y + row.height * (tall ? 0.74f : 0.66f);
    const float high = base - row.y - 2.0f;
    if (panel_.hovers(row))
      list_.AddRectFilled({row.x - 4, row.y}, {row.x + row.width + 4, row.y + row.height}, packed(panel_.hoverFill()),
                          3.0f);
    drawDensity(trace_.policyRow, dim, base, high, curveColour(), 0.13f);
    drawDensity(updated_, dim, base, high, updatedColour(), 0.0f);
    list_.AddLine({left_, base}, {left_ + width_, base}, packed(theme_.outline), 1.0f);
    for (const float tick : {-1.0f, 0.0f, 1.0f})
      list_.AddLine({place(tick), base - 2.5f}, {place(tick), base + 2.5f}, packed(theme_.outline), 1.0f);
    drawBins(dim, base, row.height);
    drawAtoms(dim, base, row.height);
    paintMean(place(means_[d]), base - std::min(high, 13.0f), base);
    const float x = place(chosen_[d]), half = std::min(0.22f * row.height, 6.5f);
    list_.AddRect({x - 2.5f, base - half}, {x + 2.5f, base + half}, packed(theme_.selection), 2.0f, 0, 1.5f);
    const std::string name = reading_.actionName(static_cast<int>(d));
    const float middle = row.y + 0.5f * row.height;
    paintText(list_, panel_.small(), left_ - 10, middle, shortened(panel_.small(), name, left_ - row.x - 10),
              Anchor::kRight);
    paintText(list_, panel_.small(), row.x + row.width, middle, signedNumber(chosen_[d], 2), Anchor::kRight);
    if (panel_.hovers(row)) rowTooltip(dim, base, row);
  }

  /// The dot under the pointer, else the numbers of the row.
  void rowTooltip(int dim, float base, const PanelArea& row) {
    const auto d = static_cast<std::size_t>(dim);
    const ImVec2 mouse = panel_.mouse();
    float best = 3.0f;
    for (const int n : atoms_.dots) {
      const auto atom = static_cast<std::size_t>(n);
      const float off = std::hypot(mouse.x - place(parts_[atom][d]), mouse.y - base) - radius(atom, row.height);
      if (off >= best) continue;
      best = off;
      pointed_ = n;
    }
    const bool onBins = std::abs(mouse.y - base) < 7.0f && mouse.x >= left_ && mouse.x <= left_ + width_;
    if (pointed_ < 0 && !atoms_.bins.empty() && onBins)
      pointed_ = atoms_.bin(dim, AtomDensity::binOf(2.0f * (mouse.x - left_) / width_ - 1.0f)).heaviest;
    if (pointed_ >= 0) return;
    paintTooltip(jointTooltip(reading_, updated_, means_[d], dim), theme_);
  }

  void followPointer() {
    if (pointed_ < 0) return;
    const ParticleRef ref{trace_.depths - 1, pointed_};
    state_.hovered = ref;
    Tooltip tip = particleTooltip(reading_, ref);
    const auto n = static_cast<std::size_t>(pointed_);
    if (n < trace_.rootLogDensities.size())
      tip.rows.push_back({translate("panels", "log π  of its first action"), number(trace_.rootLogDensities[n], 2)});
    paintTooltip(tip, theme_);
    if (panel_.clicked()) state_.selected = state_.selected == ref ? std::nullopt : std::optional(ref);
  }

  void drawScrollBar(int first, int visible) {
    const float share = static_cast<float>(visible) / static_cast<float>(dims_);
    const float from = rows_.y + rows_.height * static_cast<float>(first) / static_cast<float>(dims_);
    const float x = rows_.x + rows_.width + 6;
    list_.AddRectFilled({x, from}, {x + 3, from + std::max(share * rows_.height, 8.0f)}, packed(theme_.outline), 1.5f);
  }

  const Panel& panel_;
  ImDrawList& list_;
  const Theme& theme_;
  const TraceReading& reading_;
  const SearchTrace& trace_;
  PanelState& state_;
  const AtomDensity& atoms_;
  const std::vector<std::vector<float>>& parts_;  ///< [atoms, dims]
  const std::vector<float>& means_;               ///< [dims]
  std::vector<float> chosen_;                     ///< [dims]
  int dims_;
  std::span<const float> updated_;  ///< [2·dims] the policy after the update, or empty
  PanelArea rows_;
  float left_ = 0, width_ = 1;
  int pointed_ = -1;  ///< atom under the pointer
};

}  // namespace

void drawBoxDecision(const Panel& panel, SearchMemory& memory, std::span<const float> updated, PanelState& state,
                     const PanelArea& chart) {
  if (!memory.atoms) memory.atoms = std::make_unique<AtomDensity>(memory.reading);
  memory.atoms->update(memory.reading, state, panel.theme());
  BoxDecision(panel, memory.reading, *memory.atoms, updated, state, chart).draw();
}

}  // namespace spolab::panel
