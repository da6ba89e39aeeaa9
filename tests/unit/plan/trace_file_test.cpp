#include "core/trace/trace_file.h"

#include <cstring>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/plan/puct/puct_planner.h"
#include "core/plan/uniform_evaluator.h"
#include "tests/support/box_bandit.h"
#include "tests/support/expect_error.h"
#include "tests/support/files.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

SearchTrace example() {
  const Edge on{0, 0.1f};
  const TableEnv env({{0.3f, {0, 1, 2}, {on, {0, 0.2f}, {0, 1.0f, true}}}});
  SmcSettings settings;
  settings.particles = 5;
  settings.horizon = 3;
  settings.period = 1;
  settings.scheme = "systematic";
  settings.rootNoise = 0.2;
  Searches searches(settings, env);
  static_cast<void>(searches.run(1, 1, true));
  return searches.traces()[0];
}

/// A search over a box of two dimensions.
SearchTrace boxExample() {
  const BoxBandit env({0.5f, -0.4f});
  SmcSettings settings;
  settings.particles = 5;
  settings.horizon = 3;
  settings.period = 1;
  SmcPlanner planner(settings, env);
  UniformEvaluator evaluator(env.spec());
  WorkerPool pool(1);
  Decisions decisions;
  std::vector<SearchTrace> traces(1);
  const std::uint32_t zero = 0;
  planner.plan({env.episodes(1).states, 1, {&zero, 1}, {&zero, 1}}, evaluator, pool, decisions, traces);
  return traces[0];
}

/// A tree whose rows differ in length.
SearchTrace treeExample() {
  const Edge on{0, 0.1f};
  const TableEnv env({{0.3f, {0, 1, 2}, {on, {0, 0.2f}, {0, 1.0f, true}}}});
  PuctSettings settings;
  settings.simulations = 9;
  PuctPlanner planner(settings, env);
  TableEvaluator evaluator(env);
  WorkerPool pool(1);
  Decisions decisions;
  std::vector<SearchTrace> traces(1);
  const std::uint32_t zero = 0;
  planner.plan({TableEnv::stateAt(0), 1, {&zero, 1}, {&zero, 1}}, evaluator, pool, decisions, traces);
  return traces[0];
}

enum Kind { kDiscrete, kBox, kTree };

SearchTrace exampleOf(int kind) { return kind == kTree ? treeExample() : kind == kBox ? boxExample() : example(); }

bool same(const SearchRules& a, const SearchRules& b) {
  return a.systematic == b.systematic && a.weighsQ == b.weighsQ && a.rootNoise == b.rootNoise &&
         a.corrected == b.corrected;
}

bool same(const SearchTrace& a, const SearchTrace& b) {
  return a.kind == b.kind && same(a.rules, b.rules) && a.count == b.count && a.visits == b.visits &&
         a.edgePrior == b.edgePrior && a.particles == b.particles && a.depths == b.depths && a.actions == b.actions &&
         a.actionDims == b.actionDims && a.stateBytes == b.stateBytes && a.actionBytes == b.actionBytes &&
         a.rootState == b.rootState && a.rootValue == b.rootValue && a.temperature == b.temperature &&
         a.prior == b.prior && a.proposal == b.proposal && a.qhat == b.qhat && a.policyRow == b.policyRow &&
         a.rootLogDensities == b.rootLogDensities && a.rootActions == b.rootActions && a.weights == b.weights &&
         a.chosenAction == b.chosenAction && a.klToPrior == b.klToPrior && a.parent == b.parent &&
         a.rootAncestor == b.rootAncestor && a.action == b.action && a.reward == b.reward && a.value == b.value &&
         a.advantage == b.advantage && a.logWeight == b.logWeight && a.weight == b.weight && a.dead == b.dead &&
         a.state == b.state && a.resampling == b.resampling && a.ess == b.ess && a.entropy == b.entropy &&
         a.ancestors == b.ancestors;
}

}  // namespace

class TraceFileTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::filesystem::path file_ = folder_.filePath("search.trace").toStdString();

 private Q_SLOTS:
  static void allKinds() {
    QTest::addColumn<int>("kind");
    QTest::newRow("discrete") << static_cast<int>(kDiscrete);
    QTest::newRow("box") << static_cast<int>(kBox);
    QTest::newRow("tree") << static_cast<int>(kTree);
  }

  void roundTrip_data() { allKinds(); }
  void roundTrip() {
    QFETCH(int, kind);
    const SearchTrace trace = exampleOf(kind);
    QCOMPARE(trace.policyRow.size(), kind == kBox ? 4u : 0u);
    QCOMPARE(trace.rootLogDensities.size(), kind == kBox ? 5u : 0u);
    QCOMPARE(trace.visits.size(), kind == kTree ? trace.weight.size() : 0u);
    saveTrace(trace, file_);
    QVERIFY(same(loadTrace(file_), trace));
    if (kind == 0) QVERIFY(trace.rules.systematic && trace.rules.rootNoise && !trace.rules.weighsQ);
    saveTrace(exampleOf((kind + 1) % 3), file_);
    QVERIFY(!same(loadTrace(file_), trace));
  }

  // Version 3 said nothing about how its particles were drawn.
  void otherVersionsAreRefused() {
    saveTrace(boxExample(), file_);
    std::string whole = readFile(file_);
    QCOMPARE(whole[8], char{4});
    for (const char version : {char{3}, char{5}}) {
      whole[8] = version;
      writeFile(file_, whole);
      try {
        static_cast<void>(loadTrace(file_));
        QFAIL("no error");
      } catch (const Error& error) {
        QVERIFY2(contains(error.what(), "version 4"), error.what());
      }
    }
  }

  void truncationAnywhereIsRefused_data() { allKinds(); }
  void truncationAnywhereIsRefused() {
    QFETCH(int, kind);
    saveTrace(exampleOf(kind), file_);
    const std::string whole = readFile(file_);
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 7) {
      writeFile(file_, whole.substr(0, size));
      QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
    }
    writeFile(file_, whole + "x");
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
  }

  /// Any flipped byte gives a trace or an Error, never a crash or an index out of range.
  void damageNeverCrashes_data() { allKinds(); }
  void damageNeverCrashes() {
    QFETCH(int, kind);
    saveTrace(exampleOf(kind), file_);
    const std::string whole = readFile(file_);
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
      writeFile(file_, damaged);
      try {
        const SearchTrace trace = loadTrace(file_);
        for (const std::int32_t parent : trace.parent) QVERIFY(parent >= 0 && parent < trace.particles);
        for (const std::int32_t root : trace.rootAncestor) QVERIFY(root >= 0 && root < trace.particles);
        QCOMPARE(trace.actionBytes, trace.actionDims > 0 ? 4 * static_cast<std::size_t>(trace.actionDims) : 4);
        for (std::size_t k = 0; k < trace.action.size() && trace.actionDims == 0; k += 4) {
          const std::int32_t action = discreteAction(std::span(trace.action).subspan(k, 4));
          QVERIFY(action >= 0 && action < trace.actions);
        }
      } catch (const Error&) {
      }
    }
  }

  void inconsistentTracesAreRefused_data() {
    QTest::addColumn<int>("fault");
    for (int fault = 0; fault < 23; ++fault) QTest::addRow("fault %d", fault) << fault;
  }
  void inconsistentTracesAreRefused() {
    QFETCH(int, fault);
    static const std::function<void(SearchTrace&)> faults[]{
        [](SearchTrace& t) { t.parent[3] = t.particles; },
        [](SearchTrace& t) { t.rootAncestor[3] = -1; },
        [](SearchTrace& t) { t.entropy.pop_back(); },
        [](SearchTrace& t) { t.qhat.pop_back(); },
        [](SearchTrace& t) { t.chosenAction.clear(); },
        [](SearchTrace& t) { t.rootActions.pop_back(); },
        [](SearchTrace& t) { t.particles = -t.particles; },
        [](SearchTrace& t) { t.ancestors.push_back(1); },
        // An action that has no name, in each of the three places; neither actions nor a box; both at once.
        [](SearchTrace& t) { t.action[4] = std::byte{3}; },
        [](SearchTrace& t) { t.rootActions[3] = std::byte{128}; },
        [](SearchTrace& t) { t.chosenAction[1] = std::byte{1}; },
        [](SearchTrace& t) { t.actions = 0, t.prior.clear(), t.proposal.clear(), t.qhat.clear(); },
        [](SearchTrace& t) {
          t.actionDims = 1, t.policyRow = {0, 1}, t.rootLogDensities.resize(5);
        },
        // Of a box: rows too short, and dimensions that the bytes of an action do not have.
        [](SearchTrace& t) { t.policyRow.pop_back(); },
        [](SearchTrace& t) { t.rootLogDensities.pop_back(); },
        [](SearchTrace& t) { t.actionDims = 3, t.policyRow.resize(6); },
        [](SearchTrace& t) { t.actionDims = -2; },
        // Of a tree: rows too long, empty or missing, visits missing, one that says it is of particles, another kind.
        [](SearchTrace& t) { t.count[0] = t.particles + 1; },
        [](SearchTrace& t) { t.count.back() = 0; },
        [](SearchTrace& t) { t.count.clear(); },
        [](SearchTrace& t) { t.visits.clear(); },
        [](SearchTrace& t) { t.kind = SearchKind::kParticles; },
        [](SearchTrace& t) { t.kind = static_cast<SearchKind>(2); },
    };
    SearchTrace trace = exampleOf(fault >= 17 ? kTree : fault >= 13 ? kBox : kDiscrete);
    faults[fault](trace);
    saveTrace(trace, file_);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
  }

  void otherFilesAreRefused() {
    writeFile(file_, "not a trace at all, but long enough to be one");
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(folder_.path().toStdString())));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace("/nowhere/search.trace")));
  }

  // Through a link the file it leads to is replaced, whole or not at all, and the link stays.
  void linksAreFollowed() {
    const std::filesystem::path link = folder_.filePath("link.trace").toStdString();
    saveTrace(example(), file_);
    std::filesystem::create_symlink(file_, link);
    const auto whole = std::filesystem::file_size(file_);
    {
      const FullDisk full(100);
      QVERIFY_THROWS_EXCEPTION(Error, saveTrace(boxExample(), link));
    }
    QCOMPARE(std::filesystem::file_size(file_), whole);
    saveTrace(boxExample(), link);
    QVERIFY(std::filesystem::is_symlink(link));
    QCOMPARE(loadTrace(file_).actionDims, 2);
    // A device is written as it is.
    saveTrace(example(), "/dev/null");
    QVERIFY(!std::filesystem::is_regular_file("/dev/null"));
    std::filesystem::remove(link);
    // So is one that a link leads to, by way of another link.
    const std::filesystem::path first = folder_.filePath("first.trace").toStdString();
    std::filesystem::create_symlink("/dev/null", first);
    std::filesystem::create_symlink("first.trace", link);
    saveTrace(example(), link);
    QVERIFY(std::filesystem::is_symlink(link) && std::filesystem::is_symlink(first));
    QVERIFY(!std::filesystem::is_regular_file("/dev/null"));
    std::filesystem::remove(link);
    std::filesystem::remove(first);
  }

  // Only folders called so are the system's.
  void aFolderMayBeginLikeOneOfTheSystem() {
    const std::filesystem::path folder = folder_.filePath("dev").toStdString();
    std::filesystem::create_directory(folder);
    const std::filesystem::path file = folder / "a.trace", link = folder / "link.trace";
    saveTrace(example(), file);
    std::filesystem::create_symlink(file, link);
    {
      const FullDisk full(100);
      QVERIFY_THROWS_EXCEPTION(Error, saveTrace(boxExample(), link));
    }
    static_cast<void>(loadTrace(file));  // whole
    std::filesystem::remove_all(folder);
  }

  // Where no other file can be made beside it, as in a folder that is not ours, it is written in place.
  void aFileAloneIsWrittenInPlace() {
    const std::filesystem::path file = folder_.filePath(QString(250, 'x')).toStdString();  // a longer name there is not
    QVERIFY_THROWS_EXCEPTION(Error, saveTrace(example(), file));                           // none to begin with
    std::ofstream(file) << "old";
    saveTrace(boxExample(), file);
    QCOMPARE(loadTrace(file).actionDims, 2);
    std::filesystem::remove(file);
  }

  void fullDiskIsReported() {
    saveTrace(example(), file_);
    const auto whole = std::filesystem::file_size(file_);
    {
      const FullDisk full(100);
      QVERIFY_THROWS_EXCEPTION(Error, saveTrace(example(), file_));
    }
    QCOMPARE(std::filesystem::file_size(file_), whole);  // what was there is there still, and nothing else
    static_cast<void>(loadTrace(file_));
    const std::filesystem::directory_iterator files(std::filesystem::path(file_).parent_path());
    for (const auto& entry : files) QVERIFY(entry.path().string().find(".tmp") == std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TraceFileTest)
#include "trace_file_test.moc"
