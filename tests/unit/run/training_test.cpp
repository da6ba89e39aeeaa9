// Runs, checkpoints and agents through the engine's face, as the programs use it.
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/run/checkpoint.h"
#include "core/run/engine.h"
#include "core/run/metrics_file.h"
#include "core/run/run_folder.h"
#include "core/run/safetensors.h"
#include "core/run/snapshots.h"
#include "tests/support/expect_error.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::test;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kStepsPerIteration = 40;

RunConfig tiny(const std::vector<std::string>& overrides = {}) {
  RunConfig config("rubiks-cube", "spo");
  config.applyOverrides({"network.width=16", "network.layers=1", "network.head_width=0", "train.envs=8",
                         "train.rollout=5", "train.sequence=4", "train.batch=4", "train.epochs=2", "train.replay=80",
                         "planner.particles=4", "planner.period=2", "learner.epsilon_eta=0.5", "env.scramble_min=1",
                         "env.scramble_max=3", "env.step_limit=6", "eval.every=2", "eval.episodes=6"});
  config.applyOverrides(overrides);
  return config;
}

TrainingOptions options(const fs::path& folder, std::int64_t iterations) {
  TrainingOptions o;
  o.steps = iterations * kStepsPerIteration;
  o.device = "cpu";
  o.threads = 1;
  o.folder = folder;
  return o;
}

/// Waits for the end and returns the error message, "" when there is none.
std::string finish(Training& training) {
  while (training.alive()) static_cast<void>(training.takeRows(20));
  return training.status()->error;
}

std::string train(const fs::path& folder, std::int64_t iterations, const std::vector<std::string>& overrides = {}) {
  return finish(*engine().startTraining(tiny(overrides), options(folder, iterations)));
}

std::string resume(const fs::path& folder, std::int64_t iterations) {
  return finish(*engine().resumeTraining(folder, options({}, iterations)));
}

std::vector<fs::path> checkpoints(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder / "checkpoints"))
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// metrics.csv without the columns that measure time.
std::vector<std::vector<double>> timeless(const fs::path& folder) {
  std::vector<std::vector<double>> rows;
  for (const MetricsRow& row : RunFolder::open(folder).readMetrics()) {
    rows.emplace_back();
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (!contains(metricNames()[i], "second")) {
        rows.back().push_back(std::isnan(row.values[i]) ? -12345.0 : row.values[i]);
      }
    }
  }
  return rows;
}

std::string checkpointHash(const fs::path& folder) { return tensorHash(readTensorFile(checkpoints(folder).back())); }

template <typename Call>
std::string errorOf(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

void flipByte(const fs::path& file, std::size_t fromEnd) {
  std::string bytes = readFile(file);
  bytes[bytes.size() - fromEnd] = static_cast<char>(bytes[bytes.size() - fromEnd] ^ 0x40);
  writeFile(file, bytes);
}

}  // namespace

class TrainingTest : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  [[nodiscard]] fs::path path(const char* name) const { return home_.filePath(name).toStdString(); }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(train(path("whole"), 6), std::string());
    QCOMPARE(train(path("half"), 3), std::string());
  }

  void aRunHasItsFiles() {
    for (const char* name : {"config.toml", "metrics.csv", "events.jsonl", "agent.safetensors", "latest.safetensors",
                             "snapshots/iteration-000000002.safetensors"}) {
      QVERIFY2(fs::exists(path("whole") / name), name);
    }
    QCOMPARE(timeless(path("whole")).size(), std::size_t{6});
    QVERIFY(checkpoints(path("whole")).size() <= 2);
    QCOMPARE(engine().loadAgent(path("whole") / "latest.safetensors")->envSteps(), 6 * kStepsPerIteration);
    for (const auto& entry : fs::recursive_directory_iterator(path("whole"))) {
      QVERIFY2(!contains(entry.path().filename().string(), ".tmp"), entry.path().c_str());
    }
  }

  // Its table lacks a column that this version has: it keeps its columns, and nothing slips into a neighbour's.
  void goesOnWithTheTableOfAnEarlierVersion() {
    fs::copy(path("half"), path("earlier"), fs::copy_options::recursive);
    const fs::path file = path("earlier") / "metrics.csv";
    std::ifstream in(file);
    const auto dropped = static_cast<std::size_t>(metricColumn("entropy"));
    std::string text, header;
    for (std::string line; std::getline(in, line);) {
      const QStringList cells = QString::fromStdString(line).split(',');
      QStringList kept = cells;
      kept.removeAt(static_cast<qsizetype>(dropped));
      if (header.empty()) header = kept.join(',').toStdString();
      text += kept.join(',').toStdString() + '\n';
    }
    std::ofstream(file) << text;
    QCOMPARE(resume(path("earlier"), 6), std::string());
    const std::vector<MetricsRow> rows = readMetrics(file);
    const std::vector<MetricsRow> whole = readMetrics(path("whole") / "metrics.csv");
    QCOMPARE(rows.size(), std::size_t{6});
    const auto ess = static_cast<std::size_t>(metricColumn("ess"));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      QVERIFY(std::isnan(rows[i].values[dropped]));
      QCOMPARE(rows[i].values[ess], whole[i].values[ess]);
    }
    std::ifstream again(file);
    std::string first;
    std::getline(again, first);
    QCOMPARE(first, header);
  }

  void goesOnWithoutATable() {
    fs::copy(path("half"), path("tableless"), fs::copy_options::recursive);
    fs::remove(path("tableless") / "metrics.csv");
    QCOMPARE(resume(path("tableless"), 6), std::string());
    QCOMPARE(readMetrics(path("tableless") / "metrics.csv").size(), std::size_t{3});
  }

  void resumedEqualsUninterrupted() {
    fs::copy(path("half"), path("resumed"), fs::copy_options::recursive);
    QCOMPARE(resume(path("resumed"), 6), std::string());
    QCOMPARE(checkpointHash(path("resumed")), checkpointHash(path("whole")));
    QVERIFY(timeless(path("resumed")) == timeless(path("whole")));
    for (const char* name : {"latest.safetensors", "agent.safetensors"}) {
      QCOMPARE(engine().loadAgent(path("resumed") / name)->hash(), engine().loadAgent(path("whole") / name)->hash());
    }
    QCOMPARE(readFile(path("resumed") / "config.toml"), readFile(path("whole") / "config.toml"));
  }

  void threadsDoNotMatter() {
    TrainingOptions o = options(path("threads"), 6);
    o.threads = 3;
    QCOMPARE(finish(*engine().startTraining(tiny(), o)), std::string());
    QCOMPARE(checkpointHash(path("threads")), checkpointHash(path("whole")));
  }

  void logsBeyondTheCheckpointAreCut() {
    fs::copy(path("half"), path("torn"), fs::copy_options::recursive);
    std::ofstream(path("torn") / "metrics.csv", std::ios::app) << "4,160,0.1,half a li";
    std::ofstream(path("torn") / "events.jsonl", std::ios::app) << "{\"event\":\"never hap";
    QCOMPARE(resume(path("torn"), 6), std::string());
    QVERIFY(timeless(path("torn")) == timeless(path("whole")));
    QVERIFY(!contains(readFile(path("torn") / "events.jsonl"), "never hap"));
  }

  void halfWrittenFilesOfAKilledProcessGo() {
    const fs::path folder = path("littered");
    fs::copy(path("half"), folder, fs::copy_options::recursive);
    const std::vector<fs::path> left{folder / "latest.safetensors.tmp123",
                                     folder / "checkpoints" / "iteration-000000007.safetensors.tmp4",
                                     folder / "snapshots" / "iteration-000000007.safetensors.tmp99"};
    const std::vector<fs::path> others{folder / "notes.tmp", folder / "notes.tmp1a", folder / "notes.5"};
    for (const auto* files : {&left, &others})
      for (const fs::path& file : *files) writeFile(file, "half");
    QCOMPARE(resume(folder, 4), std::string());
    for (const fs::path& file : left) QVERIFY(!fs::exists(file));
    for (const fs::path& file : others) QVERIFY(fs::exists(file));
  }

  void damagedNewestCheckpointFallsBack_data() {
    QTest::addColumn<bool>("truncated");
    QTest::newRow("flipped byte") << false;
    QTest::newRow("truncated") << true;
  }
  void damagedNewestCheckpointFallsBack() {
    QFETCH(bool, truncated);
    const fs::path folder = path(truncated ? "truncated" : "flipped");
    fs::copy(path("half"), folder, fs::copy_options::recursive);
    QCOMPARE(resume(folder, 4), std::string());  // a second, newer checkpoint
    QCOMPARE(checkpoints(folder).size(), std::size_t{2});
    const fs::path newest = checkpoints(folder).back();
    if (truncated) {
      fs::resize_file(newest, fs::file_size(newest) / 2);
    } else {
      flipByte(newest, 100);
    }
    QCOMPARE(resume(folder, 6), std::string());
    QVERIFY(contains(readFile(folder / "events.jsonl"), newest.filename().string()));
    QCOMPARE(checkpointHash(folder), checkpointHash(path("whole")));
    QVERIFY(timeless(folder) == timeless(path("whole")));
  }

  void noGoodCheckpoint() {
    fs::copy(path("half"), path("ruined"), fs::copy_options::recursive);
    for (const fs::path& file : checkpoints(path("ruined"))) flipByte(file, 50);
    QVERIFY(contains(errorOf([&] { static_cast<void>(resume(path("ruined"), 6)); }), "checksum"));
    for (const fs::path& file : checkpoints(path("ruined"))) fs::remove(file);
    QVERIFY(contains(errorOf([&] { static_cast<void>(resume(path("ruined"), 6)); }), "checkpoint"));
  }

  /// Later ones that cannot be used never crowd out the good ones, nor are they taken for good ones later.
  void unusableLaterCheckpointsTakeNothingAway() {
    const fs::path folder = path("crowded");
    fs::copy(path("half"), folder, fs::copy_options::recursive);
    for (const char* name : {"iteration-000000800.safetensors", "iteration-000000900.safetensors"})
      fs::copy(path("half") / "agent.safetensors", folder / "checkpoints" / name);
    QCOMPARE(resume(folder, 4), std::string());
    QCOMPARE(resume(folder, 6), std::string());
    QCOMPARE(checkpoints(folder).size(), std::size_t{2});
    for (const char* number : {"800", "900"})
      QVERIFY(
          fs::exists(folder / "checkpoints" / ("iteration-000000" + std::string(number) + ".safetensors.unusable")));
  }

  /// Files of other runs, or no checkpoints at all: this run goes on from its own, and only from its own.
  void foreignCheckpointsAreNotTaken() {
    const fs::path folder = path("mixed");
    fs::copy(path("half"), folder, fs::copy_options::recursive);
    QCOMPARE(train(path("other"), 4, {"planner.temperature=0.25"}), std::string());
    fs::copy(checkpoints(path("other")).back(), folder / "checkpoints");
    fs::copy(path("half") / "agent.safetensors", folder / "checkpoints" / "iteration-000000009.safetensors");
    QCOMPARE(resume(folder, 6), std::string());
    const std::string events = readFile(folder / "events.jsonl");
    QVERIFY(contains(events, "other settings"));
    QVERIFY(contains(events, "another .safetensors file"));
    QVERIFY(timeless(folder) == timeless(path("whole")));

    const fs::path nothing = path("foreign");
    fs::copy(path("half"), nothing, fs::copy_options::recursive);
    for (const fs::path& file : checkpoints(nothing)) fs::remove(file);
    fs::copy(checkpoints(path("other")).back(), nothing / "checkpoints");
    const std::string metrics = readFile(nothing / "metrics.csv");
    QVERIFY(contains(errorOf([&] { static_cast<void>(resume(nothing, 6)); }), "this run's config.toml"));
    QCOMPARE(readFile(nothing / "metrics.csv"), metrics);
  }

  void foldersAreProtected() {
    QVERIFY(contains(usageErrorOf([&] { static_cast<void>(train(path("whole"), 1)); }), "whole"));
    QVERIFY(contains(usageErrorOf([&] { static_cast<void>(resume(path("nothing"), 1)); }), "nothing"));
    fs::create_directory(path("empty"));
    QVERIFY(!usageErrorOf([&] { static_cast<void>(resume(path("empty"), 1)); }).empty());
    const RunFolder held = RunFolder::open(path("half"));
    QVERIFY(contains(errorOf([&] { static_cast<void>(resume(path("half"), 6)); }), "writing"));
  }

  void nothingIsWrittenForAWrongRequest() {
    QVERIFY(!usageErrorOf([&] { static_cast<void>(train(path("refused"), 1, {"learner.epsilon_eta=1.5"})); }).empty());
    TrainingOptions o = options(path("refused"), 1);
    o.steps.reset();
    QVERIFY(!usageErrorOf([&] {
               static_cast<void>(engine().startTraining(tiny({"learner.learning_rate_decay=true"}), o));
             }).empty());
    o.device = "tpu";
    QVERIFY(!usageErrorOf([&] { static_cast<void>(engine().startTraining(tiny(), o)); }).empty());
    QVERIFY(!fs::exists(path("refused")));
  }

  void stopWritesACheckpoint() {
    auto training = engine().startTraining(tiny(), options(path("stopped"), 1000000));
    while (training->takeRows(100).empty()) QVERIFY(training->alive());
    training->setPaused(true);
    training->requestStop();
    QCOMPARE(finish(*training), std::string());
    QCOMPARE(training->status()->state, TrainingState::kFinished);
    QVERIFY(training->status()->iteration > 0 && training->status()->iteration < 1000000);
    QVERIFY(training->newestAgent() != nullptr);
    training.reset();
    QCOMPARE(static_cast<std::int64_t>(timeless(path("stopped")).size()),
             engine().loadAgent(path("stopped") / "latest.safetensors")->iteration());
  }

  /// A pause holds an evaluation as well, whose time does not count it.
  void anEvaluationIsPaused() {
    const fs::path folder = path("held");
    auto training = engine().startTraining(tiny({"eval.every=1", "eval.episodes=20000"}), options(folder, 1));
    QElapsedTimer clock;
    while (training->status()->activity != "evaluating") {
      QVERIFY(training->alive());
      clock.start();
    }
    training->setPaused(true);
    QTRY_COMPARE(training->status()->state, TrainingState::kPaused);
    qint64 worked = clock.elapsed();
    QVERIFY(training->takeRows(600).empty());
    QCOMPARE(training->status()->state, TrainingState::kPaused);
    clock.start();
    training->setPaused(false);
    QCOMPARE(finish(*training), std::string());
    worked += clock.elapsed();
    training.reset();
    const std::vector<MetricsRow> rows = readMetrics(folder / "metrics.csv");
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY(std::isfinite(rows[0].values[static_cast<std::size_t>(metricColumn("eval_return"))]));
    const double evaluating = rows[0].values[static_cast<std::size_t>(metricColumn("seconds_evaluating"))];
    QVERIFY(evaluating <= 0.001 * static_cast<double>(worked) + 0.1);  // polls and whole milliseconds
  }

  /// What a stop cuts off is due when the run goes on, also where nothing else is left to do.
  void anEvaluationThatWasStoppedIsMadeUp() {
    const fs::path folder = path("due");
    auto training = engine().startTraining(tiny({"eval.every=1", "eval.episodes=20000"}), options(folder, 1));
    while (training->status()->activity != "evaluating") QVERIFY(training->alive());
    training->requestStop();
    QCOMPARE(finish(*training), std::string());
    training.reset();
    const auto evaluated = static_cast<std::size_t>(metricColumn("eval_return"));
    std::vector<MetricsRow> rows = readMetrics(folder / "metrics.csv");
    QCOMPARE(rows.size(), std::size_t{1});
    QVERIFY(std::isnan(rows[0].values[evaluated]) && !fs::exists(snapshotFile(folder, 1)));
    for (int again = 0; again < 2; ++again) {
      QCOMPARE(resume(folder, 1), std::string());
      rows = readMetrics(folder / "metrics.csv");
      QCOMPARE(rows.size(), std::size_t{2});
      QVERIFY(std::isfinite(rows[1].values[evaluated]) && fs::exists(snapshotFile(folder, 1)));
      QCOMPARE(rows[1].values[static_cast<std::size_t>(metricColumn("iteration"))], 1.0);
    }
  }

  void initialAgentIsTakenOver() {
    TrainingOptions o = options(path("warm"), 1);
    o.initAgent = path("whole") / "latest.safetensors";
    o.steps = 0;
    QCOMPARE(finish(*engine().startTraining(tiny(), o)), std::string());
    QCOMPARE(engine().loadAgent(path("warm") / "latest.safetensors")->hash(), engine().loadAgent(o.initAgent)->hash());
    o.folder = path("misfit");
    QVERIFY(!errorOf([&] { static_cast<void>(engine().startTraining(tiny({"network.width=17"}), o)); }).empty());
    QVERIFY(!fs::exists(path("misfit")));
  }

  void agentsRoundTrip() {
    const auto agent = engine().loadAgent(path("whole") / "latest.safetensors");
    agent->save(path("copy.safetensors"));
    const auto copy = engine().loadAgent(path("copy.safetensors"));
    QCOMPARE(copy->hash(), agent->hash());
    QCOMPARE(copy->config().toml(), agent->config().toml());
    QCOMPARE(copy->iteration(), agent->iteration());
    QCOMPARE(copy->hash().size(), std::size_t{16});
    QVERIFY(copy->hash() != engine().freshAgent(tiny())->hash());
    QCOMPARE(engine().freshAgent(tiny())->hash(), engine().freshAgent(tiny())->hash());
    EvalOptions eval;
    eval.episodes = 12;
    eval.threads = 1;
    const EvalReport one = engine().evaluate(*agent, agent->config(), eval);
    eval.threads = 3;
    const EvalReport two = engine().evaluate(*copy, copy->config(), eval);
    QVERIFY(one.returns == two.returns && one.lengths == two.lengths && one.successes == two.successes);
    QVERIFY(one.returnLow <= one.returnMean && one.returnMean <= one.returnHigh);
  }

  void badAgentsAreRefused_data() {
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("part");
    QTest::newRow("NaN") << 0 << "NaN";
    QTest::newRow("tensor missing") << 1 << "tensors";
    QTest::newRow("another shape") << 2 << "float32";
    QTest::newRow("foreign metadata") << 3 << "agent of this program";
    QTest::newRow("another environment") << 4 << "chess";
    QTest::newRow("broken settings") << 5 << "planner.particles";
    QTest::newRow("broken counters") << 6 << "counters";
    QTest::newRow("a checkpoint") << 7 << "agent";
    QTest::newRow("renamed tensor") << 8 << "tensor";
  }
  void badAgentsAreRefused() {
    QFETCH(int, fault);
    QFETCH(QString, part);
    TensorFile file = readTensorFile(path("whole") / "latest.safetensors");
    if (fault == 7) file = readTensorFile(checkpoints(path("whole")).back());
    auto& first = file.tensors.begin()->second;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    if (fault == 0) std::memcpy(first.bytes.data(), &nan, sizeof nan);
    if (fault == 1) file.tensors.erase(file.tensors.begin());
    if (fault == 2) first.shape = {static_cast<std::int64_t>(first.bytes.size() / 4), 1};
    if (fault == 3) file.metadata.clear();
    if (fault == 4) file.metadata["spolab.env"] = "chess";
    if (fault == 5) {
      std::string& toml = file.metadata["spolab.config"];
      toml.replace(toml.find("particles = 4"), 13, "particles = 0");
    }
    if (fault == 6) file.metadata["spolab.counters"] = "seven";
    if (fault == 8) {
      file.tensors["zebra"] = first;
      file.tensors.erase(file.tensors.begin());
    }
    writeTensorFile(path("bad.safetensors"), file);
    const std::string message = errorOf([&] { static_cast<void>(engine().loadAgent(path("bad.safetensors"))); });
    QVERIFY2(contains(message, part.toStdString()) && contains(message, "bad.safetensors"), message.c_str());
  }

  void fullDiskFailsTheRunOnly() {
    auto training = engine().startTraining(tiny(), options(path("full"), 1000000));
    while (training->takeRows(100).empty()) QVERIFY(training->alive());
    {
      const FullDisk full(2000);
      training->requestStop();
      QVERIFY(!finish(*training).empty());
    }
    QCOMPARE(training->status()->state, TrainingState::kFailed);
  }
};

QTEST_GUILESS_MAIN(TrainingTest)
#include "training_test.moc"
