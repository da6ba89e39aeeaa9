#include "core/run/agent.h"

#include <cstring>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/version.h"
#include "core/nn/torch_evaluator.h"
#include "core/nn/torch_setup.h"
#include "core/plan/cached_evaluator.h"
#include "core/plan/symmetric_evaluator.h"

namespace spolab {
namespace {

using nlohmann::json;

torch::ScalarType scalarType(const std::string& dtype, const std::string& where) {
  if (dtype == "F32") return torch::kFloat32;
  if (dtype == "F64") return torch::kFloat64;
  if (dtype == "I64") return torch::kInt64;
  if (dtype == "U8") return torch::kUInt8;
  throw Error("a tensor of F32, F64, I64 or U8", dtype, where);
}

}  // namespace

StoredTensor storeTensor(const torch::Tensor& tensor) {
  const torch::Tensor local = tensor.detach().to(torch::kCPU).contiguous();
  StoredTensor stored;
  const auto type = local.scalar_type();
  stored.dtype = type == torch::kFloat32   ? "F32"
                 : type == torch::kFloat64 ? "F64"
                 : type == torch::kInt64   ? "I64"
                                           : "U8";
  stored.shape = local.sizes().vec();
  const auto* begin = static_cast<const std::byte*>(local.data_ptr());
  stored.bytes.assign(begin, begin + local.nbytes());
  return stored;
}

torch::Tensor loadTensor(const StoredTensor& stored, const std::string& where) {
  torch::Tensor tensor = torch::empty(stored.shape, scalarType(stored.dtype, where));
  if (!stored.bytes.empty()) std::memcpy(tensor.data_ptr(), stored.bytes.data(), stored.bytes.size());
  return tensor;
}

TrainedAgent::TrainedAgent(RunConfig config, ParameterSet parameters, const Counters& counters, std::string label)
    : config_(std::move(config)),
      network_(NetworkShape(config_.makeRules()->spec(), config_.network)),
      parameters_(std::move(parameters)),
      counters_(counters),
      label_(std::move(label)) {}

std::shared_ptr<const TrainedAgent> TrainedAgent::load(const std::filesystem::path& file) {
  const std::string where = file.string();
  const TensorFile content = readTensorFile(file);
  static_cast<void>(agentMetadata(content, "spolab.version", where));
  RunConfig config = RunConfig::fromToml(agentMetadata(content, "spolab.config", where), where);
  if (agentMetadata(content, "spolab.env", where) != config.envId) {
    throw Error("one environment", config.envId + " and " + content.metadata.at("spolab.env"), where);
  }
  Counters counters;
  try {
    const json stored = json::parse(agentMetadata(content, "spolab.counters", where));
    counters = {stored.at("iteration").get<std::int64_t>(), stored.at("env_steps").get<std::int64_t>(),
                stored.value("seconds", 0.0), stored.value("earlier_steps", std::int64_t{0})};
  } catch (const json::exception& error) {
    throw Error("counters as JSON", error.what(), where);
  }
  try {
    config.validateWithoutFiles();
  } catch (const Error& error) {
    throw error.within(where);
  }
  const Network network(NetworkShape(config.makeRules()->spec(), config.network));
  ParameterSet parameters = network.zeros();
  if (content.tensors.size() != parameters.names.size()) {
    throw Error(std::to_string(parameters.names.size()) + " tensors", std::to_string(content.tensors.size()), where);
  }
  for (std::size_t i = 0; i < parameters.names.size(); ++i) {
    const auto found = content.tensors.find(parameters.names[i]);
    if (found == content.tensors.end()) throw Error("the tensor '" + parameters.names[i] + "'", "none", where);
    parameters.tensors[i] = loadTensor(found->second, where);
  }
  network.validate(parameters, where);
  return std::make_shared<TrainedAgent>(std::move(config), std::move(parameters), counters, file.filename().string());
}

std::unique_ptr<Evaluator> TrainedAgent::makeEvaluator(const EvaluatorOptions& options) const {
  std::unique_ptr<Evaluator> evaluator =
      std::make_unique<TorchEvaluator>(network_, parameters_, chooseDevice(options.device), options.pool);
  if (options.symmetries > 1) {
    const auto env = config_.makeRules();
    if (!env->symmetries().empty())
      evaluator = std::make_unique<SymmetricEvaluator>(std::move(evaluator), *env, options.symmetries, options.pool);
  }
  if (options.cacheSize <= 0) return evaluator;
  return std::make_unique<CachedEvaluator>(std::move(evaluator), network_.shape().observationBytes(),
                                           static_cast<std::size_t>(options.cacheSize), options.pool);
}

TensorFile TrainedAgent::toFile() const {
  TensorFile file;
  for (std::size_t i = 0; i < parameters_.names.size(); ++i) {
    file.tensors[parameters_.names[i]] = storeTensor(parameters_.tensors[i]);
  }
  file.metadata = {{"spolab.version", programVersion()},
                   {"spolab.env", config_.envId},
                   {"spolab.algorithm", config_.algorithm},
                   {"spolab.config", config_.toml()},
                   {"spolab.counters", json{{"iteration", counters_.iteration},
                                            {"env_steps", counters_.envSteps},
                                            {"seconds", counters_.seconds},
                                            {"earlier_steps", counters_.earlierSteps}}
                                           .dump()}};
  return file;
}

std::string TrainedAgent::hash() const { return tensorHash(toFile()); }

void TrainedAgent::save(const std::filesystem::path& file) const { writeTensorFile(file, toFile()); }

}  // namespace spolab
