// Everything the program reads, damaged: the answer is what was meant or an Error, never a crash, another exception or
// a state in which the world does not go on. SPOLAB_READER_ROUNDS texts of each kind; $SPOLAB_FUZZ_SEED chooses others.
#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/plan/uniform_evaluator.h"
#include "core/run/capsule.h"
#include "core/run/engine.h"
#include "core/run/metrics_file.h"
#include "core/run/safetensors.h"
#include "core/trace/trace_file.h"
#include "envs/registry.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/lurd.h"
#include "tests/support/damage.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::test;
namespace fs = std::filesystem;

namespace {

using Texts = std::vector<std::string>;
/// Reads a text and checks what it made of it; may throw Error.
using Reader = std::function<void(const std::string& text)>;

std::uint64_t chosenSeed() {
  const char* text = std::getenv("SPOLAB_FUZZ_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

struct Outcome {
  int read = 0, refused = 0;
  std::string fault;  ///< empty: none
};

/// The texts as they are must be read; damaged ones read or refused.
Outcome throwAt(const Reader& reader, const Texts& texts) {
  Outcome outcome;
  for (int round = -static_cast<int>(texts.size()); round < SPOLAB_READER_ROUNDS && outcome.fault.empty(); ++round) {
    const bool whole = round < 0;
    Rng rng(chosenSeed(), Stream::kTest, static_cast<std::uint32_t>(round + 1000));
    const std::string& source = texts[static_cast<std::size_t>(round + static_cast<int>(texts.size())) % texts.size()];
    const std::string text = whole ? source : damaged(source, texts, rng);
    try {
      reader(text);
      ++outcome.read;
    } catch (const Error& error) {
      ++outcome.refused;
      if (whole) outcome.fault = std::string("refused what is whole: ") + error.what();
    } catch (const std::exception& error) {
      outcome.fault = error.what();
    }
    if (!outcome.fault.empty()) {
      writeFile("reader_fuzz.input", text);
      outcome.fault += " (round " + std::to_string(round) + ", the text is in reader_fuzz.input)";
    }
  }
  return outcome;
}

[[noreturn]] void fail(const std::string& what) { throw std::logic_error(what); }

/// The world goes on from a state that was read: it prints as it reads, is observed and steps.
void liveOn(const Env& env, std::vector<std::byte> state) {
  const EnvSpec& spec = env.spec();
  const std::string text = env.print(state);
  std::vector<std::byte> again(spec.stateBytes);
  env.parse(text, again);
  if (env.print(again) != text) fail("prints as another state: " + text);
  std::vector<std::byte> observation(spec.observationBytes());
  std::vector<std::byte> action(spec.actionBytes());
  std::vector<std::uint8_t> legal(static_cast<std::size_t>(spec.actionCount()), 1);
  Rng rng(5, Stream::kTest);
  for (int step = 0; step < 4 && !env.isGoal(state); ++step) {
    env.observe(state, observation);
    if (spec.discrete()) {
      if (spec.hasLegalMask) env.legalActions(state, legal);
      std::vector<std::int32_t> choices;
      for (std::int32_t a = 0; a < spec.actionCount(); ++a)
        if (legal[static_cast<std::size_t>(a)] != 0) choices.push_back(a);
      if (choices.empty()) return;
      const std::int32_t chosen = choices[rng.nextU64() % choices.size()];
      std::memcpy(action.data(), &chosen, sizeof chosen);
    } else {
      for (std::size_t d = 0; d < static_cast<std::size_t>(spec.actionDims); ++d) {
        const float force = 2.0f * rng.uniform() - 1.0f;
        std::memcpy(&action[d * sizeof force], &force, sizeof force);
      }
    }
    const StepResult result = env.step(state, action);
    if (!std::isfinite(result.reward)) fail("a reward that is no number from " + text);
    if (result.ended || result.truncated) return;
  }
}

/// States of the first episodes, some steps in.
std::vector<std::vector<std::byte>> someStates(const Env& env) {
  std::vector<std::vector<std::byte>> states;
  for (std::uint32_t k = 0; k < 4; ++k) {
    Rng rng(3, Stream::kReset, k);
    states.emplace_back(env.spec().stateBytes);
    env.reset(states.back(), rng);
  }
  return states;
}

/// A small agent of `envId`, untrained.
std::shared_ptr<const Agent> smallAgent(const std::string& envId) {
  RunConfig config(envId, "spo");
  config.applyOverrides({"network.width=8", "network.layers=1", "network.head_width=0"});
  return engine().freshAgent(config);
}

}  // namespace

class ReaderFuzz : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  [[nodiscard]] fs::path file() const { return folder_.filePath("damaged").toStdString(); }
  [[nodiscard]] Reader fromFile(std::function<void(const fs::path&)> read) const {
    return [this, read = std::move(read)](const std::string& text) {
      writeFile(file(), text);
      read(file());
    };
  }
  /// Damage must reach both ways out, or nothing was tried.
  static void check(const Reader& reader, const Texts& texts) {
    const Outcome outcome = throwAt(reader, texts);
    QVERIFY2(outcome.fault.empty(), outcome.fault.c_str());
    QVERIFY(outcome.read > 0 && outcome.refused > 0);
    qInfo("%d read, %d refused", outcome.read, outcome.refused);
  }
  static void everyWorld() {
    QTest::addColumn<QString>("env");
    for (const EnvEntry& entry : envRegistry()) QTest::newRow(entry.id.c_str()) << QString::fromStdString(entry.id);
  }

 private Q_SLOTS:
  void states_data() { everyWorld(); }
  void states() {
    QFETCH(QString, env);
    const auto world = findEnv(env.toStdString()).config()->make();
    Texts texts;
    for (const auto& state : someStates(*world)) texts.push_back(world->print(state));
    check(
        [&](const std::string& text) {
          std::vector<std::byte> state(world->spec().stateBytes);
          world->parse(text, state);
          liveOn(*world, std::move(state));
        },
        texts);
  }

  void cubesOfTurns() {
    const auto world = findEnv("rubiks-cube").config()->make();
    check(
        [&](const std::string& text) {
          std::vector<std::byte> state(world->spec().stateBytes);
          world->parse(text, state);
          liveOn(*world, std::move(state));
        },
        {"R U R' U'", "F2 B' L D2", "U"});
  }

  void moves_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<QString>("moves");
    QTest::newRow("rubiks-cube") << "rubiks-cube"
                                 << "R U R' U' F2 B2 L D' 3R";
    QTest::newRow("snake") << "snake"
                           << "";
  }
  void moves() {
    QFETCH(QString, env);
    const auto world = findEnv(env.toStdString()).config()->make();
    const std::vector<std::byte> start = someStates(*world).front();
    Texts texts;
    for (std::int32_t a = 0; a < world->spec().actionCount(); ++a)
      texts.push_back(world->printActions(start, std::vector<std::int32_t>(3, a)));
    check(
        [&](const std::string& text) {
          const auto actions = world->parseActions(start, text);
          for (const std::int32_t a : actions)
            if (a < 0 || a >= world->spec().actionCount()) fail("an action that there is not");
          const std::string printed = world->printActions(start, actions);
          if (world->parseActions(start, printed) != actions) fail("moves that read otherwise: " + printed);
        },
        texts);
  }

  void levels() {
    Texts texts{readFile(findAsset("levels/spolab.xsb")), "; 7\n########\n#  . $ #\n#@ *   #\n#  $ . #\n########\n",
                "8#|#-2.2$-@#|8#\nTitle: rows\nComment:\nany $ thing\nComment-End:\n"};
    texts[0].resize(texts[0].find("\n\n", 1500));
    check(
        [](const std::string& text) {
          sokoban::readLevelText(text, "damaged", [](sokoban::Level& level, const sokoban::LevelPlace&) {
            if (level.rows > sokoban::kMaxSide || level.columns > sokoban::kMaxSide) fail("a level that is too large");
            if (level.cells.size() != static_cast<std::size_t>(level.rows * level.columns))
              fail("cells of another size");
            const std::string rows = sokoban::printLevel(level);
            int count = 0;
            sokoban::readLevelText(rows, "again", [&](sokoban::Level& again, const sokoban::LevelPlace&) {
              if (again.cells != level.cells) fail("a level that reads otherwise:\n" + rows);
              ++count;
            });
            if (count != 1) fail("a level that is not read again:\n" + rows);
          });
        },
        texts);
  }

  void solutions() {
    const sokoban::Level level = sokoban::parseMoment("########\n#  . $ #\n#@ *   #\n#  $ . #\n########\n").level;
    check(
        [&](const std::string& text) {
          const auto actions = sokoban::parseLurd(level, text);
          const std::string printed = sokoban::printLurd(level, actions);
          if (sokoban::printLurd(level, sokoban::parseLurd(level, printed)) != printed)
            fail("moves that read otherwise: " + printed);
        },
        {"rRRulld", "r 2R u\n2l", "drRR"});
  }

  void settings() {
    Texts texts;
    for (const char* env : {"rubiks-cube", "sokoban", "hopper"})
      texts.push_back(RunConfig::resolve(env, "spo", "laptop", {}, {}).toml());
    texts.push_back(RunConfig("snake", "alphazero").toml());
    check(
        [](const std::string& text) {
          const RunConfig config = RunConfig::fromToml(text, "damaged");
          const std::string whole = config.toml();
          if (RunConfig::fromToml(whole, "again").toml() != whole) fail("settings that read otherwise");
          config.validateWithoutFiles();
        },
        texts);
  }

  void overrides() {
    const RunConfig base("sokoban", "spo");
    check(
        [&](const std::string& text) {
          RunConfig config = base.clone();
          config.applyOverrides({text});
          if (RunConfig::fromToml(config.toml(), "again").toml() != config.toml())
            fail("a setting that reads otherwise");
          config.validateWithoutFiles();
        },
        {"planner.particles=32", "train.learning_rate=1e-3", "env.levels=\"a b\"", "network.channels=3,4",
         "planner.resample=never", "train.symmetries=false"});
  }

  void capsules() {
    const auto agent = smallAgent("rubiks-cube");
    const auto env = agent->config().makeEnv();
    const std::vector<std::byte> state = someStates(*env).front();
    UniformEvaluator evaluator(env->spec());
    WorkerPool pool(1);
    Decisions decisions;
    SearchTrace trace;
    const std::uint32_t zero = 0;
    agent->config().planner->make(*env)->plan({state, 1, {&zero, 1}, {&zero, 1}}, evaluator, pool, decisions,
                                              {&trace, 1});
    const DecisionCapsule capsule = makeCapsule(*env, trace, {*agent, {}, agent->config(), 1, 0, 0});
    check(
        [](const std::string& text) {
          const DecisionCapsule read = parseCapsule(text, "damaged");
          const std::string whole = capsuleText(read);
          if (capsuleText(parseCapsule(whole, "again")) != whole) fail("a capsule that reads otherwise");
        },
        {capsuleText(capsule)});
    saveTrace(trace, file());
    const std::string bytes = readFile(file());
    check(fromFile([](const fs::path& damagedFile) {
            const SearchTrace read = loadTrace(damagedFile);
            for (std::size_t k = 0; k < read.parent.size(); ++k)
              if (read.parent[k] < 0 || read.parent[k] >= read.particles) fail("a parent that there is not");
          }),
          {bytes});
  }

  /// What a disk does to an agent its checksum tells; what somebody writes has a right one.
  void agents_data() {
    QTest::addColumn<QString>("env");
    for (const char* env : {"rubiks-cube", "half-cheetah"}) QTest::newRow(env) << env;
  }
  void agents() {
    QFETCH(QString, env);
    const auto agent = smallAgent(env.toStdString());
    agent->save(file());
    const std::string bytes = readFile(file());
    const Reader load = fromFile([](const fs::path& damagedFile) {
      const auto read = engine().loadAgent(damagedFile);
      if (read->config().envId.empty()) fail("an agent of no world");
    });
    check(load, {bytes});

    agent->save(file());
    const TensorFile whole = readTensorFile(file());
    Outcome outcome;
    for (int round = 0; round < SPOLAB_READER_ROUNDS / 4; ++round) {
      Rng rng(chosenSeed(), Stream::kTest, static_cast<std::uint32_t>(round), 1);
      TensorFile written = whole;
      const auto pick = [&rng](auto& map) {
        return std::next(map.begin(), static_cast<long>(rng.nextU64() % map.size()));
      };
      auto& [key, value] = *pick(written.metadata);
      auto& [name, tensor] = *pick(written.tensors);
      switch (rng.nextU64() % 5) {
        case 0:
          value = damaged(value, {value}, rng);
          break;
        case 1:
          written.metadata.erase(std::string(key));
          break;
        case 2:
          written.tensors.erase(std::string(name));
          break;
        case 3:
          tensor.shape.insert(tensor.shape.begin(), 1);
          break;
        default: {
          const float odd[]{NAN, INFINITY, 1e30f};
          std::memcpy(tensor.bytes.data(), &odd[rng.nextU64() % 3], std::min(tensor.bytes.size(), sizeof(float)));
        }
      }
      try {
        writeTensorFile(file(), written);
        static_cast<void>(engine().loadAgent(file()));
        ++outcome.read;
      } catch (const Error&) {
        ++outcome.refused;
      }
    }
    QVERIFY(outcome.read > 0 && outcome.refused > 0);
  }

  void metrics() {
    const std::vector<double> row(metricNames().size(), 1.5);
    fs::remove(file());
    writeFile(file(), metricsHeader() + "\n");
    const std::string line = metricsLine({row}, metricsColumns(file())) + "\n";
    check(fromFile([](const fs::path& damagedFile) {
            for (const MetricsRow& read : readMetrics(damagedFile))
              if (read.values.size() != metricNames().size()) fail("a row of another length");
          }),
          {metricsHeader() + "\n" + line + line});
  }
};

QTEST_GUILESS_MAIN(ReaderFuzz)
#include "reader_fuzz.moc"
