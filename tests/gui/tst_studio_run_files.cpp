// Runs without a window: what a folder says about itself, names and trash, groups and bands.
#include <cmath>
#include <limits>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "app/studio/runs/file_drop.h"
#include "app/studio/runs/run_bands.h"
#include "app/studio/runs/run_files.h"
#include "core/base/error.h"
#include "core/run/run_place.h"
#include "made_up_run.h"

using namespace spolab;
using namespace spolab::test;
namespace fs = std::filesystem;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

MetricsRow rowWith(double steps, double value) {
  MetricsRow row{std::vector<double>(metricNames().size(), kNone)};
  row.values[static_cast<std::size_t>(metricColumn("env_steps"))] = steps;
  row.values[static_cast<std::size_t>(metricColumn("eval_return"))] = value;
  return row;
}

}  // namespace

class TestStudioRunFiles : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  [[nodiscard]] fs::path path(const char* name) const { return home_.filePath(name).toStdString(); }

 private Q_SLOTS:
  void aGoodRun() {
    const fs::path folder = makeRun(path("good"), {.seed = 7, .evaluations = {0.1, 0.9, kNone, 0.4}});
    const RunInfo run = readRun(folder);
    QCOMPARE(run.problem, std::string());
    QVERIFY(run.state == RunState::kResumable);
    QCOMPARE(run.name, std::string("good"));
    QCOMPARE(run.world, std::string("Rubik's cube"));
    QCOMPARE(run.method, std::string("SPO"));
    QCOMPARE(run.preset, std::string("laptop"));
    QCOMPARE(run.seed, std::uint64_t{7});
    QCOMPARE(run.steps, std::int64_t{400});
    QCOMPARE(run.iterations, std::int64_t{4});
    QCOMPARE(run.seconds, 8.0);
    QCOMPARE(run.bestReturn.value_or(-1.0), 0.9);
    QVERIFY(run.bytes > 1000);
    QVERIFY(!run.agent);
    writeFile(folder / "latest.safetensors", "x");
    QCOMPARE(readRun(folder, &run).agent.value_or(""), folder / "latest.safetensors");
    QVERIFY(readRun(makeRun(path("ended"), {.checkpoint = false})).state == RunState::kEnded);
  }

  void metricsThatGrewAreReadAgain() {
    const fs::path folder = makeRun(path("growing"));
    const RunInfo before = readRun(folder);
    writeFile(folder / "metrics.csv", metricsText({0.1, 0.5, 0.7}));
    QCOMPARE(readRun(folder, &before).steps, std::int64_t{300});
  }

  void anUnfinishedLineIsLeftOut() {
    const fs::path folder = makeRun(path("unfinished"));
    const std::string text = metricsText({0.1, 0.5, 0.7});
    writeFile(folder / "metrics.csv", text.substr(0, text.size() - 60));
    const RunInfo run = readRun(folder);
    QVERIFY(run.state == RunState::kResumable);
    QCOMPARE(run.steps, std::int64_t{200});
  }

  void badFoldersSayWhy_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    QTest::addColumn<bool>("damaged");
    QTest::addColumn<QString>("reason");
    QTest::newRow("garbage") << "config.toml"
                             << "= [[[" << true << "config.toml";
    QTest::newRow("empty config") << "config.toml"
                                  << "" << true << "'run.";
    QTest::newRow("other world") << "config.toml"
                                 << "[run]\nenv=\"chess\"\nalgorithm=\"spo\"\npreset=\"\"\nseed=\"1\"\n"
                                 << true << "chess";
    QTest::newRow("no metrics") << "metrics.csv"
                                << "" << true << "metrics";
    QTest::newRow("foreign metrics") << "metrics.csv"
                                     << "time,money\n1,2\n"
                                     << true << "first line";
    QTest::newRow("binary") << "metrics.csv" << QString(QChar(1)).repeated(300) << true << "metrics";
  }
  void badFoldersSayWhy() {
    QFETCH(QString, file);
    QFETCH(QString, content);
    QFETCH(QString, reason);
    const fs::path folder = makeRun(path("bad"));
    writeFile(folder / file.toStdString(), content.toStdString());
    const RunInfo run = readRun(folder);
    QVERIFY(run.state == RunState::kDamaged);
    QVERIFY2(QString::fromStdString(run.problem).contains(reason), run.problem.c_str());
    fs::remove_all(folder);
  }

  void foldersWithoutSettings() {
    fs::create_directories(path("foreign") / "pictures");
    QVERIFY(readRun(path("foreign")).state == RunState::kForeign);
    QVERIFY(!readRun(path("foreign")).problem.empty());
    fs::create_directories(path("half") / "checkpoints");
    QVERIFY(readRun(path("half")).state == RunState::kDamaged);
    QVERIFY(readRun(path("not there")).state == RunState::kForeign);
  }

  void aLockedRunIsRunning() {
    const fs::path folder = makeRun(path("running"));
    const int lock = lockRun(folder);
    const RunInfo run = readRun(folder);
    QVERIFY(run.state == RunState::kRunning);
    QVERIFY(!deletionProblem(run).isEmpty());
    QVERIFY_EXCEPTION_THROWN(moveToTrash(folder), Error);
    QVERIFY(fs::exists(folder / "config.toml"));
    ::close(lock);
    QVERIFY(readRun(folder, &run).state == RunState::kResumable);
  }

  void names() {
    const std::vector<RunInfo> runs{readRun(makeRun(path("one"))), readRun(makeRun(path("two")))};
    const fs::path folder = runs[0].folder;
    QCOMPARE(nameProblem("fast learner", folder, runs), QString());
    QCOMPARE(nameProblem("one", folder, runs), QString());
    QVERIFY(nameProblem("two", folder, runs).contains("two"));
    QVERIFY(!nameProblem("a/b", folder, runs).isEmpty());
    QVERIFY(!nameProblem("a\nb", folder, runs).isEmpty());
    QVERIFY(!nameProblem(QString(81, 'x'), folder, runs).isEmpty());
    renameRun(folder, "schnell & gut: η");
    QCOMPARE(readRun(folder).name, std::string("schnell & gut: η"));
    renameRun(folder, "one");
    QVERIFY(!fs::exists(folder / kNameFile));
    QCOMPARE(readRun(folder).name, std::string("one"));
  }

  void trashAndBack() {
    const fs::path runs = path("runs");
    const fs::path folder = makeRun(runs / "a");
    const fs::path first = moveToTrash(folder);
    QVERIFY(!fs::exists(folder));
    makeRun(folder, {.seed = 2});
    const fs::path second = moveToTrash(folder);
    QVERIFY(first != second);
    QCOMPARE(trashOf(runs).runs, 2);
    restoreFromTrash(second, folder);
    QCOMPARE(readRun(folder).seed, std::uint64_t{2});
    QVERIFY_EXCEPTION_THROWN(restoreFromTrash(first, folder), Error);
    QVERIFY(fs::exists(first));
    emptyTrash(runs);
    QCOMPARE(trashOf(runs).runs, 0);
    QVERIFY(fs::exists(folder));
  }

  void runsOfOneSettingAreOneGroup() {
    std::vector<RunInfo> runs;
    runs.push_back(readRun(makeRun(path("g1"), {.seed = 1})));
    runs.push_back(readRun(makeRun(path("g2"), {.seed = 1, .overrides = {"planner.particles=24"}})));
    runs.push_back(readRun(makeRun(path("g3"), {.seed = 2})));
    runs.push_back(readRun(makeRun(path("g4"), {.seed = 2, .overrides = {"planner.particles=24"}})));
    runs.push_back(readRun(makeRun(path("g5"), {.env = "snake", .seed = 1})));
    const auto groups = groupRuns(runs);
    QCOMPARE(groups.size(), std::size_t{3});
    QCOMPARE(groups[0].members, (std::vector<std::size_t>{0, 2}));
    QCOMPARE(groups[1].members, (std::vector<std::size_t>{1, 3}));
    QCOMPARE(groups[1].title, std::string("Rubik's cube · SPO · laptop, particles 24"));
    QVERIFY(groups[0].title.find("particles") != std::string::npos);
    QCOMPARE(groups[2].title, std::string("g5"));  // one run: its name
  }

  void coloursStayWithTheirGroups() {
    const std::vector<RunGroup> abc{{"a", {}, {}}, {"b", {}, {}}, {"c", {}, {}}};
    auto colours = assignColours({}, abc);
    QCOMPARE(colours["a"], 0);
    QCOMPARE(colours["c"], 2);
    const std::vector<RunGroup> cda{{"c", {}, {}}, {"d", {}, {}}, {"a", {}, {}}};
    colours = assignColours(colours, cda);
    QCOMPARE(colours["c"], 2);
    QCOMPARE(colours["a"], 0);
    QCOMPARE(colours["d"], 1);
    QCOMPARE(colours.size(), std::size_t{3});
  }

  void aSeriesLeavesOutWhatIsMissing() {
    const std::vector<MetricsRow> rows{rowWith(10, 1), rowWith(20, kNone), rowWith(30, 3), rowWith(30, 9),
                                       rowWith(40, 5)};
    const Series raw = seriesOf(rows, metricColumn("env_steps"), metricColumn("eval_return"), 0.0);
    QCOMPARE(raw.x, (std::vector<double>{10, 30, 40}));
    QCOMPARE(raw.y, (std::vector<double>{1, 3, 5}));
    const Series smooth = seriesOf(rows, metricColumn("env_steps"), metricColumn("eval_return"), 0.5);
    QCOMPARE(smooth.y, (std::vector<double>{1, 2, 3.5}));  // ½·1 + ½·3, ½·2 + ½·5
  }

  void threeRunsSpanTheirValues() {
    const std::vector<Series> curves{{{0, 10}, {1, 2}}, {{0, 10}, {2, 6}}, {{0, 10}, {6, 4}}};
    const auto band = bandOf(curves);
    QCOMPARE(band.size(), std::size_t{2});
    QCOMPARE(band[0].mean, 3.0);
    QCOMPARE(band[0].low, 1.0);
    QCOMPARE(band[0].high, 6.0);
    QCOMPARE(band[1].mean, 4.0);
    QCOMPARE(band[1].runs, 3);
  }

  void fourRunsShowTheirMiddleHalf() {
    // Sorted 0 1 2 9: quartiles at positions 0.75 and 2.25, that is 0.75 and 2 + 0.25·7; the range would be 0 to 9.
    const std::vector<Series> curves{{{0}, {9}}, {{0}, {1}}, {{0}, {0}}, {{0}, {2}}};
    const auto band = bandOf(curves);
    QCOMPARE(band.size(), std::size_t{1});
    QCOMPARE(band[0].mean, 3.0);
    QCOMPARE(band[0].low, 0.75);
    QCOMPARE(band[0].high, 3.75);
  }

  void curvesAtOtherPlacesAreJoined() {
    // Over seconds no two runs have the same x: each is straight in between and silent outside.
    const std::vector<Series> curves{{{0, 4}, {0, 8}}, {{1, 2}, {10, 20}}};
    const auto band = bandOf(curves);
    QCOMPARE(band.size(), std::size_t{4});
    QCOMPARE(band[0].runs, 1);
    QCOMPARE(band[1].x, 1.0);
    QCOMPARE(band[1].mean, 6.0);   // (2 + 10) / 2
    QCOMPARE(band[2].mean, 12.0);  // (4 + 20) / 2
    QCOMPARE(band[3].runs, 1);
    QCOMPARE(band[3].low, 8.0);
  }

  void longCurvesAreThinnedToTheirEnd() {
    Series curve;
    for (int i = 0; i < 5000; ++i) {
      curve.x.push_back(i);
      curve.y.push_back(2.0 * i);
    }
    const auto band = bandOf(std::vector<Series>{curve}, 100);
    QVERIFY(band.size() <= 101);
    QCOMPARE(band.back().x, 4999.0);
    QCOMPARE(band.back().mean, 9998.0);
    QVERIFY(bandOf({}).empty());
  }

  void droppedFilesAreKnownByTheirLook() {
    const fs::path run = makeRun(path("dropped"));
    writeFile(run / "agent.safetensors", "x");
    QVERIFY(looksLikeRun(run) && looksLikeRun(run / "config.toml") && !looksLikeRun(run / "metrics.csv"));
    QCOMPARE(runFolderOf(run / "config.toml"), run);
    QVERIFY(looksLikeAgent(run / "agent.safetensors") && !looksLikeAgent(run) &&
            !looksLikeAgent(run / "no.safetensors"));
  }
};

QTEST_GUILESS_MAIN(TestStudioRunFiles)
#include "tst_studio_run_files.moc"
