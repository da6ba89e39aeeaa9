#include "envs/sokoban/reverse_play.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace spolab::sokoban {
namespace {

constexpr int kPatience = 8;  // layers without a better bound before the search stops
constexpr std::size_t kNoLimit = PositionTable::kFull;

/// Small pseudo-random number that depends on the seed and on nothing but the position's own number.
std::uint32_t noise(std::uint64_t seed, std::uint32_t number) {
  const std::uint64_t word = (seed ^ number) * 0x9E3779B97F4A7C15;
  return static_cast<std::uint32_t>((word ^ (word >> 29)) * 0xBF58476D1CE4E5B9 >> 40);
}

}  // namespace

ReversePlay::ReversePlay(const FloorGraph& graph, std::uint64_t seed)
    : graph_(graph),
      distances_(graph),
      walk_(graph),
      childWalk_(graph),
      table_(graph, graph.targets().size(), kNoLimit),
      assignment_(graph.targets().size()),
      seed_(seed) {}

void ReversePlay::run(const Limits& limits) {
  enterSolved();
  for (int pushes = 1; pushes <= limits.pushes && pushes <= bestLayer_ + kPatience; ++pushes) {
    if (table_.size() >= limits.positions) break;
    nextLayer_.clear();
    for (const std::uint32_t number : layer_) expand(number);
    if (nextLayer_.empty()) break;
    std::swap(layer_, nextLayer_);
    boundLayer(pushes);
    if (layer_.size() > limits.width) narrow(limits.width);
  }
}

/// What is proven about the positions of the newest layer.
void ReversePlay::boundLayer(int pushes) {
  if (isExact_) exactLayers_ = pushes;
  for (const std::uint32_t number : layer_) {
    Record& record = records_[number];
    // Every position with fewer pushes than this is in a complete layer; pushes keep the parity of all boxes' squares.
    const int unseen = exactLayers_ + 1 + (pushes - exactLayers_ - 1) % 2;
    record.atLeast = static_cast<std::uint16_t>(isExact_ ? pushes : std::max(unseen, assignedPushes(number)));
    if (!record.isAway || record.atLeast <= bestBound_) continue;
    bestBound_ = record.atLeast;
    bestLayer_ = pushes;
  }
  if (bestBound_ == 0) bestLayer_ = pushes;
}

/// All boxes on the targets, once for every region the player may be in.
void ReversePlay::enterSolved() {
  blocked_ = blockedBy(graph_, graph_.targets());
  key_.assign(graph_.targets().begin(), graph_.targets().end());
  key_.push_back(0);
  child_ = key_;
  for (FloorCell cell = 0; cell < graph_.count(); ++cell) {
    if (blocked_[cell] != 0) continue;
    key_.back() = walk_.flood(blocked_, cell);
    const auto [number, isNew] = table_.enter(key_);
    if (!isNew) continue;
    records_.push_back({number, {}, 0, 0, 0, false});
    layer_.push_back(number);
  }
  std::fill(blocked_.begin(), blocked_.end() - 1, std::uint8_t{0});
}

void ReversePlay::expand(std::uint32_t number) {
  std::ranges::copy(table_[number], key_.begin());
  const auto boxes = std::span(key_).first(key_.size() - 1);
  for (const FloorCell box : boxes) blocked_[box] = 1;
  walk_.flood(blocked_, key_.back());
  for (const FloorCell box : boxes)
    for (int direction = 0; direction < 4; ++direction)
      if (walk_.reaches(graph_.next(box, direction))) pull(number, box, direction);
  for (const FloorCell box : boxes) blocked_[box] = 0;
}

void ReversePlay::pull(std::uint32_t number, FloorCell box, int direction) {
  const FloorCell to = graph_.next(box, direction);
  const FloorCell player = graph_.next(to, direction);
  if (blocked_[player] != 0) return;
  blocked_[box] = 0;
  blocked_[to] = 1;
  std::ranges::copy(key_, child_.begin());
  const auto boxes = std::span(child_).first(child_.size() - 1);
  moveBox(boxes, box, to);
  child_.back() = childWalk_.flood(blocked_, player);
  blocked_[to] = 0;
  blocked_[box] = 1;
  const auto [child, isNew] = table_.enter(child_);
  if (!isNew) return;
  const Record& parent = records_[number];
  const bool changes = parent.pushes > 0 && parent.push.cell != box;
  const bool isAway = std::ranges::none_of(boxes, [&](FloorCell cell) { return graph_.isTarget(cell); });
  records_.push_back({number,
                      {to, static_cast<std::uint8_t>(direction ^ 2)},
                      static_cast<std::uint16_t>(parent.pushes + 1),
                      0,
                      static_cast<std::uint16_t>(parent.changes + (changes ? 1 : 0)),
                      isAway});
  nextLayer_.push_back(child);
}

/// Keeps the `width` most promising positions of the layer.
void ReversePlay::narrow(std::size_t width) {
  isExact_ = false;
  std::vector<std::pair<std::int32_t, std::uint32_t>> ranked;
  ranked.reserve(layer_.size());
  for (const std::uint32_t number : layer_) ranked.emplace_back(-promise(number), number);
  std::ranges::nth_element(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(width));
  ranked.resize(width);
  layer_.clear();
  for (const auto& [rank, number] : ranked) layer_.push_back(number);
  std::ranges::sort(layer_);
}

std::int32_t ReversePlay::assignedPushes(std::uint32_t number) {
  assignment_.clear();
  const auto boxes = table_.boxes(number);
  for (std::size_t box = 0; box < boxes.size(); ++box)
    assignment_.enter(box, distances_.toTargets(boxes[box], table_.player(number)));
  return assignment_.cost();
}

/// Far from solved, all boxes involved, and no long series of pushes of one box; chance keeps the beam diverse.
std::int32_t ReversePlay::promise(std::uint32_t number) const {
  const auto onTarget =
      std::ranges::count_if(table_.boxes(number), [&](FloorCell box) { return graph_.isTarget(box); });
  return 2 * records_[number].atLeast + records_[number].changes - 3 * static_cast<std::int32_t>(onTarget) +
         static_cast<std::int32_t>(noise(seed_, number) % 8);
}

std::uint32_t ReversePlay::pick() const {
  using Rank = std::tuple<int, int, std::uint32_t>;
  Rank best{};
  std::uint32_t picked = PositionTable::kFull;
  for (std::uint32_t number = 0; number < records_.size(); ++number) {
    const Record& record = records_[number];
    const Rank rank{record.atLeast, record.changes, noise(seed_, number)};
    if (!record.isAway || (picked != PositionTable::kFull && rank <= best)) continue;
    best = rank;
    picked = number;
  }
  return picked;
}

std::vector<Push> ReversePlay::plan(std::uint32_t number) const {
  std::vector<Push> plan;
  for (; records_[number].pushes > 0; number = records_[number].next) plan.push_back(records_[number].push);
  return plan;
}

}  // namespace spolab::sokoban
