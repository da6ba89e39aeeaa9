#include "app/studio/tools/best_solutions.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "envs/sokoban/level_text.h"

using namespace spolab;

namespace {

sokoban::Level levelOf(const char* text) { return sokoban::parseMoment(text).level; }

}  // namespace

class BestSolutionsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QVERIFY(folder_.isValid()); }

  void keepsTheBestByMovesAndByPushes() {
    BestSolutions best(file("two"));
    QVERIFY(best.offer("a", "rrRRuL"));  // 6 moves, 3 pushes
    QVERIFY(best.offer("a", "rrruuuRR"));
    QVERIFY(!best.offer("a", "rrruuurRR"));  // better in nothing
    QVERIFY(!best.offer("a", "rrRRuL"));
    QCOMPARE(best.of("a").byMoves->lurd, QString("rrRRuL"));
    QCOMPARE(best.of("a").byMoves->moves, 6);
    QCOMPARE(best.of("a").byPushes->lurd, QString("rrruuuRR"));
    QCOMPARE(best.of("a").byPushes->pushes, 2);
    QVERIFY(!best.of("b").byMoves);
  }

  void remembers() {
    BestSolutions(file("kept")).offer("a", "rR");
    const BestSolutions again(file("kept"));
    QCOMPARE(again.of("a").byMoves->lurd, QString("rR"));
    QCOMPARE(again.of("a").byPushes->pushes, 1);
  }

  void damageIsSetAside() {
    const QByteArray nonsense("{ \"levels\": \x01 nonsense");
    write("bad", nonsense);
    BestSolutions best(file("bad"));
    QVERIFY(!best.of("a").byMoves);
    QVERIFY(best.offer("a", "rR"));
    QFile aside(file("bad") + ".damaged");
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), nonsense);
    QVERIFY(BestSolutions(file("bad")).of("a").byMoves.has_value());
  }

  void strangeEntriesAreLeftOut() {
    write("odd", R"({"levels":{"a":{"moves":"rX","pushes":7},"b":{"moves":"rR"},"c":3}})");
    const BestSolutions best(file("odd"));
    QVERIFY(!best.of("a").byMoves);
    QVERIFY(!best.of("c").byMoves);
    QCOMPARE(best.of("b").byPushes->lurd, QString("rR"));
  }

  void nonsenseIsNotKept() {
    BestSolutions best(file("none"));
    QVERIFY(!best.offer("a", ""));
    QVERIFY(!best.offer("a", "r R"));
    QVERIFY(!QFile::exists(file("none")));
  }

  void aFileThatCannotBeWrittenIsAnError() {
    write("blocked", "x");
    BestSolutions best(file("blocked") + "/below/solutions.json");
    QVERIFY_EXCEPTION_THROWN(best.offer("a", "rR"), Error);
    QVERIFY(best.of("a").byMoves.has_value());
  }

  void oneLevelHasOneKey() {
    const QString key = levelKey(levelOf("#####\n#@$.#\n#####"));
    QCOMPARE(levelKey(levelOf("########\n########\n###@$.##\n########")), key);
    QCOMPARE(levelKey(levelOf("#####\n#@$.#\n######\n    #*#\n    ###")), key);  // decoration
    QVERIFY(levelKey(levelOf("######\n#@$ .#\n######")) != key);
    QVERIFY(levelKey(levelOf("#####\n#.$@#\n#####")) != key);
  }

 private:
  [[nodiscard]] QString file(const char* name) const { return folder_.filePath(QString(name) + ".json"); }
  void write(const char* name, const QByteArray& content) const {
    QFile out(file(name));
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(content);
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(BestSolutionsTest)
#include "best_solutions_test.moc"
