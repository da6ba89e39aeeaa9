#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {

/// Shortest solutions by meeting in the middle: all 621,649 cubes within five turns of the solved one are known, and a
/// depth-first search from the scramble looks for the nearest of them. Distances up to 10 take some tens of
/// milliseconds, 11 some hundreds, each one more about 13 times longer. Building takes about 0.1 s and 10 MB; one
/// object serves any number of threads.
class OptimalSolver {
 public:
  OptimalSolver();

  /// A shortest sequence of turns that solves `state`, the first one in the order of the turns; empty when it is solved
  /// already; nothing when more than `maxLength` turns are needed, or `stop` came first.
  [[nodiscard]] std::optional<std::vector<int>> solve(const State& state, int maxLength,
                                                      const std::stop_token& stop = {}) const;
  /// Its length only.
  [[nodiscard]] std::optional<int> distance(const State& state, int maxLength) const;
  /// Number of cubes at each distance from 0 to 5.
  [[nodiscard]] const std::vector<int>& sphereSizes() const { return sphereSizes_; }

 private:
  static constexpr int kRadius = 5;

  bool insert(std::uint64_t hash, int depth);
  /// Distance from the solved cube when it is at most five, else −1. Wrong with a chance near 2⁻⁴⁰ for cubes outside.
  [[nodiscard]] int lookUp(std::uint64_t hash) const;
  /// Extends `path` by solving turns from a cube the table says is `depth` away; false when the table was wrong.
  bool descend(State state, int depth, std::vector<int>& path) const;
  /// Looks for cubes exactly `depth` turns further whose distance is five.
  bool search(const State& state, int depth, const std::stop_token& stop, std::vector<int>& path) const;

  std::vector<std::uint64_t> table_;   ///< open addressing; hash with the distance in its lowest bits, 0: free
  std::vector<std::uint64_t> filter_;  ///< one bit per hash: answers most misses from the processor's cache
  std::vector<int> sphereSizes_;
};

}  // namespace spolab::cube
