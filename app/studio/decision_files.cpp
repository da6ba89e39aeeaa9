#include "app/studio/decision_files.h"

#include <utility>

#include "core/base/error.h"

namespace spolab {
namespace {

/// Parameters that come with the program are found again; others go beside the decision. What was written; empty:
/// nothing.
std::filesystem::path keepAgent(const Agent& agent, const std::filesystem::path& decision) {
  if (agentWithHash(agent.hash(), shippedAgents(agent.config().envId))) return {};
  // Another agent there belongs to another decision, which may have been renamed.
  std::filesystem::path file = agentBeside(decision);
  const std::string stem = file.stem().string();
  std::error_code code;
  for (int number = 2; std::filesystem::exists(file, code) && !agentWithHash(agent.hash(), {file}); ++number)
    file.replace_filename(stem + "-" + std::to_string(number) + ".safetensors");
  if (!std::filesystem::exists(file, code)) agent.save(file);
  return file;
}

OpenedDecision decideAgain(const std::filesystem::path& file, std::shared_ptr<const Agent> present) {
  OpenedDecision decision;
  decision.capsule = readCapsule(file);
  RunConfig config = RunConfig::fromToml(decision.capsule.config, file.string());
  const bool known = present && present->hash() == decision.capsule.agentHash;
  auto agent = known ? std::move(present) : findDecidingAgent(decision.capsule, file);
  if (!agent) refuseWithoutAgent(decision.capsule, file);
  const CapsuleReplay replay = replayCapsule(decision.capsule, *agent);
  decision.equal = replay.divergedAt.empty();
  decision.verdict = replay.verdict(decision.capsule);
  decision.state = replay.trace.rootState;
  decision.decider = std::make_shared<Decider>(Decider{std::move(agent), std::move(config)});
  return decision;
}

}  // namespace

DecisionFiles::DecisionFiles(QObject* parent) : QObject(parent) {}

void DecisionFiles::save(const PlayerView& view, const PlayerFrame& frame, const std::filesystem::path& file) {
  if (!frame.decider || frame.trace.depths == 0) {
    Q_EMIT failed(tr("The decision was not saved"), tr("expected a step with its search, found one without"),
                  tr("Look at a step whose search is still kept."));
    return;
  }
  const auto trace = std::make_shared<SearchTrace>(frame.trace);
  background_.run([this, env = view.env, decider = frame.decider, trace, file, seed = view.seed,
                   episode = static_cast<std::uint32_t>(view.episode), step = frame.randomStep] {
    try {
      const std::filesystem::path agent = keepAgent(*decider->agent, file);
      writeCapsule(makeCapsule(*env, *trace, {*decider->agent, agent.filename(), decider->config, seed, episode, step}),
                   file);
      Q_EMIT saved(QString::fromStdString(file.string()), QString::fromStdString(agent.filename().string()));
    } catch (const std::exception& error) {
      Q_EMIT failed(tr("The decision was not saved"), QString::fromUtf8(error.what()), tr("Choose another folder."));
    }
  });
}

void DecisionFiles::open(const std::filesystem::path& file, std::shared_ptr<const Agent> present) {
  background_.run([this, file, present = std::move(present)] {
    try {
      Q_EMIT opened(std::make_shared<const OpenedDecision>(decideAgain(file, present)));
    } catch (const std::exception& error) {
      Q_EMIT failed(tr("The decision could not be opened"), QString::fromUtf8(error.what()),
                    tr("Open the agent that made it first, then the decision."));
    }
  });
}

}  // namespace spolab
