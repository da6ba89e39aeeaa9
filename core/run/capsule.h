#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/run/engine.h"
#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// A fingerprint of one part of a search.
struct TraceMark {
  std::string what;        ///< for people: "actions of depth 2"
  std::uint64_t hash = 0;  ///< FNV-1a over its bytes
  friend bool operator==(const TraceMark&, const TraceMark&) = default;
};
/// Fingerprints in the order in which a search works its parts out: the first that differs is where two searches part.
std::vector<TraceMark> marksOf(const SearchTrace& trace);

/// One decision as a small file: everything that makes it, and fingerprints of everything it was made of, so that
/// another computer can say whether it decides the same, and from where on not.
struct DecisionCapsule {
  std::string version;            ///< of the program that made it
  std::string config;             ///< RunConfig::toml of the settings it was decided with
  std::string state;              ///< Env::print of the state
  std::uint64_t seed = 0;         ///< PlanRequest of the search
  std::uint32_t environment = 0;  ///< its random stream
  std::uint32_t step = 0;         ///< its random step
  std::string agentHash;          ///< Agent::hash
  std::string agentLabel;         ///< for people
  std::string agentFile;          ///< where it lay; empty when it was never a file
  std::string chosen;             ///< for people: the action's name or numbers
  float value = 0.0f;             ///< V(s)
  std::vector<float> weights;     ///< [N] q̂ as atoms
  std::vector<TraceMark> marks;
};

/// Who decided, and which random numbers the search drew.
struct DecisionSource {
  const Agent& agent;
  std::filesystem::path agentFile;
  const RunConfig& config;  ///< as it was decided with
  std::uint64_t seed = 0;
  std::uint32_t environment = 0;
  std::uint32_t step = 0;
};
DecisionCapsule makeCapsule(const Env& env, const SearchTrace& trace, const DecisionSource& source);

/// JSON. Written atomically. Throw Error; readCapsule a usage Error when the file is none.
void writeCapsule(const DecisionCapsule& capsule, const std::filesystem::path& file);
DecisionCapsule readCapsule(const std::filesystem::path& file);
/// The same from text; `where` names it in errors.
DecisionCapsule parseCapsule(const std::string& text, const std::string& where);
std::string capsuleText(const DecisionCapsule& capsule);

struct CapsuleReplay {
  SearchTrace trace;
  std::string divergedAt;  ///< the first part that differs; empty: equal bit for bit
  /// One sentence for people.
  [[nodiscard]] std::string verdict(const DecisionCapsule& capsule) const;
};
/// Decides again with `agent`, single-threaded on the CPU. Throws a usage Error when it is another agent than the
/// capsule's, or when settings and state do not fit this version.
CapsuleReplay replayCapsule(const DecisionCapsule& capsule, const Agent& agent);

}  // namespace spolab
