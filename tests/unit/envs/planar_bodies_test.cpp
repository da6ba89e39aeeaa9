#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <QTest>

#include "envs/planar_bodies/planar_env.h"
#include "envs/planar_bodies/terrain.h"
#include "envs/registry.h"
#include "tests/support/expect_error.h"
#include "tests/support/near.h"

using namespace spolab;
using planar::State;
using planar::Terrain;

namespace {

std::unique_ptr<Env> make(const char* id) { return findEnv(id).config()->make(); }

std::span<std::byte> bytesOf(State& state) { return std::as_writable_bytes(std::span(&state, 1)); }
std::span<const std::byte> bytesOf(const State& state) { return std::as_bytes(std::span(&state, 1)); }

State parsed(const Env& env, const std::string& text) {
  State state;
  env.parse(text, bytesOf(state));
  return state;
}

std::vector<float> observed(const Env& env, const State& state) {
  std::vector<float> values(static_cast<std::size_t>(env.spec().floatCount));
  env.observe(bytesOf(state), std::as_writable_bytes(std::span(values)));
  return values;
}

StepResult stepBy(const Env& env, State& state, std::vector<float> action) {
  action.resize(static_cast<std::size_t>(env.spec().actionDims));
  return env.step(bytesOf(state), std::as_bytes(std::span(action)));
}

const char* const kCheetahText = "x 3 q 0.75 0.1 1 2 3 4 5 6 qd -1 -2 -3 11 12 13 14 15 16 step 7";
const char* const kHopperText = "x 3 q 1.25 0.1 -1 -2 0.5 qd -1 -2 -3 11 -12 9 step 7";

}  // namespace

/// The rules: what is seen, what is earned, what ends an episode, and the forms in text.
class PlanarBodiesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sizesAreThoseOfTheTables() {
    const auto check = [](const char* id, int observation, int action) {
      const auto env = make(id);
      QCOMPARE(env->spec().floatCount, observation);
      QCOMPARE(env->spec().actionDims, action);
      QCOMPARE(env->spec().stepLimit, 1000);
    };
    check("half-cheetah", 17, 6);
    check("hopper", 11, 3);
    check("walker2d", 17, 6);
    check("parkour-walker", 33, 6);
    QCOMPARE(
        make("half-cheetah")->spec().actionNames,
        (std::vector<std::string>{"back thigh", "back shin", "back foot", "front thigh", "front shin", "front foot"}));
  }

  /// Everything but x; the height counts from 0.7.
  void theCheetahSees() {
    const auto env = make("half-cheetah");
    const std::vector<float> expected{0.05f, 0.1f, 1, 2, 3, 4, 5, 6, -1, -2, -3, 11, 12, 13, 14, 15, 16};
    const std::vector<float> found = observed(*env, parsed(*env, kCheetahText));
    for (std::size_t i = 0; i < expected.size(); ++i) QNEAR(found[i], expected[i], 1e-6);
  }

  /// The height is absolute, rates are clipped to ±10.
  void theHopperSees() {
    const auto env = make("hopper");
    const std::vector<float> expected{1.25f, 0.1f, -1, -2, 0.5f, -1, -2, -3, 10, -10, 9};
    const std::vector<float> found = observed(*env, parsed(*env, kHopperText));
    for (std::size_t i = 0; i < expected.size(); ++i) QNEAR(found[i], expected[i], 1e-6);
  }

  /// Height above the ground, then the profile of the ground against the feet.
  void theParkourWalkerSees() {
    const auto env = make("parkour-walker");
    const Terrain terrain(0xABC, 1.0);
    for (const double x : {-3.0, 0.0, 2.5, 11.9, 26.2, 33.3}) {
      State state = parsed(*env, "terrain abc x 0 q 1.3 0 0 0 0 0 0 0 qd 0 0 0 0 0 0 0 0 0 step 0");
      state.x = x;
      const std::vector<float> found = observed(*env, state);
      QNEAR(found[0], 1.3f - terrain.surface(x), 1e-6);
      for (int i = 0; i < 16; ++i) {
        const float ground = terrain.ground(x - 0.3 + 0.2 * i) - 0.05f;
        QNEAR(found[static_cast<std::size_t>(17 + i)], std::clamp(ground, -1.0f, 1.0f), 1e-6);
      }
    }
  }

  void rewardIsSpeedLessEffort_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<double>("alive");
    QTest::addColumn<double>("cost");
    QTest::newRow("half-cheetah") << "half-cheetah" << 0.05 << 0.0 << 0.1;
    QTest::newRow("hopper") << "hopper" << 0.008 << 1.0 << 0.001;
    QTest::newRow("walker2d") << "walker2d" << 0.008 << 1.0 << 0.001;
    QTest::newRow("parkour-walker") << "parkour-walker" << 0.02 << 1.0 << 0.01;
  }
  void rewardIsSpeedLessEffort() {
    QFETCH(QString, id);
    QFETCH(double, seconds);
    QFETCH(double, alive);
    QFETCH(double, cost);
    const auto env = make(id.toUtf8().constData());
    State state;
    Rng rng(1, Stream::kReset);
    env->reset(bytesOf(state), rng);
    const State before = state;
    // An action beyond the box counts as its bound: 1 + 0.25 + 1.
    const StepResult result = stepBy(*env, state, {1.0f, -0.5f, 7.0f});
    QNEAR(result.reward, (state.x - before.x) / seconds + alive - cost * 2.25, 1e-5);
    State again = before;
    QCOMPARE(stepBy(*env, again, {1.0f, -0.5f, 1.0f}).reward, result.reward);
    QVERIFY(again == state);
  }

  void fallingEnds_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("ends");
    const QString hopper = " -0.1 -0.1 0 qd 0 0 0 0 0 0 step 1", walker = " 0 0 0 0 0 0 qd 0 0 0 0 0 0 0 0 0 step 1";
    QTest::newRow("hopper stands") << "hopper"
                                   << "x 0 q 1.25 0" + hopper << false;
    QTest::newRow("hopper low") << "hopper"
                                << "x 0 q 0.69 0 -1.5 0 0 qd 0 0 0 0 0 0 step 1" << true;
    QTest::newRow("hopper leans back") << "hopper"
                                       << "x 0 q 1.25 -0.21" + hopper << true;
    QTest::newRow("hopper too fast") << "hopper"
                                     << "x 0 q 5 0 -0.1 -0.1 0 qd 150 0 0 0 0 0 step 1" << true;
    QTest::newRow("walker stands") << "walker2d"
                                   << "x 0 q 1.25 0.9" + walker << false;
    QTest::newRow("walker low") << "walker2d"
                                << "x 0 q 0.79 0 -1.5 0 0 -1.5 0 0 qd 0 0 0 0 0 0 0 0 0 step 1" << true;
    QTest::newRow("walker high") << "walker2d"
                                 << "x 0 q 2.01 0" + walker << true;
    QTest::newRow("walker leans") << "walker2d"
                                  << "x 0 q 1.25 1.02" + walker << true;
    QTest::newRow("parkour stands") << "parkour-walker"
                                    << "terrain 0 x 0 q 1.25 0" + walker << false;
    QTest::newRow("parkour low") << "parkour-walker"
                                 << "terrain 0 x 0 q 0.65 0" + walker << true;
    QTest::newRow("cheetah on its back") << "half-cheetah"
                                         << "x 0 q 0.3 3.1" + walker << false;
  }
  void fallingEnds() {
    QFETCH(QString, id);
    QFETCH(QString, text);
    QFETCH(bool, ends);
    const auto env = make(id.toUtf8().constData());
    State state = parsed(*env, text.toStdString());
    const StepResult result = stepBy(*env, state, {});
    QCOMPARE(result.ended, ends);
    QVERIFY(!result.truncated && !result.failed);
    QVERIFY(result.reward != 0.0f);  // the last step is paid too
  }

  void timeCutsOff() {
    const auto env = make("half-cheetah");
    State state = parsed(*env, "x 0 q 0.7 0 0 0 0 0 0 0 qd 0 0 0 0 0 0 0 0 0 step 998");
    QVERIFY(!stepBy(*env, state, {}).truncated);
    const StepResult last = stepBy(*env, state, {});
    QVERIFY(last.truncated && !last.ended);
    QCOMPARE(state.steps, 1000);
  }

  /// A number that is none: the episode is over, earns nothing and leaves the state as it was.
  void brokenActionsFail() {
    const auto env = make("walker2d");
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      State state;
      Rng rng(1, Stream::kReset);
      env->reset(bytesOf(state), rng);
      const State before = state;
      const StepResult result = stepBy(*env, state, {0.0f, bad});
      QVERIFY(result.failed && result.ended && !result.truncated);
      QCOMPARE(result.reward, 0.0f);
      QVERIFY(state == before);
    }
  }

  /// A state that is none (finite rates the engine cuts down): a breakdown, and the thread's world is as good as new.
  void breakdownsAreReported_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<float>("rate");
    for (const char* id : {"half-cheetah", "hopper", "walker2d", "parkour-walker"})
      for (const float rate : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
        QTest::newRow(qPrintable(QString("%1 %2").arg(id).arg(double(rate)))) << QString(id) << rate;
  }
  void breakdownsAreReported() {
    QFETCH(QString, id);
    QFETCH(float, rate);
    const auto env = make(qPrintable(id));
    Rng rng(5, Stream::kReset);
    State good, wild;
    env->reset(bytesOf(good), rng);
    wild = good;
    wild.vx = wild.pitchRate = rate;
    wild.rates[0] = -rate;
    State expected = good;
    const StepResult fine = stepBy(*env, expected, {0.3f, -0.4f});
    QVERIFY(!fine.failed);

    State state = wild;
    const StepResult result = stepBy(*env, state, {0.3f, -0.4f});
    QVERIFY(result.failed && result.ended && !result.truncated);
    QCOMPARE(result.reward, 0.0f);
    QCOMPARE(std::memcmp(&state, &wild, sizeof state), 0);
    State after = good;
    QCOMPARE(stepBy(*env, after, {0.3f, -0.4f}).reward, fine.reward);
    QVERIFY(after == expected);
  }

  void startsAreSpreadAsTheTablesSay_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("height");
    QTest::addColumn<double>("noise");
    QTest::newRow("half-cheetah") << "half-cheetah" << 0.7 << 0.1;
    QTest::newRow("hopper") << "hopper" << 1.25 << 0.005;
    QTest::newRow("walker2d") << "walker2d" << 1.25 << 0.005;
  }
  void startsAreSpreadAsTheTablesSay() {
    QFETCH(QString, id);
    QFETCH(double, height);
    QFETCH(double, noise);
    const auto env = make(id.toUtf8().constData());
    double least = 1e9, largest = -1e9, rates = 0;
    constexpr int kStarts = 2000;
    for (std::uint32_t i = 0; i < kStarts; ++i) {
      State state;
      Rng rng(1, Stream::kReset, i);
      env->reset(bytesOf(state), rng);
      for (const double offset : {state.x, state.z - height, double{state.pitch}, double{state.angles[2]}}) {
        least = std::min(least, offset);
        largest = std::max(largest, offset);
      }
      rates += state.rates[1] * state.rates[1];
    }
    QVERIFY(least >= -1.001 * noise && least < -0.99 * noise && largest <= 1.001 * noise && largest > 0.99 * noise);
    const double deviation = id == "half-cheetah" ? 0.1 : 0.005 / std::sqrt(3.0);
    QNEAR(std::sqrt(rates / kStarts), deviation, 0.1 * deviation);
  }

  void textIsReadAndWritten() {
    const auto env = make("hopper");
    const State state = parsed(*env, kHopperText);
    QCOMPARE(state.x, 3.0);
    QCOMPARE(state.angles[1], -2.0f);
    QCOMPARE(state.rates[2], 9.0f);
    QCOMPARE(state.steps, 7);
    QCOMPARE(env->print(bytesOf(state)),
             std::string("x 0x1.8p+1 q 0x1.4p+0 0x1.99999ap-4 -0x1p+0 -0x1p+1 0x1p-1 qd -0x1p+0 -0x1p+1 -0x1.8p+1 "
                         "0x1.6p+3 -0x1.8p+3 0x1.2p+3 step 7"));
    const auto parkour = make("parkour-walker");
    State there;
    Rng rng(9, Stream::kReset);
    parkour->reset(bytesOf(there), rng);
    QVERIFY(parkour->print(bytesOf(there)).starts_with("terrain "));
    QVERIFY(parsed(*parkour, parkour->print(bytesOf(there))) == there);
  }

  void badTextIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("nothing") << ""
                             << "found nothing, in word 1 ";
    QTest::newRow("no number") << "x 3 q 1.25 abc"
                               << "'abc'";
    QTest::newRow("not finite") << "x nan"
                                << "'nan', in word 2 ";
    QTest::newRow("infinite") << "x 3 q inf"
                              << "'inf'";
    QTest::newRow("too large") << "x 3 q 1e6"
                               << "'1e6', in word 4 ";
    QTest::newRow("two signs") << "x --3"
                               << "'--3'";
    QTest::newRow("too few") << "x 3 q 1 2 3 4 qd"
                             << "'qd', in word 8 ";
    QTest::newRow("behind the limit") << "x 3 q 1 0 0 0 0 qd 0 0 0 0 0 0 step 1001"
                                      << "'1001'";
    QTest::newRow("negative step") << "x 3 q 1 0 0 0 0 qd 0 0 0 0 0 0 step -1"
                                   << "'-1'";
    QTest::newRow("more") << "x 3 q 1 0 0 0 0 qd 0 0 0 0 0 0 step 1 2"
                          << "the end of the text";
  }
  void badTextIsRefused() {
    QFETCH(QString, text);
    QFETCH(QString, named);
    const auto env = make("hopper");
    State state;
    const std::string message = test::usageErrorOf([&] { env->parse(text.toStdString(), bytesOf(state)); });
    QVERIFY2(test::contains(message, named.toStdString()), message.c_str());
  }

  void settingsAreHeeded() {
    const auto config = findEnv("parkour-walker").config();
    Schema schema;
    config->describe(schema);
    schema.at("env.difficulty", "test").set("0", "test");
    schema.at("env.step_limit", "test").set("3", "test");
    const auto env = config->make();
    State state = parsed(*env, "terrain 77 x 20 q 1.3 0 0 0 0 0 0 0 qd 0 0 0 0 0 0 0 0 0 step 2");
    for (std::size_t i = 17; i < 33; ++i) QNEAR(observed(*env, state)[i], -0.05f, 1e-6);
    QVERIFY(stepBy(*env, state, {}).truncated);
  }

  /// Asking for one piece or for many, in any order, gives the same; neighbours meet; sizes stay within their bounds.
  void terrainIsAFunctionOfItsSeed() {
    int steps = 0, slopes = 0, gaps = 0;
    float highest = 0, longest = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const Terrain terrain(seed, 1.0);
      std::array<Terrain::Piece, 60> all;
      terrain.pieces(-10, all);
      for (std::size_t i = all.size(); i-- > 0;) {
        const Terrain::Piece& piece = all[i];
        QVERIFY(terrain.piece(static_cast<std::int64_t>(i) - 10) == piece);
        QCOMPARE(piece.left, 0.0f);
        QVERIFY(piece.right > 0.5f && piece.right <= 1.2001f);
        highest = std::max({highest, std::abs(piece.leftHeight), std::abs(piece.rightHeight)});
        longest = std::max(longest, 1.2f - piece.right);
        if (i < 12) QVERIFY(piece == (Terrain::Piece{0, piece.right, 0, 0}) && piece.right > 0.9f);
        if (i > 0) steps += std::abs(piece.leftHeight - all[i - 1].rightHeight) > 0.01f;
        slopes += piece.leftHeight != piece.rightHeight;
        gaps += piece.right < 1.15f;
      }
    }
    QVERIFY(steps > 100 && slopes > 100 && gaps > 100);
    QVERIFY(highest > 0.15f && highest <= 0.18f);
    QVERIFY(longest > 0.5f && longest <= 0.6f);
    QVERIFY(Terrain(1, 1.0).piece(30) != Terrain(2, 1.0).piece(30));
    QVERIFY(Terrain(1, 0.0).piece(30) == (Terrain::Piece{0, static_cast<float>(Terrain::kCellLength), 0, 0}));
  }
};

QTEST_APPLESS_MAIN(PlanarBodiesTest)
#include "planar_bodies_test.moc"
