// Comparisons and races as tables.
#include <array>
#include <cstring>
#include <limits>
#include <sstream>
#include <utility>

#include <QTest>

#include "app/studio/compare/compare_table.h"
#include "app/studio/race/race_table.h"
#include "tests/support/box_bandit.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

template <std::size_t Count>
std::vector<std::byte> bytesOf(const std::array<float, Count>& parts) {
  std::vector<std::byte> bytes(sizeof parts);
  std::memcpy(bytes.data(), parts.data(), sizeof parts);
  return bytes;
}

std::vector<std::string> linesOf(const std::string& table) {
  std::vector<std::string> lines;
  std::istringstream stream(table);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Of step 8 of episode 3, seed 5.
CompareResult resultIn(std::shared_ptr<const Env> env) {
  CompareResult result;
  result.held.env = std::move(env);
  result.held.seed = 5;
  result.held.episode = 2;
  result.held.step = 7;
  return result;
}

ContenderResult contender(const char* name, std::shared_ptr<const SearchTrace> trace) {
  ContenderResult made;
  made.name = name;
  made.summary = "SMC, 4 particles";
  made.stale = false;
  made.trace = std::move(trace);
  made.ess = 2.5f;
  made.milliseconds = 1.5;
  made.particles = 4;
  made.budget = 8;
  made.made = 7;
  made.rows = 6;
  return made;
}

std::shared_ptr<SearchTrace> decision(std::vector<float> qhat, std::int32_t chosen) {
  auto trace = std::make_shared<SearchTrace>();
  trace->actions = static_cast<int>(qhat.size());
  trace->rootValue = 0.25f;
  trace->klToPrior = 0.125f;
  trace->prior = {0.5f, 0.5f};
  trace->qhat = std::move(qhat);
  trace->chosenAction.resize(sizeof chosen);
  std::memcpy(trace->chosenAction.data(), &chosen, sizeof chosen);
  return trace;
}

}  // namespace

class StudioTablesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aLinePerContenderAndAction() {
    CompareResult result = resultIn(std::make_shared<TableEnv>(twoStepTable()));
    ContenderResult first = contender("A \"held\"", decision({0.75f, 0.25f}, 0));
    first.exact = std::make_shared<ExactAnswer>(ExactAnswer{{0.75f, 0.25f}, {}, 4, 4.0});
    first.spread = std::make_shared<Spread>(Spread{20, {0.5f, 0.5f}, {0.25f, 0.0f}, {1.0f, 0.75f}});
    const ContenderResult second = contender("B", decision({0.0f, 1.0f}, 1));
    result.contenders = {first, second};
    const std::vector<std::string> lines = linesOf(compareTable(result));
    QCOMPARE(lines.size(), std::size_t{5});
    QCOMPARE(lines[0],
             std::string("world,seed,episode,step,contender,name,search,particles,budget,transitions,network_rows,"
                         "milliseconds,ess,value,kl_to_prior,kl_from_first,moved_from_first,kl_to_exact,error,action,"
                         "chosen,prior,qhat,exact,seeds_mean,seeds_low,seeds_high"));
    const std::string a = "table,5,3,8,1,\"A \"\"held\"\"\",\"SMC, 4 particles\",4,8,7,6,1.5,2.5,0.25,0.125,0,0,0,,";
    QCOMPARE(lines[1], a + "0,1,0.5,0.75,0.75,0.5,0.25,1");
    QCOMPARE(lines[2], a + "1,0,0.5,0.25,0.25,0.5,0,0.75");
    // B leaves out what A gives weight to; half of |0.75 − 0| + |0.25 − 1| has moved. Its exact q̂ is not known.
    const std::string b = "table,5,3,8,2,B,\"SMC, 4 particles\",4,8,7,6,1.5,2.5,0.25,0.125,inf,0.75,,,";
    QCOMPARE(lines[3], b + "0,0,0.5,0,,,,");
    QCOMPARE(lines[4], b + "1,1,0.5,1,,,,");
  }

  /// One that failed and one that is searched anew stand there without numbers; the policy alone has no particles.
  void whatIsNotKnownIsEmpty() {
    CompareResult result = resultIn(std::make_shared<TableEnv>(twoStepTable()));
    ContenderResult policy = contender("policy", decision({1.0f, 0.0f}, 0));
    policy.searches = false;
    policy.made = 0;
    policy.ess = std::numeric_limits<float>::quiet_NaN();
    ContenderResult failed = contender("failed", nullptr);
    failed.error = "expected one, found two";
    ContenderResult stale = contender("stale", decision({1.0f, 0.0f}, 0));
    stale.stale = true;
    result.contenders = {policy, failed, stale};
    const std::vector<std::string> lines = linesOf(compareTable(result));
    QCOMPARE(lines.size(), std::size_t{5});
    QCOMPARE(lines[1],
             std::string("table,5,3,8,1,policy,\"SMC, 4 particles\",,,0,6,1.5,,0.25,0.125,0,0,,,0,1,0.5,1,,,,"));
    QCOMPARE(lines[3], std::string("table,5,3,8,2,failed,,,,,,,,,,,,,\"expected one, found two\",,,,,,,,"));
    QCOMPARE(lines[4], std::string("table,5,3,8,3,stale,,,,,,,,,,,,,,,,,,,,,"));
  }

  /// Two atoms of weight ¼ and ¾ at (1, 0) and (−1, 0.5): their mean is (−0.5, 0.375).
  void aBoxHasALinePerDimension() {
    CompareResult result = resultIn(std::make_shared<BoxBandit>(std::array{0.0f, 0.0f}));
    auto trace = std::make_shared<SearchTrace>();
    trace->actionDims = 2;
    trace->actionBytes = 2 * sizeof(float);
    trace->rootActions = bytesOf(std::array{1.0f, 0.0f, -1.0f, 0.5f});
    trace->weights = {0.25f, 0.75f};
    trace->chosenAction = bytesOf(std::array{-1.0f, 0.5f});
    result.contenders = {contender("A", trace)};
    const std::vector<std::string> lines = linesOf(compareTable(result));
    QCOMPARE(lines.size(), std::size_t{3});
    QVERIFY(lines[0].ends_with(",error,dimension,chosen,mean,seeds_mean,seeds_low,seeds_high"));
    const std::string facts = "box-bandit,5,3,8,1,A,\"SMC, 4 particles\",4,8,7,6,1.5,2.5,0,0,,0,,,";
    QCOMPARE(lines[1], facts + "0,-1,-0.5,,,");
    QCOMPARE(lines[2], facts + "1,0.5,0.375,,,");
  }

  void aLinePerRace() {
    QCOMPARE(linesOf(raceTable({})).size(), std::size_t{1});
    RaceResult won;
    won.when = QDateTime(QDate(2026, 3, 4), QTime(5, 6, 7));
    won.world = QStringLiteral("snake");
    won.left = QStringLiteral("You");
    won.opponent = QStringLiteral("The hasty one, again");
    won.mine = {12, 4.25, 3.0, true, true};
    won.theirs = {9, 5.5, 2.5, true, false};
    RaceResult lost = won;
    std::swap(lost.mine, lost.theirs);
    const std::vector<std::string> lines = linesOf(raceTable({won, lost}));
    QCOMPARE(lines.size(), std::size_t{3});
    QVERIFY(lines[0].starts_with("when,world,left,opponent,winner,left_steps,"));
    QCOMPARE(lines[1], std::string("2026-03-04T05:06:07,snake,You,\"The hasty one, again\",left,12,4.25,3,1,1,"
                                   "9,5.5,2.5,1,0"));
    QCOMPARE(lines[2], std::string("2026-03-04T05:06:07,snake,You,\"The hasty one, again\",opponent,9,5.5,2.5,1,0,"
                                   "12,4.25,3,1,1"));
  }
};

QTEST_APPLESS_MAIN(StudioTablesTest)
#include "studio_tables_test.moc"
