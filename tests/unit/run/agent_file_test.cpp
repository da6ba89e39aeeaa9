// Agents of every kind of network, written to a file and read back.
#include <filesystem>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/nn/torch_setup.h"
#include "core/run/agent.h"

using namespace spolab;

namespace {

RunConfig config(const QStringList& overrides) {
  RunConfig c("snake", "spo");
  c.applyOverrides({"network.width=8", "network.layers=1", "network.head_width=0", "network.channels=3,4"});
  for (const QString& o : overrides) c.applyOverrides({o.toStdString()});
  c.validate();
  return c;
}

/// Policy and value of the first states of 70 episodes.
std::vector<float> answersOf(const TrainedAgent& agent) {
  const auto env = agent.config().makeEnv();
  const EnvSpec& spec = env->spec();
  std::vector<std::byte> states(70 * spec.stateBytes);
  std::vector<std::byte> observations(70 * spec.observationBytes());
  for (std::uint32_t e = 0; e < 70; ++e) {
    Rng rng(3, Stream::kTest, e);
    env->reset(std::span(states).subspan(e * spec.stateBytes, spec.stateBytes), rng);
  }
  env->observeBatch(states, observations);
  std::vector<float> answers(70 * static_cast<std::size_t>(spec.actionCount()) + 70);
  const std::span<float> all(answers);
  agent.makeEvaluator({"cpu", 0, nullptr})->evaluate(observations, {all.subspan(70), all.first(70), {}});
  return answers;
}

}  // namespace

class AgentFileTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::filesystem::path file_ = folder_.filePath("agent.safetensors").toStdString();

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  void everyNetworkRoundTrips_data() {
    QTest::addColumn<QStringList>("overrides");
    QTest::newRow("residual") << QStringList{};
    QTest::newRow("mlp, silu, separate") << QStringList{"network.torso=mlp", "network.activation=silu",
                                                        "network.shared_torso=false"};
    QTest::newRow("conv") << QStringList{"network.torso=conv", "network.stride=2", "network.head_width=6",
                                         "network.head_layers=2"};
    QTest::newRow("conv-residual, normalised") << QStringList{"network.torso=conv-residual", "network.normalise=true"};
  }
  void everyNetworkRoundTrips() {
    QFETCH(QStringList, overrides);
    RunConfig c = config(overrides);
    const Network network(NetworkShape(c.makeEnv()->spec(), c.network));
    ParameterSet parameters = network.initialise(1);
    if (parameters.statistics > 0) {
      parameters.tensors[parameters.trained()].fill_(0.25);
      parameters.tensors[parameters.trained() + 1].fill_(3.0);
    }
    const TrainedAgent agent(std::move(c), parameters.clone(), {3, 400, 1.5}, "one");
    agent.save(file_);
    const auto back = TrainedAgent::load(file_);
    QCOMPARE(back->parameters().names, parameters.names);
    QCOMPARE(back->parameters().statistics, parameters.statistics);
    QCOMPARE(back->parameters().count(), parameters.count());
    for (std::size_t i = 0; i < parameters.tensors.size(); ++i) {
      QVERIFY2(torch::equal(back->parameters().tensors[i], parameters.tensors[i]), parameters.names[i].c_str());
    }
    QCOMPARE(answersOf(*back), answersOf(agent));
    QCOMPARE(back->hash(), agent.hash());
    QCOMPARE(back->envSteps(), 400);
    if (parameters.statistics == 0) return;
    // The statistics are part of the agent: without them it would say something else.
    const TrainedAgent other(config(overrides), network.initialise(1), {}, "two");
    QVERIFY(answersOf(other) != answersOf(agent));
  }

  /// Settings that no command line would take are not taken from a file either, and the file is named.
  void settingsOutOfReasonAreRefused() {
    RunConfig c = config({});
    const ParameterSet parameters = Network(NetworkShape(c.makeEnv()->spec(), c.network)).initialise(1);
    TrainedAgent(std::move(c), parameters.clone(), {}, "one").save(file_);
    TensorFile content = readTensorFile(file_);
    content.metadata.erase("spolab.checksum");
    std::string& settings = content.metadata["spolab.config"];
    const std::string key = "epsilon_eta = ";
    const std::size_t at = settings.find(key) + key.size();
    settings.replace(at, settings.find('\n', at) - at, "9.0");  // above log(particles): no temperature has that KL
    writeTensorFile(file_, content);
    try {
      static_cast<void>(TrainedAgent::load(file_));
      QFAIL("the settings were taken");
    } catch (const Error& error) {
      const QString said = error.what();
      QVERIFY2(said.contains("epsilon_eta") && said.contains("agent.safetensors"), qPrintable(said));
    }
  }

  void otherNetworksAreRefused() {
    RunConfig c = config({"network.normalise=true"});
    const ParameterSet parameters = Network(NetworkShape(c.makeEnv()->spec(), c.network)).initialise(1);
    TrainedAgent(std::move(c), parameters.clone(), {}, "one").save(file_);
    TensorFile content = readTensorFile(file_);
    content.metadata.erase("spolab.checksum");
    const auto refused = [&](const TensorFile& changed) {
      writeTensorFile(file_, changed);
      try {
        static_cast<void>(TrainedAgent::load(file_));
        return false;
      } catch (const Error&) {
        return true;
      }
    };
    QVERIFY(!refused(content));
    TensorFile missing = content;
    missing.tensors.erase("observation.scale");
    QVERIFY(refused(missing));
    TensorFile infinite = content;
    infinite.tensors["observation.mean"] = storeTensor(torch::full({parameters.tensors.back().numel()}, INFINITY));
    QVERIFY(refused(infinite));
    TensorFile plain = content;  // the settings say that there are no statistics
    std::string& settings = plain.metadata["spolab.config"];
    const std::string yes = "normalise = true";
    settings.replace(settings.find(yes), yes.size(), "normalise = false");
    QVERIFY(refused(plain));
  }
};

QTEST_APPLESS_MAIN(AgentFileTest)
#include "agent_file_test.moc"
