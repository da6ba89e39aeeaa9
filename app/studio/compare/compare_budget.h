#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace spolab {

/// A search whose cost grows with its particles.
struct Scalable {
  std::int64_t particles = 0;           ///< as set
  std::int64_t transitionsPerUnit = 1;  ///< transitions that each particle makes
};

/// Particle counts with which all searches make (nearly) the same number of transitions.
struct EqualTransitions {
  std::int64_t transitions = 0;         ///< what they agree on
  std::vector<std::int64_t> particles;  ///< [searches]
  std::vector<double> off;              ///< [searches] share by which a search misses `transitions`, signed
};

/// Agrees on the transitions of the largest search, or on a number at most a tenth away from it where particles, which
/// are whole, then fit all searches within 1 %. Pure.
EqualTransitions equalTransitions(std::span<const Scalable> searches);

/// The particles to try next so that a search takes `wanted` milliseconds, after `particles` took `took`: in
/// proportion, at most four times as many or few, from 1 to `most`. The same number when it is within a tenth. Pure.
std::int64_t particlesForTime(std::int64_t particles, double took, double wanted, std::int64_t most);

}  // namespace spolab
