// Which episodes an evaluation plays.
#include "core/run/evaluation.h"

#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/plan/uniform_evaluator.h"
#include "tests/support/files.h"

using namespace spolab;

namespace {

/// Whatever is played, one push solves it in the end, or nothing does.
const std::string kSolvable = "#####\n#@$.#\n#####\n", kLost = "#####\n#$@.#\n#####\n";

class EvaluationTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;

  [[nodiscard]] EvalReport play(int episodes, std::uint64_t seed = 1) const {
    RunConfig config("sokoban", "spo");
    config.applyOverrides({"env.size=5", "env.step_limit=20", "env.levels=" + levels_, "planner.particles=16",
                           "planner.horizon=2", "planner.period=2"});
    const auto env = config.makeEnv();
    UniformEvaluator evaluator(env->spec());
    WorkerPool pool(1);
    return playEpisodes(*config.makeEnv(), config, evaluator, pool, episodes, seed);
  }

  std::string levels_;

 private Q_SLOTS:
  void initTestCase() {
    levels_ = folder_.filePath("levels.txt").toStdString();
    test::writeFile(levels_, kSolvable + "\n" + kLost + "\n" + kLost + "\n" + kSolvable + "\n" + kSolvable);
  }

  void eachGivenLevelOnce() {
    const EvalReport report = play(0);
    QCOMPARE(report.episodes, 5);
    QCOMPARE(report.starts, 5);
    QVERIFY(report.successes == (std::vector<std::uint8_t>{1, 0, 0, 1, 1}));
    QVERIFY(play(0, 7).successes == report.successes);
  }

  void moreEpisodesThanLevelsGoAroundAgain() {
    const EvalReport report = play(7);
    QCOMPARE(report.episodes, 7);
    QCOMPARE(report.starts, 5);
    QVERIFY(report.successes == (std::vector<std::uint8_t>{1, 0, 0, 1, 1, 1, 0}));
    // The same levels again tell nothing new: the interval stays as wide.
    const EvalReport often = play(500), once = play(5);
    QVERIFY(often.returnHigh - often.returnLow > 0.99 * (once.returnHigh - once.returnLow));
  }

  void fewerEpisodesAreSpreadOverTheLevels() {
    const EvalReport report = play(3);  // the first, the second and the fourth
    QCOMPARE(report.starts, 3);
    QVERIFY(report.successes == (std::vector<std::uint8_t>{1, 0, 1}));
  }

  /// The files it was trained on may be gone: it plays all the same.
  void anAgentOutlivesItsLevels() {
    const std::string gone = folder_.filePath("gone.txt").toStdString();
    const std::string file = folder_.filePath("agent.safetensors").toStdString();
    test::writeFile(gone, kSolvable);
    RunConfig config("sokoban", "spo");
    config.applyOverrides({"env.size=5", "env.levels=" + gone, "network.torso=mlp", "network.width=8",
                           "network.layers=1", "network.head_width=0"});
    engine().freshAgent(config)->save(file);
    std::filesystem::remove(gone);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(config.makeEnv()));
    const auto agent = engine().loadAgent(file);
    RunConfig elsewhere = agent->config().clone();
    elsewhere.applyOverrides({"env.levels=" + levels_, "env.step_limit=3"});
    QCOMPARE(engine().evaluate(*agent, elsewhere, {}).starts, 5);
  }

  void startsAreDrawnWhereNoneAreListed() {
    RunConfig config("rubiks-cube", "spo");
    config.applyOverrides({"env.step_limit=1", "planner.particles=2", "planner.horizon=1", "planner.period=1"});
    const auto env = config.makeEnv();
    UniformEvaluator evaluator(env->spec());
    WorkerPool pool(1);
    const EvalReport report = playEpisodes(*config.makeEnv(), config, evaluator, pool, 0, 1);
    QCOMPARE(report.episodes, 1280);
    QCOMPARE(report.starts, 0);
  }
};

}  // namespace

QTEST_GUILESS_MAIN(EvaluationTest)
#include "evaluation_test.moc"
