#include "core/run/capsule.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/translate.h"
#include "core/base/version.h"
#include "core/run/json_text.h"
#include "core/run/safetensors.h"

namespace spolab {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::uint64_t kFnvOffset = 14695981039346656037ull;
constexpr std::uint64_t kFnvPrime = 1099511628211ull;
/// More is no capsule.
constexpr std::uintmax_t kMostBytes = 16u << 20;
/// In the names of marks, on file.
constexpr const char* kOfDepth = " of depth ";

std::uint64_t hashOf(std::span<const std::byte> bytes) {
  std::uint64_t hash = kFnvOffset;
  for (const std::byte byte : bytes) hash = (hash ^ static_cast<std::uint64_t>(byte)) * kFnvPrime;
  return hash;
}

template <typename T>
std::uint64_t hashOf(const std::vector<T>& values) {
  return hashOf(std::as_bytes(std::span(values)));
}

std::string actionText(const EnvSpec& spec, const std::vector<std::byte>& action) {
  if (spec.discrete()) return spec.actionNames[static_cast<std::size_t>(discreteAction(action))];
  std::string text;
  for (int d = 0; d < spec.actionDims; ++d) {
    float value = 0.0f;
    std::memcpy(&value, &action[static_cast<std::size_t>(d) * sizeof value], sizeof value);
    text += fmt::format("{}{:.4f}", d > 0 ? " " : "", value);
  }
  return text;
}

/// A mark's name on file as a reader should see it.
std::string readable(const std::string& mark) {
  const std::size_t at = mark.find(kOfDepth);
  const std::string name = translate("decision", mark.substr(0, at).c_str());
  if (at == std::string::npos) return name;
  return translateFormat(phrase("decision", "{} of depth {}"), name, mark.substr(at + std::strlen(kOfDepth)));
}

/// The part of an array that belongs to one depth.
template <typename T>
void markDepth(std::vector<TraceMark>& marks, const SearchTrace& trace, int depth, const char* name,
               const std::vector<T>& values) {
  if (trace.depths == 0 || values.empty()) return;
  const std::size_t row = values.size() / static_cast<std::size_t>(trace.depths);
  marks.push_back({fmt::format("{}{}{}", name, kOfDepth, depth + 1),
                   hashOf(std::as_bytes(std::span(values).subspan(static_cast<std::size_t>(depth) * row, row)))});
}

std::string readText(const std::filesystem::path& file) {
  std::error_code code;
  const auto size = std::filesystem::file_size(file, code);
  if (code) throw Error("a decision file", code.message(), file.string());
  if (size > kMostBytes) throw Error::usage("a decision file", "one of more than 16 MiB", file.string());
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<TraceMark> marksOf(const SearchTrace& trace) {
  std::vector<TraceMark> marks{
      {marked("decision", "the state"), hashOf(trace.rootState)},
      {marked("decision", "the network's value"), hashOf(std::vector{trace.rootValue})},
      {marked("decision", "the network's policy"), hashOf(trace.prior) ^ hashOf(trace.policyRow)},
      {marked("decision", "the proposal"), hashOf(trace.proposal) ^ hashOf(std::vector{trace.temperature})}};
  for (int d = 0; d < trace.depths; ++d) {
    markDepth(marks, trace, d, marked("decision", "the parents"), trace.parent);
    markDepth(marks, trace, d, marked("decision", "the actions"), trace.action);
    markDepth(marks, trace, d, marked("decision", "the states"), trace.state);
    markDepth(marks, trace, d, marked("decision", "the rewards"), trace.reward);
    markDepth(marks, trace, d, marked("decision", "the values"), trace.value);
    markDepth(marks, trace, d, marked("decision", "the advantages"), trace.advantage);
    markDepth(marks, trace, d, marked("decision", "the log-weights"), trace.logWeight);
    markDepth(marks, trace, d, marked("decision", "the weights"), trace.weight);
  }
  marks.push_back({marked("decision", "the first actions"), hashOf(trace.rootActions)});
  marks.push_back({"q̂", hashOf(trace.weights)});
  marks.push_back({marked("decision", "the chosen action"), hashOf(trace.chosenAction)});
  return marks;
}

DecisionCapsule makeCapsule(const Env& env, const SearchTrace& trace, const DecisionSource& source) {
  DecisionCapsule capsule;
  capsule.version = programVersion();
  capsule.config = source.config.toml();
  capsule.state = env.print(trace.rootState);
  capsule.seed = source.seed;
  capsule.environment = source.environment;
  capsule.step = source.step;
  capsule.agentHash = source.agent.hash();
  capsule.agentLabel = source.agent.label();
  capsule.agentFile = source.agentFile.string();
  capsule.chosen = actionText(env.spec(), trace.chosenAction);
  capsule.value = trace.rootValue;
  capsule.weights = trace.weights;
  capsule.marks = marksOf(trace);
  return capsule;
}

std::string capsuleText(const DecisionCapsule& capsule) {
  json marks = json::array();
  for (const TraceMark& mark : capsule.marks) marks.push_back({mark.what, fmt::format("{:016x}", mark.hash)});
  const json document{
      {"spolab_decision", kFormat},
      {"version", capsule.version},
      {"agent", {{"hash", capsule.agentHash}, {"label", capsule.agentLabel}, {"file", capsule.agentFile}}},
      {"state", capsule.state},
      {"random", {{"seed", capsule.seed}, {"environment", capsule.environment}, {"step", capsule.step}}},
      {"decision", {{"chosen", capsule.chosen}, {"value", capsule.value}, {"weights", capsule.weights}}},
      {"marks", marks},
      {"config", capsule.config}};
  return jsonText(document, 1) + '\n';
}

DecisionCapsule parseCapsule(const std::string& text, const std::string& where) {
  try {
    const json document = json::parse(text);
    if (const int format = document.at("spolab_decision"); format != kFormat)
      throw Error::usage(fmt::format("a decision file of format {}", kFormat), fmt::format("format {}", format), where);
    DecisionCapsule capsule;
    capsule.version = document.at("version");
    capsule.config = document.at("config");
    capsule.state = document.at("state");
    capsule.seed = document.at("random").at("seed");
    capsule.environment = document.at("random").at("environment");
    capsule.step = document.at("random").at("step");
    capsule.agentHash = document.at("agent").at("hash");
    capsule.agentLabel = document.at("agent").at("label");
    capsule.agentFile = document.at("agent").at("file");
    capsule.chosen = document.at("decision").at("chosen");
    capsule.value = document.at("decision").at("value");
    capsule.weights = document.at("decision").at("weights").get<std::vector<float>>();
    for (const json& mark : document.at("marks"))
      capsule.marks.push_back({mark.at(0), std::stoull(mark.at(1).get<std::string>(), nullptr, 16)});
    return capsule;
  } catch (const json::exception& error) {
    throw Error::usage("a decision file of SPO Lab", error.what(), where);
  } catch (const std::logic_error& error) {  // of stoull
    throw Error::usage("fingerprints of 16 hexadecimal digits", error.what(), where);
  }
}

void writeCapsule(const DecisionCapsule& capsule, const std::filesystem::path& file) {
  writeFileAtomically(file, capsuleText(capsule));
}

DecisionCapsule readCapsule(const std::filesystem::path& file) { return parseCapsule(readText(file), file.string()); }

CapsuleReplay replayCapsule(const DecisionCapsule& capsule, const Agent& agent) {
  if (agent.hash() != capsule.agentHash)
    throw Error::usage(fmt::format("the agent that decided, {} with hash {}", capsule.agentLabel, capsule.agentHash),
                       fmt::format("{} with hash {}", agent.label(), agent.hash()));
  const RunConfig config = RunConfig::fromToml(capsule.config, "the settings of the decision");
  const auto env = config.makeRules();
  if (!shareNetworks(env->spec(), agent.config().makeRules()->spec()))
    throw Error::usage(fmt::format("settings of a world in which the agent can play, {}", agent.config().envId),
                       fmt::format("others, of {}", config.envId), "the settings of the decision");
  std::vector<std::byte> state(env->spec().stateBytes);
  env->parse(capsule.state, state);
  WorkerPool pool(1);
  const auto evaluator = agent.makeEvaluator({"cpu", 0, &pool, config.network.symmetries});
  const auto planner = config.planner->make(*env);
  Decisions decisions;
  CapsuleReplay replay;
  planner->plan({state, capsule.seed, {&capsule.environment, 1}, {&capsule.step, 1}}, *evaluator, pool, decisions,
                {&replay.trace, 1});
  const std::vector<TraceMark> marks = marksOf(replay.trace);
  for (std::size_t i = 0; i < std::max(marks.size(), capsule.marks.size()); ++i) {
    if (i < marks.size() && i < capsule.marks.size() && marks[i] == capsule.marks[i]) continue;
    replay.divergedAt = i < marks.size() ? marks[i].what : capsule.marks[i].what;
    break;
  }
  return replay;
}

std::string CapsuleReplay::verdict(const DecisionCapsule& capsule) const {
  std::string text = divergedAt.empty() ? translate("decision", "The decision was made again, equal bit for bit.")
                                        : translateFormat(phrase("decision",
                                                                 "DIVERGED: {} differ from the decision on "
                                                                 "file."),
                                                          readable(divergedAt));
  if (capsule.version != programVersion())
    text += ' ' + translateFormat(phrase("decision", "It was made by version {}, this is {}."), capsule.version,
                                  programVersion());
  return text;
}

}  // namespace spolab
