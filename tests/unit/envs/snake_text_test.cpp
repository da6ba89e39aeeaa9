#include <QTest>

#include "tests/support/expect_error.h"
#include "tests/unit/envs/snake_game.h"

using namespace spolab;
using test::SnakeGame;

class SnakeTextTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aBoardIsAPicture() {
    const SnakeGame game(4, "...*/>>v./^.O./..../ steps 17 chance 9f3c");
    QCOMPARE(game.env->print(game.state), std::string("...*\n>>v.\n^.O.\n....\nsteps 17 chance 9f3c"));
    const snake::Position position = game.position();
    QCOMPARE(position.body, (std::vector<int>{10, 6, 5, 4, 8}));
    QCOMPARE(position.fruit, 3);
    QCOMPARE(position.steps, 17);
    QCOMPARE(position.chance, std::uint64_t{0x9F3C});
  }

  void formsOfOneBoard_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("as printed") << "...*\n>>v.\n^.O.\n....\nsteps 0 chance 0";
    QTest::newRow("in one line") << "...*/>>v./^.O./....";
    QTest::newRow("lines of another system") << "...*\r\n>>v.\r\n^.O.\r\n....\r\n";
    QTest::newRow("blanks around") << "  ...*  >>v.\t^.O.\n\n  ....  chance 0000";
    QTest::newRow("steps only") << "...*/>>v./^.O./..../steps 0";
  }
  void formsOfOneBoard() {
    QFETCH(QString, text);
    const SnakeGame game(4, text.toStdString());
    QCOMPARE(game.env->print(game.state), std::string("...*\n>>v.\n^.O.\n....\nsteps 0 chance 0"));
  }

  void badTextIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* name, const char* text, const char* named) {
      QTest::newRow(name) << text << named;
    };
    row("nothing", "", "a count of 0 rows");
    row("rows missing", "...*/O.../....", "a count of 3 rows");
    row("row too short", "...*/O../..../....", "'O..', a count of 3, as row 2");
    row("row too long", "...*/O..../..../....", "'O....', a count of 5, as row 2");
    row("unknown cell", "...*/O.x./..../....", "'x' in row 2, column 3");
    row("a character of many bytes", "...*/O.\xC3\xA9/..../....", "'?' in row 2, column 3");
    row("no head", "...*/..../..../....", "one head (O), found none");
    row("two heads", "...*/O.../..../O...", "a second one in row 4, column 1");
    row("no fruit", "..../O.../..../....", "one fruit (*), found none");
    row("two fruits", "...*/O.../..../...*", "a second one in row 4, column 4");
    row("fruit on a full board", ">>>v/v<<</>>>v/*O<<", "");
    row("arrow off the board", "...*/O.../..../<...", "'<' in row 4, column 1 that leads off the board");
    row("arrow to a free cell", "...*/O.../..../>...", "'>' in row 4, column 1 that leads to a cell without a snake");
    row("arrow to the fruit", "..>*/O.../..../....", "'>' in row 1, column 3 that leads to a cell without a snake");
    row("two tails", ".v.*/>O../..../....", "two to row 2, column 2");
    row("a ring", "...*/O.../..>v/..^<", "a ring of them");
    row("steps without a number", "...*/O.../..../.... steps", "found no number");
    row("steps are no number", "...*/O.../..../....\nsteps many", "'many' at line 2, column 7");
    row("steps are negative", "...*/O.../..../....\nsteps -1", "'-1' at line 2, column 7");
    row("steps beyond the limit", "...*/O.../..../.... steps 101", "100 (env.step_limit)");
    row("chance is no number", "...*/O.../..../.... chance xyz", "'xyz' at line 1, column 28");
    row("chance is too long", "...*/O.../..../.... chance 10000000000000000", "16 digits");
    row("chance before steps", "...*/O.../..../....\nchance 1\nsteps 2", "'steps' at line 3, column 1");
    row("a fifth row", "...*/O.../..../..../....", "'....' at line 1, column 21");
  }
  void badTextIsRefused() {
    QFETCH(QString, text);
    QFETCH(QString, named);
    SnakeGame game(4, 100);
    const std::string message = test::usageErrorOf([&] { game.env->parse(text.toStdString(), game.state); });
    if (named.isEmpty()) {  // not bad at all: fifteen cells and a fruit on the last one
      QCOMPARE(message, std::string());
      return;
    }
    QVERIFY2(test::contains(message, named.toStdString()), message.c_str());
    QVERIFY(test::contains(message, "a board of Snake"));
    QVERIFY(!test::contains(message, "\n"));
  }
};

QTEST_APPLESS_MAIN(SnakeTextTest)
#include "snake_text_test.moc"
