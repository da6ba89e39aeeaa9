#include "envs/rubiks_cube/optimal_solver.h"

#include <array>
#include <cstring>
#include <utility>

#include "core/base/check.h"
#include "envs/rubiks_cube/scramble.h"
#include "envs/rubiks_cube/turn_tables.h"

namespace spolab::cube {
namespace {

constexpr std::uint64_t kSlots = std::uint64_t{1} << 20;       // load 0.6
constexpr std::uint64_t kFilterBits = std::uint64_t{1} << 23;  // 1 MiB, 7 % of misses pass
constexpr std::uint64_t kDistanceMask = 7;

/// 64 well-mixed bits of the 54 stickers (multiply and fold, then the finisher of splitmix64).
std::uint64_t hashOf(const State& state) {
  constexpr std::array<std::uint64_t, 7> kOdd{0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
                                              0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB,
                                              0x8EBC6AF09C88C6E3};
  std::array<std::uint64_t, 7> words{};
  std::memcpy(words.data(), state.stickers.data(), kStickers);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t product = words[i] * kOdd[i];
    sum = (sum ^ (product >> 29) ^ product) * kOdd[i];
  }
  sum = (sum ^ (sum >> 30)) * 0xBF58476D1CE4E5B9;
  sum = (sum ^ (sum >> 27)) * 0x94D049BB133111EB;
  return sum ^ (sum >> 31);
}

}  // namespace

OptimalSolver::OptimalSolver() : table_(kSlots), filter_(kFilterBits / 64) {
  std::vector<State> sphere{solvedState()};
  insert(hashOf(sphere.front()), 0);
  sphereSizes_.push_back(1);
  for (int depth = 1; depth <= kRadius; ++depth) {
    std::vector<State> next;
    int size = 0;
    for (const State& state : sphere) {
      for (int turn = 0; turn < kTurns; ++turn) {
        const State neighbour = turned(state, turn);
        if (!insert(hashOf(neighbour), depth)) continue;
        ++size;
        if (depth < kRadius) next.push_back(neighbour);
      }
    }
    sphereSizes_.push_back(size);
    sphere = std::move(next);
  }
  // Two cubes with one hash would leave this short; the known count makes the table exact for all cubes inside.
  SPOLAB_CHECK_EQ(sphereSizes_.back(), 574908);
}

bool OptimalSolver::insert(std::uint64_t hash, int depth) {
  std::uint64_t slot = (hash >> 20) % kSlots;
  for (; table_[slot] != 0; slot = (slot + 1) % kSlots)
    if (((table_[slot] ^ hash) & ~kDistanceMask) == 0) return false;
  table_[slot] = (hash & ~kDistanceMask) | static_cast<std::uint64_t>(depth);
  filter_[(hash >> 41) / 64] |= std::uint64_t{1} << ((hash >> 41) % 64);
  return true;
}

int OptimalSolver::lookUp(std::uint64_t hash) const {
  if (((filter_[(hash >> 41) / 64] >> ((hash >> 41) % 64)) & 1) == 0) return -1;
  for (std::uint64_t slot = (hash >> 20) % kSlots; table_[slot] != 0; slot = (slot + 1) % kSlots)
    if (((table_[slot] ^ hash) & ~kDistanceMask) == 0) return static_cast<int>(table_[slot] & kDistanceMask);
  return -1;
}

bool OptimalSolver::descend(State state, int depth, std::vector<int>& path) const {
  for (; depth > 0; --depth) {
    int best = -1;
    for (int turn = 0; turn < kTurns && best < 0; ++turn)
      if (lookUp(hashOf(turned(state, turn))) == depth - 1) best = turn;
    if (best < 0) return false;
    state = turned(state, best);
    path.push_back(best);
  }
  return isSolved(state);
}

bool OptimalSolver::search(const State& state, int depth, const std::stop_token& stop, std::vector<int>& path) const {
  if (depth > 2 && stop.stop_requested()) return false;
  const int before = path.empty() ? -1 : path.back();
  for (int turn = 0; turn < kTurns; ++turn) {
    if (!worthTrying(turn, before)) continue;
    const State next = turned(state, turn);
    path.push_back(turn);
    if (depth > 1) {
      if (search(next, depth - 1, stop, path)) return true;
    } else if (lookUp(hashOf(next)) == kRadius) {
      const std::size_t length = path.size();
      if (descend(next, kRadius, path)) return true;
      path.resize(length);
    }
    path.pop_back();
  }
  return false;
}

std::optional<std::vector<int>> OptimalSolver::solve(const State& state, int maxLength,
                                                     const std::stop_token& stop) const {
  std::vector<int> path;
  if (const int near = lookUp(hashOf(state)); near >= 0 && descend(state, near, path)) {
    if (near > maxLength) return std::nullopt;
    return path;
  }
  // Nothing nearer is left, so a cube found after `ahead` turns is exactly five away.
  for (int ahead = 1; ahead + kRadius <= maxLength && !stop.stop_requested(); ++ahead) {
    path.clear();
    if (search(state, ahead, stop, path)) return path;
  }
  return std::nullopt;
}

std::optional<int> OptimalSolver::distance(const State& state, int maxLength) const {
  const auto solution = solve(state, maxLength);
  if (!solution) return std::nullopt;
  return static_cast<int>(solution->size());
}

}  // namespace spolab::cube
