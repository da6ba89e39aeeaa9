#include <string>
#include <vector>

#include <QTest>

#include "envs/sokoban/level_text.h"
#include "envs/sokoban/lurd.h"
#include "envs/sokoban/sokoban.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

//   012345
// 0 ######
// 1 #@   #
// 2 # $$ #
// 3 # .. #
// 4 ######
const std::string kText = "######\n#@   #\n# $$ #\n# .. #\n######";
Level level() { return parseMoment(kText).level; }

}  // namespace

class SokobanLurdTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void printsPushesAsCapitals() {
    const std::vector<std::int32_t> actions{1, 2, 0, 1, 2};  // right, down (push), up, right, down (push)
    QCOMPARE(printLurd(level(), actions), std::string("rDurD"));
    QCOMPARE(parseLurd(level(), "rDurD"), actions);
    const std::vector<std::int32_t> withNothing{0, 3, 1, 2, 0, 1, 2};  // two walls at first
    QCOMPARE(printLurd(level(), withNothing), std::string("rDurD"));
    QCOMPARE(printLurd(level(), {}), std::string());
  }

  void lettersMeanTheEnvironmentsActions() {
    SokobanSettings settings;
    settings.size = 6;
    settings.boxes = 2;
    const auto env = makeSokoban(settings);
    std::vector<std::byte> state(env->spec().stateBytes);
    env->parse(kText, state);
    StepResult last;
    for (const std::int32_t action : parseLurd(level(), "rDurD"))
      last = env->step(state, std::as_bytes(std::span(&action, 1)));
    QVERIFY(last.success);
    QCOMPARE(env->spec().actionNames, (std::vector<std::string>{"Up", "Right", "Down", "Left"}));
  }

  void checksASolution() {
    const SolutionLength length = checkSolution(level(), "rDurD");
    QCOMPARE(length.moves, 5);
    QCOMPARE(length.pushes, 2);
    QCOMPARE(checkSolution(level(), " r D\nu r\tD ").moves, 5);
    QCOMPARE(checkSolution(level(), "3r 3l rDurD").moves, 11);
  }

  void refuses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("unfinished") << "rD" << QStringList{"on a target", "2 moves"};
    QTest::newRow("nothing") << "" << QStringList{"on a target"};
    QTest::newRow("unknown letter") << "rxD" << QStringList{"'x'", "move 2", "column 2"};
    QTest::newRow("second line") << "r\nD\n ux" << QStringList{"'x'", "move 4", "line 3, column 3"};
    QTest::newRow("unseen byte") << "r\x7F" << QStringList{"move 2", "column 2"};
    QTest::newRow("small push") << "rdurD" << QStringList{"capital", "'d'", "move 2", "column 2"};
    QTest::newRow("capital step") << "RDurD" << QStringList{"push", "'R'", "move 1", "column 1"};
    QTest::newRow("wall") << "ru" << QStringList{"blocked", "move 2", "column 2"};
    QTest::newRow("two boxes") << "dR" << QStringList{"blocked", "move 2", "column 2"};
    QTest::newRow("run into a wall") << "9r" << QStringList{"blocked", "move 4", "column 2"};
    QTest::newRow("endless run") << "999999999999999999999999r" << QStringList{"blocked", "move 4"};
    QTest::newRow("count of nothing") << "r3" << QStringList{"run length", "column 3"};
    QTest::newRow("count and space") << "3 r" << QStringList{"another byte", "column 2"};
  }
  void refuses() {
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const std::string message = test::usageErrorOf([&] { checkSolution(level(), text.toStdString()); });
    for (const QString& part : parts) QVERIFY2(test::contains(message, part.toStdString()), message.c_str());
  }
};

QTEST_APPLESS_MAIN(SokobanLurdTest)
#include "sokoban_lurd_test.moc"
