#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/run/capsule.h"
#include "core/run/engine.h"

/// Decisions on file name the agent that made them by its hash; here it is found again, for the studio and the command
/// line alike.

namespace spolab {

/// What the studio's decisions are called: NAME.decision.json.
extern const char* const kDecisionEnding;
bool looksLikeDecision(const std::filesystem::path& file);

/// NAME.decision.json → NAME.agent.safetensors, where the studio puts an agent that does not come with the program.
std::filesystem::path agentBeside(const std::filesystem::path& decision);

/// The first of these agents with this hash; null: none of them. Files that are missing or damaged are not the one.
std::shared_ptr<const Agent> agentWithHash(const std::string& hash, const std::vector<std::filesystem::path>& files);

/// The agent that decided: beside its file `decision`, where the capsule says, or among those shipped for its world.
/// Null: it is not to be found. Throws what RunConfig::fromToml throws.
std::shared_ptr<const Agent> findDecidingAgent(const DecisionCapsule& capsule, const std::filesystem::path& decision);
/// Says which agent is missing, as findDecidingAgent() has not found it.
[[noreturn]] void refuseWithoutAgent(const DecisionCapsule& capsule, const std::filesystem::path& decision);

}  // namespace spolab
