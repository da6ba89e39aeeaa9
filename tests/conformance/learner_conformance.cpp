// What every algorithm owes: it stops and goes on bit for bit, whatever the number of workers, and solves what is easy.
#include <cmath>
#include <cstring>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "core/base/error.h"
#include "core/nn/torch_setup.h"
#include "core/run/evaluation.h"
#include "core/run/trainer.h"
#include "tests/support/near.h"
#include "tests/support/settings.h"
#include "tests/support/tiny_run.h"

using namespace spolab;
using test::everyPair;
using test::tiny;

namespace {

bool sameTensors(const TensorFile& a, const TensorFile& b) {
  if (a.tensors.size() != b.tensors.size()) return false;
  for (const auto& [name, tensor] : a.tensors) {
    const auto found = b.tensors.find(name);
    if (found == b.tensors.end() || found->second.shape != tensor.shape || found->second.bytes != tensor.bytes) {
      qWarning("%s differs", name.c_str());
      return false;
    }
  }
  return true;
}

/// The checkpoint's counters without the time it took.
QJsonObject counters(const TensorFile& file) {
  QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(file.metadata.at("trainer"))).object();
  object.remove("seconds");
  return object;
}

/// Names of columns that differ, apart from those that measure time.
QString difference(const MetricsRow& a, const MetricsRow& b) {
  QString names;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const std::string& name = metricNames()[i];
    const bool same = a.values[i] == b.values[i] || (std::isnan(a.values[i]) && std::isnan(b.values[i]));
    if (!same && name.find("second") == std::string::npos) names += QString::fromStdString(name) + " ";
  }
  return names;
}

}  // namespace

class LearnerConformance : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  void resumesBitForBit_data() { everyPair(); }
  void resumesBitForBit() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    constexpr int kHalf = 4;
    Trainer whole(tiny(env, algorithm), torch::kCPU, 1);
    for (int k = 0; k < kHalf; ++k) static_cast<void>(whole.iterate(0));
    TensorFile saved;
    {
      Trainer first(tiny(env, algorithm), torch::kCPU, 1);
      for (int k = 0; k < kHalf; ++k) static_cast<void>(first.iterate(0));
      saved = first.checkpoint();
    }
    QVERIFY(sameTensors(saved, whole.checkpoint()));
    Trainer second(tiny(env, algorithm), torch::kCPU, 1);
    second.restore(saved);
    QVERIFY(sameTensors(saved, second.checkpoint()));
    for (int k = 0; k < kHalf; ++k) {
      const QString columns = difference(whole.iterate(0), second.iterate(0));
      QVERIFY2(columns.isEmpty(), qPrintable(columns));
    }
    QVERIFY(sameTensors(whole.checkpoint(), second.checkpoint()));
    QCOMPARE(counters(whole.checkpoint()), counters(second.checkpoint()));
    QCOMPARE(whole.agent("a")->hash(), second.agent("b")->hash());
  }

  // Every number that is measured is a number, and the bounds are those of the actions.
  void metricsAreThoseOfTheActions_data() { everyPair(); }
  void metricsAreThoseOfTheActions() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    const RunConfig config = tiny(env, algorithm);
    const bool discrete = config.makeEnv()->spec().discrete();
    Trainer trainer(config.clone(), torch::kCPU, 1);
    MetricsRow row;
    for (int k = 0; k < 4; ++k) row = trainer.iterate(0);
    const auto at = [&](const std::string& name) { return row.values[static_cast<std::size_t>(metricColumn(name))]; };
    for (const char* name : {"loss_policy", "loss_value", "kl_qhat", "ess", "grad_norm"})
      QVERIFY2(std::isfinite(at(name)), name);
    // Methods without a temperature and bounds leave their columns empty.
    const bool duals = config.number("learner.epsilon_eta").has_value();
    for (const char* name : {"loss_eta", "eta", "kl_particles"}) QCOMPARE(std::isfinite(at(name)), duals);
    QCOMPARE(std::isfinite(at("alpha")), discrete && duals);
    QCOMPARE(std::isfinite(at("kl_anchor")), discrete);
    for (const char* name : {"alpha_mu", "alpha_sigma", "kl_anchor_mu", "kl_anchor_sigma"}) {
      QCOMPARE(std::isfinite(at(name)), !discrete);
    }
    QCOMPARE(at("failures"), 0.0);
    QCOMPARE(at("env_steps"), static_cast<double>(4 * config.train.envs * config.train.rollout));
  }

  void workersDoNotMatter_data() { everyPair(); }
  void workersDoNotMatter() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    TensorFile first;
    for (const int threads : {1, 2, 3}) {
      Trainer trainer(tiny(env, algorithm), torch::kCPU, threads);
      for (int k = 0; k < 3; ++k) static_cast<void>(trainer.iterate(0));
      if (threads == 1) first = trainer.checkpoint();
      QVERIFY(sameTensors(first, trainer.checkpoint()));
    }
  }

  void cacheDoesNotMatter_data() { everyPair(); }
  void cacheDoesNotMatter() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    TensorFile first;
    for (const char* size : {"cache.size=0", "cache.size=20", "cache.size=10000"}) {
      Trainer trainer(tiny(env, algorithm, {size}), torch::kCPU, 1);
      for (int k = 0; k < 3; ++k) static_cast<void>(trainer.iterate(0));
      if (first.tensors.empty()) first = trainer.checkpoint();
      QVERIFY(sameTensors(first, trainer.checkpoint()));
    }
  }

  // An iteration whose windows are still too long to learn from takes over new statistics of the observations all the
  // same: answers from before it are no longer the network's.
  void cacheForgetsOldStatistics() {
    std::vector<std::vector<std::int32_t>> lengths;
    for (const char* size : {"cache.size=0", "cache.size=10000"}) {
      Trainer trainer(tiny("rubiks-cube", "spo",
                           {size, "network.normalise=true", "train.sequence=8", "env.scramble_min=1",
                            "env.scramble_max=1", "env.step_limit=9"}),
                      torch::kCPU, 1);
      static_cast<void>(trainer.iterate(0));
      lengths.push_back(trainer.evaluate(60).lengths);
    }
    QCOMPARE(lengths[0], lengths[1]);
  }

  void evaluationChangesNothing_data() { everyPair(); }
  void evaluationChangesNothing() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    Trainer quiet(tiny(env, algorithm), torch::kCPU, 1);
    Trainer watched(tiny(env, algorithm), torch::kCPU, 1);
    for (int k = 0; k < 3; ++k) {
      static_cast<void>(watched.evaluate(3));
      const QString columns = difference(quiet.iterate(0), watched.iterate(0));
      QVERIFY2(columns.isEmpty(), qPrintable(columns));
    }
    QVERIFY(sameTensors(quiet.checkpoint(), watched.checkpoint()));
  }

  void wrongCheckpointsAreRefused_data() { everyPair(); }
  void wrongCheckpointsAreRefused() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    Trainer trainer(tiny(env, algorithm), torch::kCPU, 1);
    static_cast<void>(trainer.iterate(0));
    const TensorFile good = trainer.checkpoint();
    for (const auto& [name, tensor] : good.tensors) {
      TensorFile bad = good;
      bad.tensors.erase(name);
      QVERIFY_THROWS_EXCEPTION(Error, trainer.restore(bad));
    }
    TensorFile bad = good;
    bad.metadata["trainer"] = "{}";
    QVERIFY_THROWS_EXCEPTION(Error, trainer.restore(bad));
    bad.metadata.erase("trainer");
    QVERIFY_THROWS_EXCEPTION(Error, trainer.restore(bad));
    trainer.restore(good);
    QVERIFY(sameTensors(good, trainer.checkpoint()));
  }

  // One turn away from solved. Two particles of one step each: an untrained policy finds the turn in about one of nine
  // tries, so what is found is what the policy has learned.
  void solvesTheCubeOneTurnAway_data() {
    QTest::addColumn<QString>("algorithm");
    for (const AlgorithmEntry& a : algorithmRegistry()) {
      if (a.discrete) QTest::newRow(a.id.c_str()) << QString::fromStdString(a.id);
    }
  }
  void solvesTheCubeOneTurnAway() {
    QFETCH(QString, algorithm);
    const auto config =
        tiny("rubiks-cube", algorithm,
             {"env.scramble_min=1", "env.scramble_max=1", "env.step_limit=1", "train.envs=32", "train.rollout=8",
              "train.replay=4096", "train.sequence=8", "train.batch=16", "train.epochs=8", "train.learning_rate=5e-3",
              "network.width=32", "planner.particles=16", "planner.simulations=16", "planner.horizon=1",
              "planner.max_depth=1", "planner.temperature=0.1", "learner.adaptive_temperature=false"});
    Trainer trainer(config.clone(), torch::kCPU, 1);
    const auto solved = [&] {
      RunConfig play = config.clone();
      play.usePlayDefaults();
      play.planner->setFutures(2);
      WorkerPool pool(1);
      const auto agent = trainer.agent("now");
      const auto evaluator = agent->makeEvaluator({"cpu", 1000, &pool});
      return playEpisodes(*play.makeEnv(), play, *evaluator, pool, 200, 5).successRate;
    };
    QVERIFY(solved() < 0.4);
    double rate = 0.0;
    for (int k = 0; k < 60 && rate < 0.9; ++k) {
      static_cast<void>(trainer.iterate(0));
      if (k % 5 == 4) rate = solved();
    }
    QVERIFY2(rate >= 0.9, qPrintable(QString::number(rate)));
  }
};

QTEST_GUILESS_MAIN(LearnerConformance)
#include "learner_conformance.moc"
