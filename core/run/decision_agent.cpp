#include "core/run/decision_agent.h"

#include "core/base/error.h"
#include "core/config/run_config.h"

namespace spolab {

const char* const kDecisionEnding = ".decision.json";

bool looksLikeDecision(const std::filesystem::path& file) {
  return file.filename().string().ends_with(kDecisionEnding);
}

std::filesystem::path agentBeside(const std::filesystem::path& decision) {
  std::string name = decision.filename().string();
  name.resize(name.size() - (looksLikeDecision(decision) ? std::string(kDecisionEnding).size() : 0));
  return decision.parent_path() / (name + ".agent.safetensors");
}

std::shared_ptr<const Agent> agentWithHash(const std::string& hash, const std::vector<std::filesystem::path>& files) {
  std::error_code code;
  for (const std::filesystem::path& file : files) {
    if (file.empty() || !std::filesystem::exists(file, code)) continue;
    try {
      if (auto agent = engine().loadAgent(file); agent->hash() == hash) return agent;
    } catch (const Error&) {
      continue;
    }
  }
  return nullptr;
}

std::shared_ptr<const Agent> findDecidingAgent(const DecisionCapsule& capsule, const std::filesystem::path& decision) {
  std::vector<std::filesystem::path> files =
      shippedAgents(RunConfig::fromToml(capsule.config, decision.string()).envId);
  if (!capsule.agentFile.empty())
    files.insert(files.begin(), {capsule.agentFile, decision.parent_path() / capsule.agentFile});
  files.insert(files.begin(), agentBeside(decision));  // it may have been renamed
  return agentWithHash(capsule.agentHash, files);
}

void refuseWithoutAgent(const DecisionCapsule& capsule, const std::filesystem::path& decision) {
  throw Error::usage("the agent that decided (" + capsule.agentLabel + ", hash " + capsule.agentHash + ")",
                     "no agent with this hash", decision.string());
}

}  // namespace spolab
