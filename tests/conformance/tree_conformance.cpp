// What the trace of every tree search owes every environment, over the registry and a list of settings.
#include <set>
#include <utility>

#include "tests/conformance/planner_subject.h"
#include "tests/support/near.h"

using namespace spolab;
using namespace spolab::test;

class TreeConformance : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // A tree: rows of nodes, each one step of the world from its parent, visits that add up, the same q̂ by both ways.
  void treesTellTheTruth_data() {
    pairs([](int which) { return !ofParticles(which); });
  }
  void treesTellTheTruth() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const EnvSpec& spec = subject.env->spec();
    std::vector<SearchTrace> traces;
    const Decisions d = subject.plan(*subject.env, 1, 5, &traces);
    const auto simulations = static_cast<int>(subject.config.planner->futures());
    for (std::size_t r = 0; r < subject.roots; ++r) {
      const SearchTrace& t = traces[r];
      QVERIFY(t.isTree() && t.atoms() == spec.actionCount());
      QCOMPARE(t.particles, *std::max_element(t.count.begin(), t.count.end()));
      QCOMPARE(t.count.size(), static_cast<std::size_t>(t.depths));
      QVERIFY(samePart(t.weights, d.weights, r) && samePart(t.qhat, d.weights, r));
      QVERIFY(samePart(t.rootActions, d.rootActions, r) && samePart(t.chosenAction, d.chosenActions, r));
      std::vector<float> byVisits(t.qhat.size(), 0.0f);
      int all = 0, nodes = 0;
      for (int depth = 0; depth < t.depths; ++depth) {
        std::set<std::pair<int, std::int32_t>> ways;  // of one parent each action leads to one node
        nodes += t.countAt(depth);
        for (int n = 0; n < t.countAt(depth); ++n) {
          const std::size_t at = t.at(depth, n);
          const std::size_t above = depth == 0 ? 0 : t.at(depth - 1, t.parent[at]);
          if (depth == 0) all += t.visits[at];
          if (depth > 0) QVERIFY(t.parent[at] < t.countAt(depth - 1));
          if (depth > 0) QVERIFY(t.dead[above] == 0 && t.visits[at] < t.visits[above]);
          QCOMPARE(t.rootAncestor[at], depth == 0 ? n : t.rootAncestor[above]);
          QCOMPARE(t.weight[at], static_cast<float>(t.visits[at]) / static_cast<float>(simulations));
          QVERIFY(t.visits[at] >= 1 && t.edgePrior[at] >= 0.0f && t.edgePrior[at] <= 1.0f);
          const std::span<const std::byte> action(&t.action[at * spec.actionBytes()], spec.actionBytes());
          QVERIFY(ways.emplace(depth == 0 ? 0 : t.parent[at], discreteAction(action)).second);
          if (depth == 0) {
            const auto a = static_cast<std::size_t>(discreteAction(action));
            byVisits[a] = t.weight[at];
            QCOMPARE(t.edgePrior[at], t.proposal[a]);
          }
          std::vector<std::byte> state(spec.stateBytes);
          std::memcpy(state.data(), depth == 0 ? t.rootState.data() : &t.state[above * spec.stateBytes],
                      spec.stateBytes);
          const StepResult result = subject.env->step(state, action);
          QVERIFY(std::memcmp(state.data(), &t.state[at * spec.stateBytes], spec.stateBytes) == 0);
          QCOMPARE(t.reward[at], result.reward);
          QCOMPARE(t.dead[at] != 0, result.ended || result.truncated);
          if (result.ended) QCOMPARE(t.value[at], 0.0f);
          if (t.visits[at] == 1 && !result.ended) QCOMPARE(t.value[at], subject.valueOf(state));
        }
      }
      QCOMPARE(all, simulations);
      QVERIFY(nodes <= simulations);
      for (std::size_t a = 0; a < byVisits.size(); ++a) QNEAR(byVisits[a], t.qhat[a], 1e-6);
    }
  }
};

QTEST_APPLESS_MAIN(TreeConformance)
#include "tree_conformance.moc"
