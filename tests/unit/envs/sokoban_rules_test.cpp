#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QTest>

#include "envs/registry.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/sokoban.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

using Bytes = std::vector<std::byte>;

enum Action : std::int32_t { kUp, kRight, kDown, kLeft };

std::unique_ptr<Env> makeEnv(std::int64_t size, std::int64_t stepLimit = 120) {
  SokobanSettings settings;
  settings.size = size;
  settings.boxes = 1;
  settings.stepLimit = stepLimit;
  return makeSokoban(settings);
}

Bytes parsed(const Env& env, const std::string& text) {
  Bytes state(env.spec().stateBytes, std::byte{0x5A});
  env.parse(text, state);
  return state;
}

StepResult play(const Env& env, Bytes& state, std::int32_t action) {
  return env.step(state, std::as_bytes(std::span(&action, 1)));
}

/// Rows separated by | and without the padding around a small level, so that expectations read like the level.
std::string rowsOf(const Env& env, const Bytes& state) {
  std::string text = env.print(state);
  text = text.substr(0, text.find("\nsteps"));
  for (char& c : text) c = c == '\n' ? '|' : c;
  return text;
}

/// The rules once more, on characters: nothing is shared with the bit boards.
class PlainSokoban {
 public:
  explicit PlainSokoban(std::string rows, int width) : cells_(std::move(rows)), width_(width) {}

  float step(std::int32_t action, bool& solved) {
    const int by = action == kUp ? -width_ : action == kDown ? width_ : action == kRight ? 1 : -1;
    const auto player = cells_.find_first_of("@+");
    const auto near = player + static_cast<std::size_t>(by), far = near + static_cast<std::size_t>(by);
    const auto before = std::count(cells_.begin(), cells_.end(), '*');
    const bool box = cells_[near] == '$' || cells_[near] == '*';
    const std::size_t entered = box ? far : near;
    if (cells_[entered] == ' ' || cells_[entered] == '.') {
      if (box) {
        cells_[far] = cells_[far] == '.' ? '*' : '$';
        cells_[near] = cells_[near] == '*' ? '.' : ' ';
      }
      cells_[near] = cells_[near] == '.' ? '+' : '@';
      cells_[player] = cells_[player] == '+' ? '.' : ' ';
    }
    solved = cells_.find('$') == std::string::npos;
    return static_cast<float>(std::count(cells_.begin(), cells_.end(), '*') - before) + (solved ? 10.0f : 0.0f) - 0.1f;
  }
  [[nodiscard]] const std::string& cells() const { return cells_; }

 private:
  std::string cells_;
  int width_;
};

}  // namespace

class SokobanRulesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void oneMove_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("action");
    QTest::addColumn<QString>("after");
    QTest::addColumn<float>("reward");
    QTest::addColumn<bool>("success");
    const auto row = [](const char* name, const char* before, int action, const char* after, float reward,
                        bool success = false) {
      QTest::newRow(name) << before << action << after << reward << success;
    };
    row("onto floor, up", "#####|# *$#|#   #|# @.#|#####", kUp, "#####|# *$#|# @ #|#  .#|#####", -0.1f);
    row("onto floor, right", "#####|#* $#|# @ #|#  .#|#####", kRight, "#####|#* $#|#  @#|#  .#|#####", -0.1f);
    row("onto floor, down", "#####|#* $#|# @ #|#  .#|#####", kDown, "#####|#* $#|#   #|# @.#|#####", -0.1f);
    row("onto floor, left", "#####|#* $#|# @ #|#  .#|#####", kLeft, "#####|#* $#|#@  #|#  .#|#####", -0.1f);
    row("onto a target", "#####|#* $#|# @.#|#   #|#####", kRight, "#####|#* $#|#  +#|#   #|#####", -0.1f);
    row("off a target", "#####|#* $#|#  +#|#   #|#####", kLeft, "#####|#* $#|# @.#|#   #|#####", -0.1f);
    row("into a wall", "#####|#@$.#|#   #|#   #|#####", kUp, "#####|#@$.#|#   #|#   #|#####", -0.1f);
    row("into an inner wall", "#####|#.$ #|# @##|#   #|#####", kRight, "#####|#.$ #|# @##|#   #|#####", -0.1f);
    row("push over floor", "######|#    #|#@$ .#|#    #|#    #|######", kRight,
        "######|#    #|# @$.#|#    #|#    #|######", -0.1f);
    row("push onto a target, others left", "######|#@$. #|#  $.#|#    #|#    #|######", kRight,
        "######|# @* #|#  $.#|#    #|#    #|######", 0.9f);
    row("push the last one onto its target", "#####|#@$.#|#   #|#   #|#####", kRight, "#####|# @*#|#   #|#   #|#####",
        10.9f, true);
    row("push off a target", "######|#@*  #|#  $.#|#    #|#    #|######", kRight,
        "######|# +$ #|#  $.#|#    #|#    #|######", -1.1f);
    row("push from target to target", "######|#@*. #|#  $ #|#    #|#    #|######", kRight,
        "######|# +* #|#  $ #|#    #|#    #|######", -0.1f);
    row("two boxes in line", "######|#@$$ #|#  ..#|#    #|#    #|######", kRight,
        "######|#@$$ #|#  ..#|#    #|#    #|######", -0.1f);
    row("box and a box on its target", "######|#@$* #|#   .#|#    #|#    #|######", kRight,
        "######|#@$* #|#   .#|#    #|#    #|######", -0.1f);
    row("box at the wall", "#####|#. $#|#  @#|#   #|#####", kUp, "#####|#. $#|#  @#|#   #|#####", -0.1f);
    row("box in the corner", "#####|#.  #|#  @#|#  $#|#####", kDown, "#####|#.  #|#  @#|#  $#|#####", -0.1f);
  }
  void oneMove() {
    QFETCH(QString, before);
    QFETCH(int, action);
    QFETCH(QString, after);
    QFETCH(float, reward);
    QFETCH(bool, success);
    const std::string text = before.toStdString();
    const auto env = makeEnv(static_cast<std::int64_t>(text.find('|')));
    Bytes state = parsed(*env, text);
    const StepResult result = play(*env, state, action);
    QCOMPARE(rowsOf(*env, state), after.toStdString());
    QCOMPARE(result.reward, reward);
    QCOMPARE(result.success, success);
    QCOMPARE(result.ended, success);
    QVERIFY(!result.truncated && !result.failed);
    QCOMPARE(env->isGoal(state), success);
    QCOMPARE(Board::steps(state), 1);
  }

  void edgeOfTheBoardIsWall() {
    // The state holds no ring: what lies off the inner cells must not be read from another row.
    const auto env = makeEnv(5);
    for (std::int32_t action = 0; action < 4; ++action)
      for (const int corner : {0, 2, 6, 8}) {
        std::string rows = "#####|#   #|# * #|#   #|#####";
        rows[static_cast<std::size_t>(7 + 6 * (corner / 3) + corner % 3)] = '@';
        Bytes state = parsed(*env, rows);
        PlainSokoban plain(rows, 6);
        bool solved = false;
        plain.step(action, solved);
        play(*env, state, action);
        QCOMPARE(rowsOf(*env, state), plain.cells());
      }
  }

  void limitEndsAndIsNoTruncation() {
    const auto env = makeEnv(5);
    QCOMPARE(env->spec().stepLimit, 120);
    Bytes state = parsed(*env, "#####|#@ .#|# $ #|#   #|#####");
    float score = 0;
    for (int t = 0; t < 120; ++t) {
      const StepResult result = play(*env, state, kLeft);
      score += result.reward;
      QCOMPARE(result.ended, t == 119);
      QVERIFY(!result.truncated && !result.success);
    }
    QVERIFY(std::abs(score + 12.0f) < 1e-3f);
    QVERIFY(env->print(state).ends_with("\nsteps 120"));
  }

  void solvingOnTheLastStepIsASuccess() {
    const auto env = makeEnv(5, 7);
    Bytes state = parsed(*env, "#####|#@$.#|#   #|#   #|#####\nsteps 6");
    const StepResult result = play(*env, state, kRight);
    QVERIFY(result.ended && result.success && !result.truncated);
    QCOMPARE(result.reward, 10.9f);
  }

  void sameAsPlainRules_data() {
    QTest::addColumn<int>("size");
    for (const int size : {5, 6, 8, 10, 11, 13, 16, 18, 20}) QTest::addRow("%d", size) << size;
  }
  void sameAsPlainRules() {
    QFETCH(int, size);
    const auto env = makeEnv(size, 10000);
    const auto side = static_cast<std::uint32_t>(size);
    for (std::uint32_t episode = 0; episode < 30; ++episode) {
      Rng rng(5, Stream::kTest, episode);
      // A room with some walls; whatever the player cannot come to, or does not add up, is another episode's luck.
      std::string rows;
      for (std::uint32_t r = 0; r < side; ++r) {
        for (std::uint32_t c = 0; c < side; ++c) {
          const bool ring = r == 0 || c == 0 || r == side - 1 || c == side - 1;
          rows += ring || rng.below(9) == 0 ? '#' : ' ';
        }
        rows += '|';
      }
      const auto put = [&](char piece) {
        std::size_t at = 0;
        do at = rng.below(static_cast<std::uint32_t>(rows.size()));
        while (rows[at] != ' ');
        rows[at] = piece;
      };
      put('@');
      for (std::uint32_t b = 0; b < 1 + side / 5; ++b) {
        put('$');
        put('.');
      }
      rows.pop_back();
      Bytes state(env->spec().stateBytes);
      if (!test::usageErrorOf([&] { env->parse(rows, state); }).empty()) continue;
      PlainSokoban plain(rowsOf(*env, state), size + 1);  // pockets are walls by now
      for (int t = 0; t < 300; ++t) {
        const auto action = static_cast<std::int32_t>(rng.below(4));
        bool solved = false;
        const float reward = plain.step(action, solved);
        const StepResult result = play(*env, state, action);
        QCOMPARE(rowsOf(*env, state), plain.cells());
        QVERIFY(std::abs(result.reward - reward) < 1e-5f);
        QCOMPARE(result.success, solved);
        if (solved) break;
      }
    }
  }

  void stateIsSmallAndCanonical() {
    const auto ten = makeEnv(10), twenty = makeEnv(20);
    QCOMPARE(ten->spec().stateBytes, std::size_t{32});
    QCOMPARE(twenty->spec().stateBytes, std::size_t{152});
    // Ways to write the same position: indented, run lengths, a pocket, decoration outside.
    const std::string plain = "#####\n#@$.#\n#####";
    for (const std::string& other :
         {std::string("   #####\n   #@$.#\n   #####\n"), std::string("5#|#@$.#|5#"), std::string("#####-|#@$.#|#####"),
          std::string("; 3\n\n#####\n#@$.#\n#####\n\nTitle: one push\n")})
      QVERIFY(parsed(*ten, plain) == parsed(*ten, other));
    QVERIFY(parsed(*ten, "########|#@$.# ##|########") == parsed(*ten, "########|#@$.#* #|########"));
    QVERIFY(parsed(*ten, plain) != parsed(*ten, plain + "\nsteps 1"));
  }

  void observationShowsTheBoard() {
    const auto env = makeEnv(6, 10);
    const EnvSpec& spec = env->spec();
    QCOMPARE(spec.tokenCount, 36);
    QCOMPARE(spec.tokenVocabulary, 7);
    QCOMPARE(spec.tokenShape, (std::vector<int>{6, 6}));
    const Bytes state = parsed(*env, "######|#+$ *#|# ## #|#$.  #|#    #|######\nsteps 4");
    Bytes observation(spec.observationBytes());
    env->observe(state, observation);
    float timeLeft = 0;
    std::memcpy(&timeLeft, observation.data(), sizeof timeLeft);
    QCOMPARE(timeLeft, 0.6f);
    const std::vector<int> expected{1, 1, 1, 1, 1, 1, 1, 5, 4, 0, 6, 1, 1, 0, 1, 1, 0, 1,
                                    1, 4, 2, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1};
    for (std::size_t i = 0; i < 36; ++i) QCOMPARE(std::to_integer<int>(observation[4 + i]), expected[i]);
  }

  void textIsReadStrictly_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const QString level = "#####\n#@$.#\n#####";
    QTest::newRow("empty") << QString() << "none";
    QTest::newRow("two levels") << level + "\n\n" + level << "line 5";
    QTest::newRow("words") << level + "\nhello"
                           << "line 4";
    QTest::newRow("steps without number") << level + "\nsteps"
                                          << "line 4";
    QTest::newRow("steps below zero") << level + "\nsteps -1"
                                      << "line 4";
    QTest::newRow("too many steps") << level + "\nsteps 121"
                                    << "env.step_limit";
    QTest::newRow("huge steps") << level + "\nsteps 99999999999"
                                << "line 4";
    QTest::newRow("behind the steps") << level + "\nsteps 1\n#"
                                      << "line 5";
    QTest::newRow("too wide for the board") << "#######\n#@$.  #\n#######"
                                            << "env.size";
  }
  void textIsReadStrictly() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto env = makeEnv(5);
    const std::string message = test::usageErrorOf([&] { static_cast<void>(parsed(*env, text.toStdString())); });
    QVERIFY2(test::contains(message, part.toStdString()), message.c_str());
  }

  void settingsMustAgree_data() {
    QTest::addColumn<QStringList>("changes");
    QTest::addColumn<QString>("part");
    QTest::newRow("boxes") << QStringList{"env.boxes_min=5"} << "env.boxes_min";
    QTest::newRow("pushes") << QStringList{"env.pushes_min=41"} << "env.pushes_min";
    QTest::newRow("small board") << QStringList{"env.size=5"} << "env.boxes of at most 2";
    QTest::newRow("no such file") << QStringList{"env.levels=/nowhere/levels.txt"} << "/nowhere/levels.txt";
  }
  void settingsMustAgree() {
    QFETCH(QStringList, changes);
    QFETCH(QString, part);
    const auto config = findEnv("sokoban").config();
    Schema schema;
    config->describe(schema);
    for (const QString& change : changes)
      schema.at(change.section('=', 0, 0).toStdString(), "").set(change.section('=', 1).toStdString(), "");
    const std::string message = test::usageErrorOf([&] { static_cast<void>(config->make()); });
    QVERIFY2(test::contains(message, part.toStdString()), message.c_str());
  }

  void returnsLieInTheScoreRange() {
    const auto env = findEnv("sokoban").config()->make();
    QCOMPARE(env->spec().scoreMinimum, -12.0);
    QCOMPARE(env->spec().scoreMaximum, 13.6);  // four pushes, one for each box
    QVERIFY(!env->spec().hasLegalMask);
  }

  void trainingNeverSeesAnEvaluationLevel() {
    SokobanSettings settings;
    settings.size = 7;
    settings.boxes = 1;
    const auto train = makeSokoban(settings), held = makeSokoban(settings, true);
    std::set<Bytes> seen;
    Bytes state(train->spec().stateBytes);
    for (std::uint32_t i = 0; i < 300; ++i) {
      Rng rng(1, Stream::kReset, i);
      train->reset(state, rng);
      seen.insert(state);
    }
    QVERIFY(seen.size() > 100);
    for (std::uint32_t i = 0; i < 300; ++i) {
      Rng rng(1, Stream::kReset, i);
      held->reset(state, rng);
      QVERIFY(!seen.contains(state));
    }
  }
};

QTEST_APPLESS_MAIN(SokobanRulesTest)
#include "sokoban_rules_test.moc"
