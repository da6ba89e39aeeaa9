#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "envs/registry.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_source.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/sokoban.h"
#include "tests/support/expect_error.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace fs = std::filesystem;

namespace {

std::vector<Level> levelsIn(const std::string& text) {
  std::vector<Level> levels;
  readLevelText(text, "set.xsb", [&](Level& level, const LevelPlace&) { levels.push_back(level); });
  return levels;
}

QString onlyLevelIn(const QString& text) {
  const auto levels = levelsIn(text.toStdString());
  return levels.size() == 1 ? QString::fromStdString(printLevel(levels[0])) : QString("%1 levels").arg(levels.size());
}

const std::string kOne = "#####\n#@$.#\n#####\n";
const std::string kTwo = "######\n#@$ .#\n######\n";

/// Sample files of Boxoban, where they are; "" elsewhere.
fs::path boxobanFolder() {
  const char* named = std::getenv("SPOLAB_BOXOBAN");
  const fs::path folder = named != nullptr ? fs::path(named) : fs::path(SPOLAB_SOURCE_DIR) / "../shared/data/boxoban";
  std::error_code code;
  return fs::is_directory(folder, code) ? folder : fs::path();
}

}  // namespace

class SokobanLevelsTest : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;

  fs::path path(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  fs::path folder(const std::string& name) const {
    fs::create_directories(path(name));
    return path(name);
  }

 private Q_SLOTS:
  void oneLevel_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("level");
    const QString one = "#####\n#@$.#\n#####";
    QTest::newRow("plain") << one << one;
    QTest::newRow("line ends of Windows") << "#####\r\n#@$.#\r\n#####\r\n" << one;
    QTest::newRow("old line ends") << "#####\r#@$.#\r#####\r" << one;
    QTest::newRow("byte order mark") << QString::fromUtf8("\xEF\xBB\xBF") + one << one;
    QTest::newRow("indented") << "   #####\n   #@$.#\n   #####" << one;
    QTest::newRow("spaces behind") << "#####   \n#@$.# \t\n#####" << one;
    QTest::newRow("dashes and underscores for floor") << "-#####\n-#@$.#\n_#####" << one;
    QTest::newRow("run lengths") << "5#|#@$.#|5#" << one;
    QTest::newRow("run lengths on lines") << "5#\n#@$.#\n5#" << one;
    QTest::newRow("run lengths of floor") << "7#|#@2-$.#|#2.2$-#|7#|"
                                          << "#######\n#@  $.#\n#..$$ #\n#######";
    QTest::newRow("ragged") << "#####\n#   ###\n#.$ @ #\n#######"
                            << "#####  \n#   ###\n#.$ @ #\n#######";
    QTest::newRow("ragged on the left") << "  ###\n###@##\n#.$  #\n######"
                                        << "  ### \n###@##\n#.$  #\n######";
    QTest::newRow("on targets") << "######\n#+*$ #\n######"
                                << "######\n#+*$ #\n######";
    QTest::newRow("decoration") << "*###*\n#@$.#\n*###*"
                                << "*###*\n#@$.#\n*###*";
    QTest::newRow("decoration apart") << "5#|#@$.#|5#||5#"
                                      << "#####\n#@$.#\n#####\n-----\n#####";
    QTest::newRow("comments around") << "; a\n:: b\n" + one + "\nAuthor: me\nComment:\n###\nComment-End:\n" << one;
    QTest::newRow("empty comments") << ";\n" + one + "\n::\n;" << one;
    QTest::newRow("number right behind") << one + "\n17\n" << one;
    QTest::newRow("number and heading in front") << "# Old ones\n3\n" + one << one;
    QTest::newRow("comment right behind") << one + "\n; solved by nobody" << one;
  }
  void oneLevel() {
    QFETCH(QString, text);
    QFETCH(QString, level);
    QCOMPARE(onlyLevelIn(text), level);
    QCOMPARE(onlyLevelIn(level), level);  // what is written is read
  }

  void titles() {
    const auto levels = levelsIn("My levels\n\n; 0\n" + kOne + "\nTitle: after\nAuthor: me\n\nbefore\n\n" + kTwo +
                                 "\n" + kOne + "; last\n");
    QCOMPARE(levels.size(), std::size_t{3});
    QCOMPARE(levels[0].title, std::string("after"));
    QCOMPARE(levels[1].title, std::string("before"));
    QCOMPARE(levels[2].title, std::string());
    QCOMPARE(levelsIn("; 17\n" + kOne)[0].title, std::string("17"));
    QCOMPARE(levelsIn("Title: " + std::string(100000, 'x') + "\n" + kOne)[0].title.size(), std::size_t{100});
  }

  void placesAreTold() {
    std::vector<std::size_t> lines;
    readLevelText("; 0\n" + kOne + "\n; 1\n\n" + kTwo, "set.xsb", [&](Level&, const LevelPlace& place) {
      lines.push_back(place.line);
      QCOMPARE(place.source, std::string("set.xsb"));
    });
    QCOMPARE(lines, (std::vector<std::size_t>{2, 8}));
  }

  void badText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char* name, const QByteArray& text, const QStringList& parts) {
      QTest::newRow(name) << text << parts;
    };
    row("binary",
        QByteArray("\x7F"
                   "ELF\x02\x01\x01\x00\x00",
                   9),
        {"byte 0x7F", "line 1, column 1"});
    row("zero byte", QByteArray("#####\n#@\0.#\n", 12), {"byte 0x00", "line 2, column 3"});
    row("bad character", "#####\n#@x.#\n#####", {"'x'", "line 2, column 3"});
    row("bad character behind the wall", "#####\n#@$.#?\n#####", {"'?'", "line 2, column 6"});
    row("tab within a row", "#####\n#@\t$.#\n#####", {"byte 0x09", "line 2, column 3"});
    row("no player", "; 0\n#####\n#.$ #\n#####", {"one player", "none", "line 2, column 1"});
    row("two players", "######\n#@$.@#\n######", {"one player", "second", "line 2, column 5"});
    row("two players, run lengths", "6#|#2@$.#|6#", {"second", "line 1, column 5"});
    row("no boxes", "#####\n#@  #\n#####", {"at least one box", "line 1, column 1"});
    row("boxes without targets", "######\n#@$$.#\n######", {"2 boxes and 1 target", "line 1"});
    row("targets without boxes", "\n\n######\n#@$..#\n######", {"1 box and 2 targets", "line 3"});
    row("open to the right", "#####\n#@$. \n#####", {"gap", "line 2, column 5"});
    row("open to the left", " ####\n @$.#\n ####", {"gap", "line 2, column 2"});
    row("open below", "#####\n#@$.#\n## ##", {"gap", "line 3, column 3"});
    row("last row missing", "#####\n#@$.#", {"gap", "line 2, column 2"});
    row("open through a short row", "#######\n#@$.\n#######", {"gap", "line 2"});
    row("box out of reach", "#########\n#@$.##$.#\n#########", {"never come to", "line 2, column 7"});
    row("box outside", "##### $\n#@$.# .\n#####", {"never come to", "line 1, column 7"});
    row("too wide", QByteArray(21, '#') + "\n#@$." + QByteArray(16, ' ') + "#\n" + QByteArray(21, '#'),
        {"20 × 20", "21 columns", "line 1, column 21"});
    row("too tall", QByteArray("####\n#@ #\n#$ #\n#. #\n") + QByteArray("#  #\n").repeated(16) + "####",
        {"20 × 20", "21 rows", "line 21"});
    row("far too tall", QByteArray("#  #\n").repeated(100000), {"20 rows", "line 81"});
    row("far too wide", QByteArray(5'000'000, '#'), {"20 columns", "line 1, column 81"});
    row("endless run length", "9999999999999999999999#", {"20 columns", "line 1, column 1"});
    row("run length of nothing", "#####\n#@$.5\n", {"run length", "line 2, column 6"});
    row("run length zero", "0#5#", {"at least 1", "line 1, column 1"});
    row("comment without end", "Comment:\n" + QByteArray::fromStdString(kOne), {"Comment-End:", "line 1"});
    row("second level bad", QByteArray::fromStdString(kOne) + "\n; 1\n#####\n#@..#\n#####",
        {"at least one box", "line 6"});
  }
  void badText() {
    QFETCH(QByteArray, text);
    QFETCH(QStringList, parts);
    const std::string message = test::usageErrorOf([&] { levelsIn(text.toStdString()); });
    QVERIFY2(test::contains(message, "set.xsb, line"), message.c_str());
    QVERIFY(!test::contains(message, "\n"));
    for (const QString& part : parts) QVERIFY2(test::contains(message, part.toStdString()), message.c_str());
  }

  void badFiles() {
    const auto refused = [&](const fs::path& where, const std::string& part) {
      const std::string message = test::usageErrorOf([&] { static_cast<void>(readLevels(where)); });
      QVERIFY2(test::contains(message, part), message.c_str());
      QVERIFY2(test::contains(message, where.string()), message.c_str());
    };
    refused(path("missing.txt"), "nothing");
    test::writeFile(path("empty.txt"), "");
    refused(path("empty.txt"), "at least one level");
    test::writeFile(path("words.txt"), "Once upon a time\nthere was a box.\n");
    refused(path("words.txt"), "at least one level");
    refused(folder("nothing-in-it"), "none in it");
    test::writeFile(folder("other-files") / "notes.md", kOne);
    fs::create_directories(path("other-files/sub.txt"));
    refused(path("other-files"), "none in it");
    test::writeFile(folder("only-words") / "a.txt", "words\n");
    refused(path("only-words"), "none in 1 files");
    refused("/dev/zero", "neither");

    // 100 MB, most of them a hole.
    test::writeFile(path("huge.txt"), kOne);
    fs::resize_file(path("huge.txt"), 100'000'000);
    refused(path("huge.txt"), "64 MiB");
  }

  void aFolderIsReadInOrder() {
    const fs::path here = folder("set");
    test::writeFile(here / "b.XSB", kTwo + "\n" + kOne);
    test::writeFile(here / "a.txt", "; a\n" + kOne);
    test::writeFile(here / "c.sok", "no level here\n");
    test::writeFile(here / "README.md", "# not read\n");
    const auto levels = readLevels(here);
    QCOMPARE(levels.size(), std::size_t{3});
    QCOMPARE(levels[0].title, std::string("a"));
    QCOMPARE(levels[1].columns, 6);
    test::writeFile(here / "d.txt", "#####\n#@$ #\n#####\n");
    const std::string message = test::usageErrorOf([&] { static_cast<void>(readLevels(here)); });
    QVERIFY2(test::contains(message, (here / "d.txt, line 1").string()), message.c_str());
  }

  void givenLevelsAreUsed() {
    const fs::path here = folder("given");
    test::writeFile(here / "a.txt", kOne + "\n" + kTwo);
    SokobanSettings settings;
    settings.size = 6;
    settings.levels = here.string();
    const auto env = makeSokoban(settings);
    std::set<std::string> starts;
    std::vector<std::byte> state(env->spec().stateBytes);
    for (std::uint32_t i = 0; i < 50; ++i) {
      Rng rng(1, Stream::kReset, i);
      env->reset(state, rng);
      starts.insert(env->print(state));
    }
    QCOMPARE(starts.size(), std::size_t{2});  // in the middle of a board of 6 × 6
    QCOMPARE(env->startCount(), 2);
    for (const int index : {0, 1}) {
      env->start(index, state);
      QVERIFY(test::contains(env->print(state), index == 0 ? "@$.#" : "@$ .#"));
      QVERIFY(starts.contains(env->print(state)));
    }
    QCOMPARE(makeSokoban({})->startCount(), 0);
    QVERIFY(starts.contains("######\n#@$.##\n######\n######\n######\n######") ||
            starts.contains("######\n######\n#@$.##\n######\n######\n######"));

    test::writeFile(path("done.txt"), kOne + "\n#####\n#@ *#\n#####\n");
    settings.levels = path("done.txt").string();
    const std::string done = test::usageErrorOf([&] { static_cast<void>(makeSokoban(settings)); });
    for (const char* part : {"on targets", "done.txt, line 5"}) QVERIFY2(test::contains(done, part), done.c_str());

    settings.levels = here.string();
    settings.size = 5;
    const std::string message = test::usageErrorOf([&] { static_cast<void>(makeSokoban(settings)); });
    for (const char* part : {"env.size", "6 columns", "a.txt, line 5, column 1"})
      QVERIFY2(test::contains(message, part), message.c_str());
  }

  /// Environments in use at the same time share their levels, until the files change.
  void changedFilesAreReadAnew() {
    const fs::path file = path("changing.txt");
    test::writeFile(file, kOne + "\n" + kTwo);
    const auto starts = [&] {
      const auto config = findEnv("sokoban").config();
      Schema schema;
      config->describe(schema);
      schema.at("env.levels", "").set(file.string(), "");
      return config->make();
    };
    const auto first = starts();
    QCOMPARE(first->startCount(), 2);
    test::writeFile(file, kOne);
    QCOMPARE(starts()->startCount(), 1);
    QCOMPARE(first->startCount(), 2);
  }

  void evaluationHasItsOwnFolder() {
    test::writeFile(path("train.txt"), kOne);
    test::writeFile(path("test.txt"), kTwo);
    const auto config = findEnv("sokoban").config();
    Schema schema;
    config->describe(schema);
    schema.at("env.levels", "").set(path("train.txt").string(), "");
    schema.at("env.eval_levels", "").set(path("test.txt").string(), "");
    const auto start = [&] {
      const auto env = config->make();
      std::vector<std::byte> state(env->spec().stateBytes);
      Rng rng(1, Stream::kReset);
      env->reset(state, rng);
      return env->print(state);
    };
    QVERIFY(test::contains(start(), "@$.#"));
    config->useEvaluationProtocol();
    QVERIFY(test::contains(start(), "@$ .#"));
    schema.at("env.levels", "").set(path("train.txt").string(), "");  // named by hand, it wins
    QVERIFY(test::contains(start(), "@$.#"));
  }

  void madeLevelsArePlayableAndKept() {
    const Board board(8);
    MakingSettings settings;
    settings.boxesMin = 1;
    settings.boxesMax = 3;
    const auto source = madeLevels(board, settings), another = madeLevels(board, settings);
    QCOMPARE(source->mostBoxes(), 3);
    std::set<int> boxes;
    std::vector<std::byte> first(board.stateBytes()), second(first), third(first);
    for (std::uint32_t i = 0; i < 40; ++i) {
      Rng a(1, Stream::kReset, i), b = a, c = a;
      source->draw(first, a);
      source->draw(second, b);  // kept from the first time
      another->draw(third, c);
      QVERIFY(first == second && first == third);
      QVERIFY(!findFlaw(board.unload(first)));
      QVERIFY(!board.solved(first));
      boxes.insert(board.boxes(first));
    }
    QCOMPARE(boxes, (std::set<int>{1, 2, 3}));
  }

  void threadsDrawTheSameLevels() {
    const Board board(7);
    const auto source = madeLevels(board, {1, 1, 1, 40, false});
    constexpr std::uint32_t kDraws = 60;
    std::vector<std::vector<std::byte>> drawn(3);
    {
      std::vector<std::jthread> threads;
      for (auto& mine : drawn)
        threads.emplace_back([&] {
          mine.resize(kDraws * board.stateBytes());
          for (std::uint32_t i = 0; i < kDraws; ++i) {
            Rng rng(2, Stream::kReset, i);
            source->draw(std::span(mine).subspan(i * board.stateBytes(), board.stateBytes()), rng);
          }
        });
    }
    QVERIFY(drawn[0] == drawn[1] && drawn[0] == drawn[2]);
  }

  /// As printed, on one line, or with a title as files have it.
  void momentsWithSteps_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("steps");
    QTest::newRow("lines") << "#####\n#@$.#\n#####\nsteps 7" << 7;
    QTest::newRow("one line") << "#####|#@$.#|#####|steps 7" << 7;
    QTest::newRow("one line, spaces") << "#####|#@$.#|#####|steps 7 \n" << 7;
    QTest::newRow("a title") << "Level 12\n#####\n#@$.#\n#####\n" << 0;
    QTest::newRow("a title and steps") << "; 3\nThe last one\n\n#####\n#@$.#\n#####\nsteps 2\n" << 2;
  }
  void momentsWithSteps() {
    QFETCH(QString, text);
    QFETCH(int, steps);
    const Moment moment = parseMoment(text.toStdString());
    QCOMPARE(moment.steps, steps);
    QCOMPARE(printLevel(moment.level), std::string("#####\n#@$.#\n#####"));
  }
  void badMoments_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("words below") << "#####\n#@$.#\n#####\nby hand"
                                 << "line 4";
    QTest::newRow("number in words") << "#####|#@$.#|#####|steps seven"
                                     << "seven";
    QTest::newRow("negative") << "#####\n#@$.#\n#####\nsteps -1"
                              << "-1";
    QTest::newRow("nothing but words") << "Level 12\n"
                                       << "level";
    QTest::newRow("nothing but steps") << "steps 3"
                                       << "level";
  }
  void badMoments() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const std::string message = test::usageErrorOf([&] { static_cast<void>(parseMoment(text.toStdString())); });
    QVERIFY2(test::contains(message, part.toStdString()), message.c_str());
  }

  void imagesAreTheEightOfASquare() {
    const Level level = parseMoment("#####\n#@ $#\n#  .#\n#   #\n#####").level;
    std::set<std::string> images;
    for (int image = 0; image < 8; ++image) {
      const Level turned = imageOf(level, image);
      QVERIFY(!findFlaw(turned));
      images.insert(printLevel(turned));
    }
    QCOMPARE(images.size(), std::size_t{8});
    QVERIFY(images.contains("#####\n#$ @#\n#.  #\n#   #\n#####"));  // mirrored
    QVERIFY(images.contains("#####\n#  @#\n#   #\n# .$#\n#####"));  // a quarter clockwise
    QVERIFY(images.contains(printLevel(level)));
  }

  void boxobanSample() {
    const fs::path samples = boxobanFolder();
    if (samples.empty()) QSKIP("no sample of Boxoban here (SPOLAB_BOXOBAN)");
    std::size_t count = 0;
    readLevels(samples / "unfiltered-test-000.txt", [&](Level& level, const LevelPlace&) {
      QCOMPARE(level.title, std::to_string(count));
      QVERIFY(level.rows == 10 && level.columns == 10);
      QCOMPARE(std::count(level.cells.begin(), level.cells.end(), std::uint8_t{kBox}), 4);
      ++count;
    });
    QCOMPARE(count, std::size_t{1000});
  }
};

QTEST_APPLESS_MAIN(SokobanLevelsTest)
#include "sokoban_levels_test.moc"
