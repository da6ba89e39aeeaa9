// Where the particles of a search lead, and the search as a table.
#include "app/episode/search_way.h"

#include <cstring>
#include <sstream>

#include <QTest>

#include "app/episode/search_selection.h"
#include "app/episode/search_table.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

class SearchWayTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Stepping the actions from the root leads to the very state that the particle stands in.
  void waysLeadToTheirParticles_data() {
    QTest::addColumn<int>("period");
    for (const int period : {1, 2, 5}) QTest::addRow("period %d", period) << period;
  }
  void waysLeadToTheirParticles() {
    QFETCH(int, period);
    // A ring in which one action goes round and the other across; from node 4 it ends.
    std::vector<Node> nodes;
    for (int i = 0; i < 6; ++i)
      nodes.push_back({0.1f * static_cast<float>(i), {0, 0}, {{(i + 1) % 6, 0.3f, i == 4}, {(i + 3) % 6, -0.2f}}});
    const TableEnv env(nodes);
    Searches searches(plainSearch(24, 5, period), env);
    static_cast<void>(searches.run(1, 3, true));
    const SearchTrace& trace = searches.traces().front();
    bool ended = false;
    for (int depth = 0; depth < trace.depths; ++depth)
      for (int particle = 0; particle < trace.particles; ++particle) {
        const std::size_t at = trace.at(depth, particle);
        const std::vector<std::byte> actions = actionsTo(trace, depth, particle);
        const std::size_t steps = actions.size() / trace.actionBytes;
        QVERIFY(steps >= 1 && steps <= static_cast<std::size_t>(depth) + 1);
        ended = ended || steps <= static_cast<std::size_t>(depth);
        std::vector<std::byte> state = trace.rootState;
        for (std::size_t k = 0; k < steps; ++k)
          env.step(state, std::span(actions).subspan(k * trace.actionBytes, trace.actionBytes));
        QVERIFY(std::memcmp(state.data(), &trace.state[at * trace.stateBytes], trace.stateBytes) == 0);
        std::vector<std::byte> first(trace.actionBytes);
        std::memcpy(first.data(), actions.data(), first.size());
        QCOMPARE(firstAction(trace, discreteAction(first)), first);
      }
    QVERIFY(ended);  // some way was shorter than its depth
  }

  /// The keyboard's way through a search: heaviest first, nothing between the last and the first, back again.
  void selectionGoesByWeight() {
    const TableEnv env = twoStepTable();
    Searches searches(plainSearch(7, 2, 1), env);
    static_cast<void>(searches.run(1, 5, true));
    const SearchTrace& trace = searches.traces().front();
    PanelState state;
    float before = 2.0f;
    std::vector<int> seen;
    for (int k = 0; k < trace.actions; ++k) {
      selectAction(trace, 1, state);
      QVERIFY(state.selectedAction >= 0 && !state.selected);
      const float share = trace.qhat[static_cast<std::size_t>(state.selectedAction)];
      QVERIFY(share <= before);
      before = share;
      seen.push_back(state.selectedAction);
    }
    selectAction(trace, 1, state);
    QCOMPARE(state.selectedAction, -1);
    for (int k = trace.actions; k-- > 0;) {
      selectAction(trace, -1, state);
      QCOMPARE(state.selectedAction, seen[static_cast<std::size_t>(k)]);
    }
    before = 2.0f;
    for (int k = 0; k < trace.particles; ++k) {
      selectParticle(trace, 1, 1, state);
      QVERIFY(state.selected && state.selected->depth == 1 && state.selectedAction < 0);
      const float weight = trace.weight[trace.at(1, state.selected->particle)];
      QVERIFY(weight <= before);
      before = weight;
    }
    selectParticle(trace, 1, 1, state);
    QVERIFY(!state.selected);
    selectParticle(trace, 2, 1, state);  // no such depth
    QVERIFY(!state.selected);
  }

  void theTableHoldsEveryParticle() {
    const TableEnv env = twoStepTable();
    Searches searches(plainSearch(7, 2, 1), env);
    static_cast<void>(searches.run(1, 5, true));
    const SearchTrace& trace = searches.traces().front();
    std::istringstream table(searchTable(trace, env.spec()));
    std::string line;
    std::getline(table, line);
    const auto columns = std::count(line.begin(), line.end(), ',');
    QCOMPARE(columns, 11);
    int lines = 0;
    double weights[2] = {0.0, 0.0};
    for (; std::getline(table, line); ++lines) {
      QCOMPARE(std::count(line.begin(), line.end(), ','), columns);
      std::vector<std::string> fields;
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, ',');) fields.push_back(cell);
      const std::size_t at = trace.at(std::stoi(fields[0]), std::stoi(fields[1]));
      QCOMPARE(std::stoi(fields[2]), trace.parent[at]);
      QCOMPARE(std::stof(fields[9]), trace.weight[at]);
      weights[std::stoi(fields[0])] += std::stod(fields[9]);
    }
    QCOMPARE(lines, 14);
    for (const double sum : weights) QVERIFY(std::abs(sum - 1.0) < 1e-5);
  }

  void theTableTellsEndsFromBreaks() {
    const Edge breaks{1, 0.0f, true, false, false, true}, ends{1, 0.0f, true};
    const TableEnv env({{0, {0, 0}, {breaks, ends}}, {0, {0, 0}, {ends, ends}}});
    Searches searches(plainSearch(8, 1, 1), env);
    static_cast<void>(searches.run(1, 5, true));
    const std::string table = searchTable(searches.traces().front(), env.spec());
    std::istringstream lines(table);
    std::string line;
    std::getline(lines, line);
    QVERIFY(line.ends_with(",ended,broke"));
    int seen[2] = {0, 0};
    while (std::getline(lines, line)) {
      const bool broke = line.ends_with(",1,1");
      QVERIFY2(broke || line.ends_with(",1,0"), line.c_str());
      ++seen[broke ? 1 : 0];
    }
    QVERIFY(seen[0] > 0 && seen[1] > 0);
  }
};

QTEST_APPLESS_MAIN(SearchWayTest)
#include "search_way_test.moc"
