#include <atomic>
#include <mutex>

#include <QTest>

#include "app/studio/compare/compare_budget.h"
#include "app/studio/compare/compare_facts.h"
#include "app/studio/compare/compare_layout.h"
#include "app/studio/compare/compare_worker.h"
#include "app/studio/compare/contender_presets.h"
#include "app/studio/setting_slider.h"
#include "core/base/error.h"
#include "tests/support/fake_agent.h"

using namespace spolab;
using namespace spolab::test;

namespace {

HeldDecision heldCube(std::function<void(std::size_t)> before = {}, const std::vector<std::string>& overrides = {}) {
  RunConfig config("rubiks-cube", "spo");
  config.usePlayDefaults();
  config.applyOverrides({"planner.particles=16", "planner.horizon=2", "planner.period=2", "planner.temperature=0.5"});
  config.applyOverrides(overrides);
  HeldDecision held;
  held.env = config.makeEnv();
  held.state.resize(held.env->spec().stateBytes);
  held.env->parse("R U2 F' L D B2 R'", held.state);
  auto agent = std::make_shared<FakeAgent>(config.clone(), std::move(before));
  held.decider = std::make_shared<Decider>(Decider{std::move(agent), std::move(config)});
  held.seed = 3;
  held.episode = 2;
  held.step = 7;
  return held;
}

CompareRequest requestOf(const HeldDecision& held, std::vector<std::vector<std::string>> changes) {
  CompareRequest request;
  request.held = held;
  for (auto& change : changes)
    request.contenders.push_back(
        {"contender " + std::to_string(request.contenders.size() + 1), "", std::move(change), held.seed, true});
  return request;
}

bool inside(const PanelArea& area, float width, float height) {
  return isEmpty(area) ||
         (area.x >= 0 && area.y >= 0 && area.x + area.width <= width + 0.01f && area.y + area.height <= height + 0.01f);
}

bool apart(const PanelArea& a, const PanelArea& b) {
  if (isEmpty(a) || isEmpty(b)) return true;
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}

}  // namespace

/// Compare without a window: budgets, searches, the worker's manners.
class TestStudioCompareParts : public QObject {
  Q_OBJECT

 private:
  /// Waits for the last result of a request.
  static std::shared_ptr<const CompareResult> settled(const CompareWorker& worker, std::uint64_t number) {
    std::shared_ptr<const CompareResult> result;
    const bool done = QTest::qWaitFor(
        [&] {
          result = worker.latest();
          return result && result->number == number && result->activity.empty();
        },
        20000);
    return done ? result : nullptr;
  }

 private Q_SLOTS:
  void equalTransitionsWithinAPercent_data() {
    QTest::addColumn<QVector<int>>("particles");
    QTest::addColumn<QVector<int>>("depths");
    QTest::addColumn<double>("worst");
    QTest::newRow("already equal") << QVector<int>{16, 32} << QVector<int>{4, 2} << 0.0;
    QTest::newRow("scaled up") << QVector<int>{4, 16, 64} << QVector<int>{4, 4, 4} << 0.0;
    QTest::newRow("other depths") << QVector<int>{64, 64, 64} << QVector<int>{3, 4, 8} << 0.01;
    QTest::newRow("awkward depths") << QVector<int>{16, 16} << QVector<int>{5, 7} << 0.01;
    QTest::newRow("too few particles") << QVector<int>{1, 1} << QVector<int>{5, 7} << 0.3;
  }
  void equalTransitionsWithinAPercent() {
    QFETCH(QVector<int>, particles);
    QFETCH(QVector<int>, depths);
    QFETCH(double, worst);
    std::vector<Scalable> searches;
    std::int64_t largest = 0;
    for (int i = 0; i < particles.size(); ++i) {
      searches.push_back({particles[i], depths[i]});
      largest = std::max(largest, searches.back().particles * searches.back().transitionsPerUnit);
    }
    const EqualTransitions equal = equalTransitions(searches);
    QVERIFY(std::abs(static_cast<double>(equal.transitions - largest)) <= 0.1 * static_cast<double>(largest));
    for (std::size_t i = 0; i < searches.size(); ++i) {
      const auto made = static_cast<double>(equal.particles[i] * searches[i].transitionsPerUnit);
      const double off = made / static_cast<double>(equal.transitions) - 1.0;
      QVERIFY(std::abs(off - equal.off[i]) < 1e-12);
      QVERIFY2(std::abs(off) <= worst, qPrintable(QString::number(off)));
    }
    if (worst == 0.0) QCOMPARE(equal.transitions, largest);
  }

  void particlesFollowTheTime() {
    QCOMPARE(particlesForTime(16, 10.0, 20.0, 65536), std::int64_t{32});
    QCOMPARE(particlesForTime(16, 10.0, 1000.0, 65536), std::int64_t{64});  // at most fourfold at once
    QCOMPARE(particlesForTime(64, 40.0, 20.0, 65536), std::int64_t{32});
    QCOMPARE(particlesForTime(16, 19.0, 20.0, 65536), std::int64_t{16});  // near enough
    QCOMPARE(particlesForTime(1, 40.0, 1.0, 65536), std::int64_t{1});
    QCOMPARE(particlesForTime(60000, 1.0, 9.0, 65536), std::int64_t{65536});
  }

  void layoutsFit_data() {
    QTest::addColumn<float>("width");
    QTest::addColumn<float>("height");
    for (const float width : {320.0f, 560.0f, 800.0f, 950.0f, 1600.0f})
      for (const float height : {240.0f, 460.0f, 660.0f, 1100.0f})
        QTest::addRow("%d × %d", static_cast<int>(width), static_cast<int>(height)) << width << height;
  }
  void layoutsFit() {
    QFETCH(float, width);
    QFETCH(float, height);
    std::vector<std::vector<PanelArea>> screens;
    const FreezeLayout freeze = FreezeLayout::of(width, height);
    QVERIFY(!isEmpty(freeze.chart) && !isEmpty(freeze.facts));
    screens.push_back({freeze.world, freeze.chart, freeze.facts, freeze.before, freeze.after});
    for (int count = 2; count <= 4; ++count) {
      const ShootOutLayout shoot = ShootOutLayout::of(width, height, count);
      QCOMPARE(static_cast<int>(shoot.panes.size()), count);
      screens.push_back({shoot.world, shoot.facts});
      for (const auto& pane : shoot.panes) {
        QVERIFY(!isEmpty(pane.head) && !isEmpty(pane.chart));
        for (const PanelArea& area : {pane.head, pane.river, pane.chart}) screens.back().push_back(area);
      }
    }
    for (const auto& areas : screens)
      for (std::size_t i = 0; i < areas.size(); ++i) {
        QVERIFY(inside(areas[i], width, height));
        for (std::size_t k = 0; k < i; ++k) QVERIFY(apart(areas[i], areas[k]));
      }
  }

  void slidersHoldTheirStandard() {
    RunConfig config("rubiks-cube", "spo");
    config.applyOverrides({"planner.particles=21", "planner.temperature=0.0397", "planner.horizon=6"});
    const Schema schema = config.schema();
    for (const char* key : {"planner.particles", "planner.horizon", "planner.temperature", "planner.gamma"}) {
      const Field& field = schema.at(key, "test");
      const std::vector<double> values = sliderValues(field);
      QVERIFY(std::find(values.begin(), values.end(), QString::fromStdString(field.text()).toDouble()) != values.end());
      QVERIFY(std::is_sorted(values.begin(), values.end()));
      QVERIFY(values.front() >= field.minimum && values.back() <= field.maximum);
      for (const double value : values) field.set(QString::number(value, 'g', 6).toStdString(), "test");
    }
  }

  void presetsAreLegal() {
    const HeldDecision held = heldCube();
    ContenderSearch search;
    search.hold(held);
    for (const ContenderPreset& preset : contenderPresets(held.decider->config)) {
      const ContenderResult result = search.search({preset.name, "", preset.changes, 1, preset.searches});
      QVERIFY2(result.error.empty(), result.error.c_str());
      QVERIFY(result.trace && !result.trace->qhat.empty());
    }
  }

  /// The same settings and seed search the way the episode did.
  void searchesAsTheEpisodeDoes() {
    const HeldDecision held = heldCube();
    ContenderSearch search;
    search.hold(held);
    const ContenderResult first = search.search({"A", "", {}, held.seed, true});
    const ContenderResult again = search.search({"A", "", {}, held.seed, true});
    const ContenderResult other = search.search({"B", "", {}, held.seed + 1, true});
    QVERIFY(first.trace->qhat == again.trace->qhat && first.trace->state == again.trace->state);
    QVERIFY(first.trace->state != other.trace->state);
    QCOMPARE(first.budget, std::int64_t{32});
    QCOMPARE(first.made, std::int64_t{32});
    QVERIFY(first.rows > 1 && first.rows <= 33);
    QCOMPARE(again.rows, first.rows);  // nothing stays known between two searches
    QVERIFY(first.milliseconds > 0.0);
  }

  void policyAloneTakesItsMostLikelyAction() {
    const HeldDecision held = heldCube();
    ContenderSearch search;
    search.hold(held);
    const ContenderResult result = search.search({"policy", "", {}, 1, false});
    const auto best = std::max_element(result.trace->prior.begin(), result.trace->prior.end());
    QCOMPARE(takenIndex(result), static_cast<int>(best - result.trace->prior.begin()));
    QCOMPARE(result.made, std::int64_t{0});
    QCOMPARE(result.rows, std::int64_t{1});
  }

  /// q̂ of many particles comes near the exact q̂ of its own settings, also where only the temperature is another.
  void exactIsWhatManyParticlesTendTo() {
    const HeldDecision held = heldCube();
    ContenderSearch search;
    search.hold(held);
    for (const char* temperature : {"planner.temperature=0.5", "planner.temperature=0.1"}) {
      const Contender contender{"many", "", {"planner.particles=4000", temperature}, 5, true};
      const ContenderResult result = search.search(contender);
      const auto exact = search.exact(contender, *result.trace, [](int) {});
      QVERIFY(exact->absent.empty());
      QCOMPARE(exact->sequences, 324.0);
      for (std::size_t a = 0; a < exact->qhat.size(); ++a)
        QVERIFY(std::abs(exact->qhat[a] - result.trace->qhat[a]) < 0.04f);
    }
    const Contender deep{"deep", "", {"planner.horizon=8"}, 5, true};
    const auto absent = search.exact(deep, *search.search(deep).trace, [](int) {});
    QVERIFY(absent->qhat.empty());
    QVERIFY2(QString::fromStdString(absent->absent).contains("1.102e+10"), absent->absent.c_str());
  }

  void spreadHoldsTheMean() {
    const HeldDecision held = heldCube();
    ContenderSearch search;
    search.hold(held);
    const auto spread = search.spread({"A", "", {}, 3, true}, 16, 40);
    QCOMPARE(spread->searches, 40);
    double sum = 0.0;
    bool wide = false;
    for (std::size_t a = 0; a < spread->mean.size(); ++a) {
      QVERIFY(spread->low[a] <= spread->mean[a] + 1e-6f || spread->mean[a] < 0.05f);
      QVERIFY(spread->low[a] <= spread->high[a]);
      wide = wide || spread->high[a] > spread->low[a];
      sum += static_cast<double>(spread->mean[a]);
    }
    QVERIFY(wide);
    QVERIFY(std::abs(sum - 1.0) < 1e-4);
  }

  void workerAnswersPieceByPiece() {
    std::atomic<int> called{0};
    CompareWorker worker([&] { ++called; });
    CompareRequest request = requestOf(heldCube(), {{}, {"planner.particles=64"}});
    request.repeats = 10;
    const auto result = settled(worker, worker.ask(request));
    QVERIFY(result);
    QCOMPARE(result->contenders.size(), std::size_t{2});
    QCOMPARE(result->contenders[1].trace->particles, 64);
    for (const ContenderResult& contender : result->contenders) {
      QVERIFY(!contender.stale && contender.error.empty());
      QVERIFY(contender.spread && contender.exact && !contender.exact->qhat.empty());
    }
    QVERIFY(called >= 4);
    // Turned back: what was found is still known.
    const auto known = settled(worker, worker.ask(request));
    QVERIFY(known && known->contenders[1].trace == result->contenders[1].trace);
    QVERIFY(known->contenders[1].spread == result->contenders[1].spread);
  }

  void newestRequestWins() {
    std::atomic<int> batches{0};
    const HeldDecision held = heldCube([&](std::size_t) {
      ++batches;
      QTest::qSleep(5);
    });
    CompareWorker worker([] {});
    std::uint64_t number = 0;
    for (int particles = 1; particles <= 60; ++particles)
      number = worker.ask(requestOf(held, {{}, {"planner.particles=" + std::to_string(particles)}}));
    const auto result = settled(worker, number);
    QVERIFY(result);
    QCOMPARE(result->contenders[1].trace->particles, 60);
    QVERIFY2(batches < 60, qPrintable(QString::number(batches)));  // 60 × 2 searches would be several hundred
  }

  /// A search that takes ages is left within one batch.
  void aLongSearchIsDropped() {
    std::atomic<int> batches{0};
    std::atomic<bool> slow{true};
    const HeldDecision held = heldCube([&](std::size_t) {
      ++batches;
      if (slow) QTest::qSleep(20);
    });
    CompareWorker worker([] {});
    worker.ask(requestOf(held, {{"planner.particles=20000", "planner.horizon=40"}}));
    QVERIFY(QTest::qWaitFor([&] { return batches > 5; }, 10000));
    slow = false;
    const std::uint64_t number = worker.ask(requestOf(held, {{"planner.particles=8"}}));
    const auto result = settled(worker, number);
    QVERIFY(result);
    QCOMPARE(result->contenders[0].trace->particles, 8);
    QVERIFY(batches < 400);
    worker.ask(requestOf(held, {{"planner.particles=20000", "planner.horizon=40"}}));
    worker.rest();  // and nothing hangs when the worker ends
  }

  void errorsAreTold() {
    CompareWorker worker([] {});
    const auto refused = settled(worker, worker.ask(requestOf(heldCube(), {{}, {"planner.particles=-3"}})));
    QVERIFY(refused);
    QVERIFY(refused->contenders[0].error.empty());
    QVERIFY(QString::fromStdString(refused->contenders[1].error).contains("planner.particles"));
    const HeldDecision broken = heldCube([](std::size_t) { throw Error("a network", "none", "this test"); });
    const auto failed = settled(worker, worker.ask(requestOf(broken, {{}})));
    QVERIFY(failed);
    QVERIFY(QString::fromStdString(failed->contenders[0].error).contains("this test"));
    QVERIFY(settled(worker, worker.ask(requestOf(heldCube(), {{}}))));
  }

  void budgetsAreMadeEqual() {
    CompareWorker worker([] {});
    CompareRequest request =
        requestOf(heldCube(), {{"planner.horizon=4"}, {"planner.horizon=3"}, {"planner.horizon=8"}});
    request.contenders.push_back({"policy", "", {}, 1, false});
    request.budget = Budget::kTransitions;
    request.exact = false;
    const auto equal = settled(worker, worker.ask(request));
    QVERIFY(equal);
    for (std::size_t i = 1; i < 3; ++i)
      QVERIFY(
          std::abs(static_cast<double>(equal->contenders[i].budget) / static_cast<double>(equal->contenders[0].budget) -
                   1.0) <= 0.02);
    QCOMPARE(equal->contenders[3].budget, std::int64_t{0});
    QVERIFY(QString::fromStdString(equal->note).contains("transitions"));
    request.budget = Budget::kMilliseconds;
    request.milliseconds = 4.0;
    const auto timed = settled(worker, worker.ask(request));
    QVERIFY(timed);
    QVERIFY(timed->contenders[0].particles != 16);
    QVERIFY(QString::fromStdString(timed->note).contains("4 ms"));
  }

  void factsSayWhatIsThere() {
    CompareWorker worker([] {});
    const auto result = settled(worker, worker.ask(requestOf(heldCube(), {{}, {"planner.particles=1"}})));
    QVERIFY(result);
    const EnvSpec& spec = result->held.env->spec();
    const FactTable table = freezeFacts(*result, spec);
    const auto cell = [&](const std::string& label, std::size_t column) {
      for (const FactTable::Row& row : table.rows)
        if (row.label == label) return row.cells[column];
      return std::string("missing");
    };
    QCOMPARE(cell("particles", 1), std::string("1"));
    QCOMPARE(cell("transitions", 0), std::string("32"));
    QCOMPARE(cell("KL(A ‖ B)", 1), std::string("∞"));  // one particle leaves out what A found
    QVERIFY(cell("KL to exact", 0) != "–");
    QVERIFY(QString::fromStdString(table.note).contains("324"));
    const std::vector<int> order = orderByQhat(result->contenders[0]);
    const auto& qhat = result->contenders[0].trace->qhat;
    for (std::size_t k = 1; k < order.size(); ++k)
      QVERIFY(qhat[static_cast<std::size_t>(order[k - 1])] >= qhat[static_cast<std::size_t>(order[k])]);
    QCOMPARE(shootOutFacts(*result, spec).rows.size(), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TestStudioCompareParts)
#include "tst_studio_compare_parts.moc"
