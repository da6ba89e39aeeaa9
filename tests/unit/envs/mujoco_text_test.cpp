#include <QTest>

#include "tests/support/expect_error.h"
#include "tests/unit/envs/mujoco_test.h"

using namespace spolab;
using namespace spolab::test;

/// States as text.
class MujocoTextTest : public QObject {
  Q_OBJECT

  static std::string words(const std::string& word, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += word;
    return text;
  }
  static std::string good() {
    return "steps 3 qpos 1 2 0.5 1 0 0 0" + words(" .25", 8) + " qvel" + words(" -1e-3", 14);
  }

 private Q_SLOTS:
  void numbersReadBackBitForBit_data() {
    QTest::addColumn<double>("value");
    for (const double value :
         {0.0, -0.0, 0.1, -1.0 / 3.0, 1e6, -1e6, 5e-324, 2.2250738585072014e-308, 0x1.fffffffffffffp9})
      QTest::addRow("%a", value) << value;
  }
  void numbersReadBackBitForBit() {
    QFETCH(double, value);
    const Player player("humanoid");
    State state = player.reset(0), parsed(state.size(), 7.0);
    player.positions(state)[9] = value;
    player.velocities(state)[22] = value;
    player.env->parse(player.env->print(bytes(state)), bytes(parsed));
    QVERIFY(std::memcmp(state.data(), parsed.data(), state.size() * sizeof(double)) == 0);
  }

  void peopleMayWriteDecimals() {
    const Player player("ant");
    State state(30);
    player.env->parse(good(), bytes(state));
    QCOMPARE(bodies::stepsOf(bytes(state)), 3);
    QCOMPARE(player.positions(state)[1], 2.0);
    QCOMPARE(player.positions(state)[14], 0.25);
    QCOMPARE(player.velocities(state)[13], -1e-3);
  }

  /// As given: the engine normalises its own copy.
  void quaternionsStayAsGiven() {
    const Player player("ant");
    State twice(30), once(30);
    player.env->parse("steps 0 qpos 0 0 .5 2 0 0 0" + words(" .9", 8) + " qvel" + words(" 0", 14), bytes(twice));
    player.env->parse("steps 0 qpos 0 0 .5 1 0 0 0" + words(" .9", 8) + " qvel" + words(" 0", 14), bytes(once));
    QCOMPARE(player.positions(twice)[3], 2.0);
    QCOMPARE(player.observe(twice)[1], 2.0f);
    QCOMPARE(player.step(twice, player.still()).reward, player.step(once, player.still()).reward);
    QVERIFY(twice == once);
  }

  void refusalsNameWordAndPlace_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const QString text = QString::fromStdString(good());
    const auto change = [&text](const char* from, const char* to) { return QString(text).replace(from, to); };
    QTest::newRow("empty") << ""
                           << "the word steps, found the end of the text";
    QTest::newRow("other word") << "walk 3"
                                << "'walk'";
    QTest::newRow("steps") << change("steps 3", "steps x") << "word 2";
    QTest::newRow("too many steps") << change("steps 3", "steps 1001") << "from 0 to 1000";
    QTest::newRow("negative steps") << change("steps 3", "steps -1") << "'-1'";
    QTest::newRow("no number") << change("0.5", "half") << "qpos 3 of 15";
    QTest::newRow("nan") << change("0.5", "nan") << "'nan'";
    QTest::newRow("infinite") << change("0.5", "-inf") << "'-inf'";
    QTest::newRow("too large") << change("0.5", "1.1e6") << "1e+06";
    QTest::newRow("two signs") << change("0.5", "--1") << "'--1'";
    QTest::newRow("sign behind 0x") << change("0.5", "0x-1p0") << "'0x-1p0'";
    QTest::newRow("trailing") << change("0.5", "0.5m") << "'0.5m'";
    QTest::newRow("underflow") << change("0.5", "0x1p-9999") << "'0x1p-9999'";
    QTest::newRow("zero quaternion") << change("1 0 0 0", "0 0 0 0") << "quaternion";
    QTest::newRow("too few") << change(" .25 qvel", " qvel") << "qpos 15 of 15";
    QTest::newRow("too many") << change("qvel", "1 qvel") << "the word qvel";
    QTest::newRow("end") << text.left(text.size() - 6) << "the end of the text";
    QTest::newRow("more") << text + " 0"
                          << "no further word";
    QTest::newRow("unprintable") << text + " \x01\x7f"
                                 << "'?\?'";
  }
  void refusalsNameWordAndPlace() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const Player player("ant");
    const State before = player.reset(0);
    State state = before;
    const std::string message = usageErrorOf([&] { player.env->parse(text.toStdString(), bytes(state)); });
    QVERIFY2(contains(message, part.toStdString()), message.c_str());
    QVERIFY2(contains(message, "the ant's state"), message.c_str());
    QVERIFY(state == before);
  }

  void controlsAreWithinTheirRange() {
    const Player player("humanoid");
    State state = player.reset(0);
    player.controls(state)[4] = 0.5;
    const std::string text = player.env->print(bytes(state));
    QVERIFY(contains(usageErrorOf([&] { player.env->parse(text, bytes(state)); }), "±0.4 as ctrl 5 of 17"));
  }
};

QTEST_APPLESS_MAIN(MujocoTextTest)
#include "mujoco_text_test.moc"
