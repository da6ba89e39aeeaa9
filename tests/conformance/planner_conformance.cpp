// What every planner owes every environment, over the registry and a list of settings.
#include <set>

#include "core/base/error.h"
#include "core/plan/cached_evaluator.h"
#include "core/plan/puct/puct_planner.h"
#include "core/plan/smc/smc_math.h"
#include "core/plan/smc/smc_planner.h"
#include "core/plan/squashed_gaussian.h"
#include "tests/conformance/planner_subject.h"
#include "tests/support/expect_error.h"
#include "tests/support/late_evaluator.h"
#include "tests/support/near.h"
#include "tests/support/table_env.h"

using namespace spolab;
using namespace spolab::test;

class PlannerConformance : public QObject {
  Q_OBJECT

  static void everyPair() {
    pairs([](int) { return true; });
  }

 private Q_SLOTS:
  void decisionsAreDistributions_data() { everyPair(); }
  void decisionsAreDistributions() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const EnvSpec& spec = subject.env->spec();
    const Decisions d = subject.plan(*subject.env, 1, 5);
    QCOMPARE(d.roots, static_cast<int>(subject.roots));
    QCOMPARE(d.atoms, subject.config.planner->make(*subject.env)->atomsPerRoot());
    const auto atoms = static_cast<std::size_t>(d.atoms);
    const std::string choice = subject.config.planner->action();
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(spec.actionCount()));
    for (std::size_t r = 0; r < subject.roots; ++r) {
      subject.env->legalActions(std::span(subject.states).subspan(r * spec.stateBytes, spec.stateBytes), mask);
      const auto chosen = actionBytesAt(d.chosenActions, r, spec);
      const double weight = weightOf(d, r, chosen, spec);
      double sum = 0.0;
      for (std::size_t n = r * atoms; n < (r + 1) * atoms; ++n) {
        const auto atom = actionBytesAt(d.rootActions, n, spec);
        QVERIFY(isAction(atom, spec, mask) || d.weights[n] == 0.0f);
        QVERIFY(d.weights[n] >= 0.0f && std::isfinite(d.dualAdvantages[n]) && std::isfinite(d.logRatios[n]));
        sum += static_cast<double>(d.weights[n]);
        const bool heaviest = choice == "greedy" || (choice == "mean" && spec.discrete());
        if (heaviest) QVERIFY(weight >= weightOf(d, r, atom, spec) - 1e-6);
      }
      QNEAR(sum, 1.0, 1e-5);
      QVERIFY(isAction(chosen, spec, mask));
      if (choice == "mean" && !spec.discrete()) {
        for (std::size_t k = 0; k < static_cast<std::size_t>(spec.actionDims); ++k) {
          double mean = 0.0;
          for (std::size_t n = r * atoms; n < (r + 1) * atoms; ++n) {
            mean += static_cast<double>(d.weights[n]) * floatAt(actionBytesAt(d.rootActions, n, spec), k);
          }
          QNEAR(floatAt(chosen, k), mean, 1e-6);
        }
      } else {
        QVERIFY(weight > 0.0);  // one of the atoms
      }
      const std::size_t depths = d.ess.size() / subject.roots;
      if (ofParticles(which)) QCOMPARE(depths, static_cast<std::size_t>(test::smc(subject.config).horizon));
      for (std::size_t h = 0; h < depths; ++h) {
        const float ess = d.ess[r * depths + h];
        QVERIFY(ess >= 0.9999f && ess <= static_cast<float>(atoms) * 1.0001f);
      }
      QVERIFY(d.klToPrior[r] >= -1e-6f && std::isfinite(d.klToPrior[r]));
    }
  }

  void sameSeedSameBits_data() { everyPair(); }
  void sameSeedSameBits() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const Decisions first = subject.plan(*subject.env, 1, 5);
    QVERIFY(same(first, subject.plan(*subject.env, 1, 5)));
    QVERIFY(same(first, subject.plan(*subject.env, 2, 5)));
    QVERIFY(same(first, subject.plan(*subject.env, 3, 5)));
    QVERIFY(!same(first, subject.plan(*subject.env, 1, 6)));
    std::vector<SearchTrace> traces;
    QVERIFY(same(first, subject.plan(*subject.env, 2, 5, &traces)));  // a trace changes nothing
    for (std::size_t r = 0; r < subject.roots; ++r) {                 // nor do the other roots
      const Decisions alone = subject.plan(*subject.env, 1, 5, r, 1);
      QVERIFY(samePart(alone.weights, first.weights, r) && samePart(alone.rootActions, first.rootActions, r));
      QVERIFY(samePart(alone.chosenActions, first.chosenActions, r) && samePart(alone.ess, first.ess, r));
      QVERIFY(samePart(alone.dualAdvantages, first.dualAdvantages, r) && samePart(alone.values, first.values, r));
      QVERIFY(samePart(alone.logRatios, first.logRatios, r) && samePart(alone.klToPrior, first.klToPrior, r));
    }
  }

  // Where roots are fewer than workers these share the particles of one.
  void aLargeSearchIsSharedBitForBit_data() { pairs(ofParticles); }
  void aLargeSearchIsSharedBitForBit() {
    QFETCH(QString, env);
    QFETCH(int, which);
    Subject subject(env, which);
    subject.config.planner->setFutures(subject.env->spec().secondsPerStep > 0.0 ? 61 : 1100);
    std::vector<SearchTrace> traces;
    const Decisions alone = subject.plan(*subject.env, 1, 5, 3, 1, &traces);
    for (const int workers : {2, 3}) {
      std::vector<SearchTrace> shared;
      QVERIFY(same(subject.plan(*subject.env, workers, 5, 3, 1, &shared), alone));
      QVERIFY(shared[0].state == traces[0].state && shared[0].parent == traces[0].parent);
      QVERIFY(shared[0].reward == traces[0].reward && shared[0].dead == traces[0].dead);
    }
  }

  // While the network is asked about some roots, others step: nothing is read before it has been answered, and the
  // decisions are those of one batch at a time.
  void lateAnswersChangeNothing_data() { everyPair(); }
  void lateAnswersChangeNothing() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const Decisions expected = subject.plan(*subject.env, 1, 5);
    for (const int atOnce : {1, 2, 3, 100}) {
      HashEvaluator network(subject.env->spec());
      LateEvaluator late(network, atOnce);
      WorkerPool pool(2);
      Decisions found;
      subject.config.planner->make(*subject.env)
          ->plan({subject.states, 5, subject.environment, subject.step}, late, pool, found);
      QVERIFY(same(found, expected));
      QCOMPARE(late.mostUnderWay, std::min(static_cast<std::size_t>(atOnce), subject.roots));
      QCOMPARE(late.underWay(), std::size_t{0});
      CachedEvaluator cached(std::make_unique<LateEvaluator>(network, atOnce), subject.env->spec().observationBytes(),
                             64, &pool);
      subject.config.planner->make(*subject.env)
          ->plan({subject.states, 5, subject.environment, subject.step}, cached, pool, found);
      QVERIFY(same(found, expected));
    }
  }

  void budgetIsRespected_data() { everyPair(); }
  void budgetIsRespected() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const CountingEnv counting(*subject.env);
    const Decisions d = subject.plan(counting, 2, 5);
    const int perRoot = subject.config.planner->make(counting)->transitionsPerRoot();
    if (ofParticles(which))
      QCOMPARE(perRoot, static_cast<int>(test::smc(subject.config).particles * test::smc(subject.config).horizon));
    QVERIFY(counting.transitions > 0);
    QVERIFY(counting.transitions <= static_cast<std::int64_t>(perRoot) * d.roots);
  }

  void tracesTellTheTruth_data() { pairs(ofParticles); }
  void tracesTellTheTruth() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const EnvSpec& spec = subject.env->spec();
    const SmcSettings& smc = test::smc(subject.config);
    std::vector<SearchTrace> traces;
    const Decisions d = subject.plan(*subject.env, 1, 5, &traces);
    const auto n = static_cast<std::size_t>(smc.particles);
    const auto h = static_cast<std::size_t>(smc.horizon);
    for (std::size_t r = 0; r < subject.roots; ++r) {
      const SearchTrace& t = traces[r];
      QCOMPARE(t.particles, static_cast<int>(n));
      QCOMPARE(t.depths, static_cast<int>(h));
      for (const std::size_t size : {t.parent.size(), t.rootAncestor.size(), t.reward.size(), t.value.size(),
                                     t.advantage.size(), t.logWeight.size(), t.weight.size(), t.dead.size()}) {
        QCOMPARE(size, n * h);
      }
      QCOMPARE(t.state.size(), n * h * spec.stateBytes);
      QCOMPARE(t.action.size(), n * h * spec.actionBytes());
      QVERIFY(t.ess.size() == h && t.entropy.size() == h && t.ancestors.size() == h && t.resampling.size() == h);
      QVERIFY(samePart(t.weights, d.weights, r) && samePart(t.rootActions, d.rootActions, r));
      QVERIFY(t.resampling.back() != ResampleEvent::kApplied);
      QVERIFY(t.actions == spec.actionCount() && t.actionDims == spec.actionDims);
      const auto actions = static_cast<std::size_t>(spec.actionCount());
      QVERIFY(t.prior.size() == actions && t.proposal.size() == actions && t.qhat.size() == actions);
      QCOMPARE(t.policyRow.size(), static_cast<std::size_t>(2 * spec.actionDims));
      QCOMPARE(t.rootLogDensities.size(), spec.discrete() ? 0 : n);
      for (std::size_t k = 0; k < t.rootLogDensities.size(); ++k) {
        std::vector<float> atom(static_cast<std::size_t>(spec.actionDims));
        std::memcpy(atom.data(), &t.rootActions[k * spec.actionBytes()], spec.actionBytes());
        const double expected = SquashedGaussian::logDensity(t.policyRow, atom);
        QNEAR(t.rootLogDensities[k], expected, 1e-6 * (1.0 + std::abs(expected)));
      }
      for (std::size_t depth = 0; depth < h; ++depth) {
        const std::size_t row = depth * n;
        std::vector<float> w(n);
        softmax({&t.logWeight[row], n}, w);
        QVERIFY(std::equal(w.begin(), w.end(), t.weight.begin() + static_cast<std::ptrdiff_t>(row)));
        QCOMPARE(t.ess[depth], effectiveSampleSize(w));
        QCOMPARE(t.entropy[depth], entropy(w));
        std::set<std::int32_t> alive;
        for (std::size_t k = row; k < row + n; ++k) {
          alive.insert(t.rootAncestor[k]);
          const auto parent = static_cast<std::size_t>(t.parent[k]);
          QVERIFY(parent < n);
          const bool resampled = depth > 0 && t.resampling[depth - 1] == ResampleEvent::kApplied;
          if (!resampled) QCOMPARE(parent, k - row);
          const std::size_t before = depth == 0 ? 0 : row - n + parent;
          QCOMPARE(t.rootAncestor[k], depth == 0 ? static_cast<std::int32_t>(k - row) : t.rootAncestor[before]);
          // Stepping the parent's state by the recorded action gives the recorded state and reward.
          std::vector<std::byte> state(spec.stateBytes);
          const std::byte* source = depth == 0 ? t.rootState.data() : &t.state[before * spec.stateBytes];
          std::memcpy(state.data(), source, spec.stateBytes);
          const bool deadBefore = depth > 0 && t.dead[before] != 0;
          const StepResult result =
              deadBefore ? StepResult{}
                         : subject.env->step(state, {&t.action[k * spec.actionBytes()], spec.actionBytes()});
          QVERIFY(std::memcmp(state.data(), &t.state[k * spec.stateBytes], spec.stateBytes) == 0);
          QCOMPARE(t.reward[k], result.reward);
          QCOMPARE(t.dead[k] != 0, deadBefore || result.ended || result.truncated);
          if (result.ended) QCOMPARE(t.value[k], 0.0f);
          if (!deadBefore && !result.ended) QCOMPARE(t.value[k], subject.valueOf(state));  // also where cut off by time
          if (deadBefore) QCOMPARE(t.advantage[k], 0.0f);
          const float valueBefore = smc.weighting == "q" ? 0.0f : depth == 0 ? t.rootValue : t.value[before];
          if (!deadBefore) {
            QCOMPARE(t.advantage[k],
                     searchAdvantage(t.reward[k], static_cast<float>(smc.gamma), t.value[k], valueBefore));
          }
        }
        QCOMPARE(t.ancestors[depth], static_cast<std::int32_t>(alive.size()));
      }
    }
  }

  void nonFiniteNetworksAreRefused_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<int>("poison");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("which");
    using Poison = HashEvaluator::Poison;
    for (const EnvEntry& entry : envRegistry()) {
      const bool discrete = entry.config()->make()->spec().discrete();
      const auto add = [&](const char* quantity, Poison poison, int from) {
        for (const int which : {0, kFirstTree}) {
          if (which == kFirstTree && !discrete) continue;
          QTest::addRow("%s, %s, call %d, %s", entry.id.c_str(), quantity, from,
                        cases()[static_cast<std::size_t>(which)].name.c_str())
              << QString::fromStdString(entry.id) << static_cast<int>(poison) << from << which;
        }
      };
      for (const int from : {0, 1, 2}) {
        add(discrete ? "logit" : "mean", Poison::kPolicy, from);
        if (!discrete) add("spread", Poison::kSpread, from);
        add("value", Poison::kValue, from);
      }
    }
  }
  void nonFiniteNetworksAreRefused() {
    QFETCH(QString, env);
    QFETCH(int, poison);
    QFETCH(int, from);
    QFETCH(int, which);
    const Subject subject(env, which);
    const auto planner = subject.config.planner->make(*subject.env);
    HashEvaluator bad(subject.env->spec(), static_cast<HashEvaluator::Poison>(poison), static_cast<std::size_t>(from));
    WorkerPool pool(2);
    Decisions decisions;
    const PlanRequest request{subject.states, 5, subject.environment, subject.step};
    QVERIFY_THROWS_EXCEPTION(Error, planner->plan(request, bad, pool, decisions));
    // The same with other batches under way: three at each depth.
    HashEvaluator lateBad(subject.env->spec(), static_cast<HashEvaluator::Poison>(poison),
                          3 * static_cast<std::size_t>(from));
    LateEvaluator late(lateBad, 3);
    QVERIFY_THROWS_EXCEPTION(Error, planner->plan(request, late, pool, decisions));
    QCOMPARE(late.underWay(), std::size_t{0});
    HashEvaluator good(subject.env->spec());  // the planner is none the worse for it
    planner->plan(request, good, pool, decisions);
    QVERIFY(same(decisions, subject.plan(*subject.env, 1, 5)));
  }

  // TableEnv aborts on an illegal action: half of them are, and the forbidden ones have by far the largest logits.
  void illegalActionsAreNeverTried() {
    std::vector<test::Node> nodes;
    for (int i = 0; i < 3; ++i) {
      test::Node node{0.1f * static_cast<float>(i), {}, {}};
      for (int a = 0; a < 6; ++a) {
        const bool illegal = (a + i) % 2 == 0;
        node.logits.push_back(illegal ? 80.0f : 0.0f);
        node.edges.push_back({(i + a) % 3, 0.1f * static_cast<float>(a), a == 5 && i == 2, false, illegal});
      }
      nodes.push_back(node);
    }
    const test::TableEnv env(nodes);
    test::TableEvaluator evaluator(env);
    SmcSettings settings;
    settings.period = 2;
    settings.horizon = 6;
    PuctSettings tree;
    tree.simulations = 30;
    tree.rootNoise = 0.5;
    SmcPlanner smc(settings, env);
    PuctPlanner puct(tree, env);
    WorkerPool pool(1);
    Decisions decisions;
    for (Planner* planner : {static_cast<Planner*>(&smc), static_cast<Planner*>(&puct)}) {
      for (std::uint32_t k = 0; k < 500; ++k) {
        planner->plan({test::TableEnv::stateAt(static_cast<int>(k % 3)), 3, {&k, 1}, {&k, 1}}, evaluator, pool,
                      decisions);
        QVERIFY((actionAt(decisions.chosenActions, 0) + static_cast<int>(k % 3)) % 2 == 1);
      }
    }
  }
};

QTEST_APPLESS_MAIN(PlannerConformance)
#include "planner_conformance.moc"
