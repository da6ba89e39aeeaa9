// step(g·s, g·a) = g·step(s, a) for every symmetry an environment names.
#include "envs/symmetry.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <QTest>

#include "envs/registry.h"

using namespace spolab;

namespace {

using Bytes = std::vector<std::byte>;

Bytes observed(const Env& env, const Bytes& state) {
  Bytes out(env.spec().observationBytes());
  env.observe(state, out);
  return out;
}

Bytes image(const Env& env, const Symmetry& symmetry, const Bytes& observation) {
  Bytes out(observation.size());
  applySymmetry(symmetry, env.spec(), observation, out);
  return out;
}

StepResult act(const Env& env, Bytes& state, std::int32_t action) {
  return env.step(state, std::as_bytes(std::span(&action, 1)));
}

/// Rows of a square board of text, mirrored left to right or not, then turned clockwise by quarters; `renamed` says
/// what becomes of characters that point somewhere.
struct TextMotion {
  bool mirrored;
  int quarters;

  [[nodiscard]] char renamed(char c) const {
    const std::string circle = "^>v<";
    auto at = circle.find(c);
    if (at == std::string::npos) return c;
    if (mirrored) at = (4 - at) % 4;
    return circle[(at + static_cast<std::size_t>(quarters)) % 4];
  }
  [[nodiscard]] std::vector<std::string> operator()(std::vector<std::string> rows) const {
    const std::size_t side = rows.size();
    if (mirrored) {
      for (std::string& row : rows) row = std::string(row.rbegin(), row.rend());
    }
    for (int q = 0; q < quarters; ++q) {
      std::vector<std::string> turned(side, std::string(side, ' '));
      for (std::size_t r = 0; r < side; ++r) {
        for (std::size_t c = 0; c < side; ++c) turned[c][side - 1 - r] = rows[r][c];
      }
      rows = turned;
    }
    for (std::string& row : rows) {
      for (char& c : row) c = renamed(c);
    }
    return rows;
  }
  [[nodiscard]] std::size_t index() const { return (mirrored ? 4u : 0u) + static_cast<std::size_t>(quarters); }
};

/// A state's text with its first `side` rows moved.
std::string moved(const std::string& text, std::size_t side, const TextMotion& motion) {
  std::vector<std::string> rows;
  std::size_t at = 0;
  for (std::size_t r = 0; r < side; ++r) {
    const std::size_t end = text.find('\n', at);
    rows.push_back(text.substr(at, end - at));
    rows.back().resize(side, ' ');
    at = end == std::string::npos ? text.size() : end + 1;
  }
  std::string out;
  for (const std::string& row : motion(rows)) out += row + "\n";
  return out + text.substr(at);
}

}  // namespace

class SymmetryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyListIsAGroupWithTheIdentity() {
    for (const EnvEntry& entry : envRegistry()) {
      const auto env = entry.config()->make();
      const auto symmetries = env->symmetries();
      if (symmetries.empty()) continue;
      const Symmetry& first = symmetries.front();  // the identity
      QVERIFY(std::is_sorted(first.tokenFrom.begin(), first.tokenFrom.end()));
      QVERIFY(std::is_sorted(first.tokenLabel.begin(), first.tokenLabel.end()));
      QVERIFY(std::is_sorted(first.floatFrom.begin(), first.floatFrom.end()));
      QVERIFY(std::is_sorted(first.action.begin(), first.action.end()));
      std::set<std::vector<std::uint32_t>> places;
      bool identity = false;
      for (const Symmetry& g : symmetries) {
        std::vector<std::uint32_t> place = g.tokenFrom;
        place.insert(place.end(), g.floatFrom.begin(), g.floatFrom.end());
        QVERIFY2(places.insert(place).second, entry.id.c_str());
        QCOMPARE(std::set(g.action.begin(), g.action.end()).size(), env->spec().actionNames.size());
        Bytes state(env->spec().stateBytes);
        Rng rng(1, Stream::kTest);
        env->reset(state, rng);
        identity = identity || image(*env, g, observed(*env, state)) == observed(*env, state);
      }
      QVERIFY(identity);
    }
  }

  // The solved cube looks the same from everywhere, so a line of turns and its image lead to images of one another.
  void cubesTurnedAndMirrored() {
    const auto env = findEnv("rubiks-cube").config()->make();
    QCOMPARE(env->symmetries().size(), std::size_t{48});
    Bytes solved(env->spec().stateBytes);
    env->parse("", solved);
    for (const Symmetry& g : env->symmetries()) {
      QVERIFY(image(*env, g, observed(*env, solved)) == observed(*env, solved));
      Bytes here = solved, there = solved;
      Rng rng(3, Stream::kTest);
      for (int t = 0; t < 15; ++t) {
        const auto turn = static_cast<std::int32_t>(rng.below(18));
        const StepResult one = act(*env, here, turn);
        const StepResult two = act(*env, there, g.action[static_cast<std::size_t>(turn)]);
        QVERIFY(image(*env, g, observed(*env, here)) == observed(*env, there));
        QCOMPARE(one.reward, two.reward);
        if (one.ended) break;
      }
    }
  }

  void boardsTurnedAndMirrored_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<int>("side");
    QTest::newRow("sokoban") << "sokoban" << 10;
    QTest::newRow("snake") << "snake" << 12;
  }
  void boardsTurnedAndMirrored() {
    QFETCH(QString, env);
    QFETCH(int, side);
    const auto world = findEnv(env.toStdString()).config()->make();
    QCOMPARE(world->symmetries().size(), std::size_t{8});
    for (std::uint32_t e = 0; e < 12; ++e) {
      Rng rng(5, Stream::kTest, e);
      Bytes state(world->spec().stateBytes);
      world->reset(state, rng);
      for (int t = 0; t < 40; ++t) {
        const auto action = static_cast<std::int32_t>(rng.below(4));
        Bytes next = state;
        const StepResult result = act(*world, next, action);
        for (const bool mirrored : {false, true}) {
          for (int quarters = 0; quarters < 4; ++quarters) {
            const TextMotion motion{mirrored, quarters};
            const Symmetry& g = world->symmetries()[motion.index()];
            Bytes other(state.size());
            world->parse(moved(world->print(state), static_cast<std::size_t>(side), motion), other);
            QVERIFY(observed(*world, other) == image(*world, g, observed(*world, state)));
            const StepResult there = act(*world, other, g.action[static_cast<std::size_t>(action)]);
            QCOMPARE(there.reward, result.reward);
            QCOMPARE(there.ended, result.ended);
            // A new fruit is drawn by cell number, which a motion changes.
            const bool drawn = env == "snake" && result.reward > 0.0f;
            if (!drawn) QVERIFY(observed(*world, other) == image(*world, g, observed(*world, next)));
          }
        }
        if (result.ended) break;
        state = next;
      }
    }
  }
};

QTEST_APPLESS_MAIN(SymmetryTest)
#include "symmetry_test.moc"
