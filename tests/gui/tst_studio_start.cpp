#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/files.h"

/// spolab-studio from outside: what works without a display, and how it refuses.
class TestStudioStart : public QObject {
  Q_OBJECT

  struct Result {
    int code = -1;
    bool crashed = false;
    QString out, err;
  };

  static Result run(const QStringList& arguments, const QMap<QString, QString>& variables) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
      environment.remove(QString::fromLatin1(name));
    for (auto it = variables.begin(); it != variables.end(); ++it) environment.insert(it.key(), it.value());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SPOLAB_STUDIO_PROGRAM), arguments);
    Result result;
    if (!process.waitForFinished(30000)) {
      process.kill();
      process.waitForFinished();
      return result;
    }
    result.code = process.exitCode();
    result.crashed = process.exitStatus() == QProcess::CrashExit;
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    return result;
  }

 private Q_SLOTS:
  void helpAndVersionNeedNoDisplay() {
    const Result help = run({QStringLiteral("--help")}, {});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains(QStringLiteral("--agent")));
    const Result version = run({QStringLiteral("--version")}, {});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.contains(QStringLiteral("spolab-studio")));
  }

  void refusals_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("code");
    QTest::newRow("no display") << QStringList{} << ""
                                << "" << 1;
    QTest::newRow("no display, bench") << QStringList{"--bench", "--json"} << ""
                                       << "" << 1;
    QTest::newRow("a display that does not answer") << QStringList{} << "DISPLAY"
                                                    << ":9471" << 1;
    QTest::newRow("a platform without OpenGL") << QStringList{} << "QT_QPA_PLATFORM"
                                               << "offscreen" << 1;
    QTest::newRow("an OpenGL of long ago") << QStringList{} << "MESA_GL_VERSION_OVERRIDE"
                                           << "2.1" << 1;
    QTest::newRow("an unknown platform") << QStringList{} << "QT_QPA_PLATFORM"
                                         << "nonsense" << 1;
    QTest::newRow("an unknown option") << QStringList{"--nonsense"} << ""
                                       << "" << 2;
    QTest::newRow("an unknown world") << QStringList{"--env", "rubik-cube"} << ""
                                      << "" << 2;
  }

  void refusals() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(int, code);
    const Result result =
        run(arguments, variable.isEmpty() ? QMap<QString, QString>{} : QMap<QString, QString>{{variable, value}});
    QVERIFY(!result.crashed);
    QCOMPARE(result.code, code);
    QVERIFY2(result.err.startsWith(QStringLiteral("spolab: error:")), qPrintable(result.err));
    QCOMPARE(result.err.trimmed().count(QLatin1Char('\n')), 0);
    QVERIFY(result.out.isEmpty());
  }

#ifdef SPOLAB_HAS_ENGINE
  /// The display dies while a training runs: one line, and the training can be gone on with.
  void theDisplayGoesAway() {
    QTemporaryDir folder;
    QProcess server;
    server.start(QStringLiteral("Xvfb"),
                 {"-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"});
    QVERIFY(server.waitForStarted());
    QVERIFY(server.waitForReadyRead(20000));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DISPLAY"), QStringLiteral(":") + server.readLine().trimmed());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), folder.path());
    QProcess studio;
    studio.setProcessEnvironment(environment);
    studio.start(QStringLiteral(SPOLAB_STUDIO_PROGRAM), {"--env", "rubiks-cube", "--train"});
    const QDir runs(folder.filePath(QStringLiteral("spolab/runs")));
    const auto trained = [&] {
      const QStringList names = runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
      if (names.isEmpty()) return false;
      QFile metrics(runs.filePath(names.first() + QStringLiteral("/metrics.csv")));
      return metrics.open(QFile::ReadOnly) && metrics.readAll().count('\n') > 1;  // the header and an iteration
    };
    QVERIFY(QTest::qWaitFor([&] { return trained() || studio.state() == QProcess::NotRunning; }, 120000));
    QVERIFY2(studio.state() == QProcess::Running, studio.readAllStandardError().constData());
    const QString run = runs.filePath(runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot).first());
    server.kill();
    server.waitForFinished();
    QVERIFY(studio.waitForFinished(120000));
    QCOMPARE(studio.exitStatus(), QProcess::NormalExit);
    QCOMPARE(studio.exitCode(), 1);
    const QStringList said = QString::fromUtf8(studio.readAllStandardError()).split('\n', Qt::SkipEmptyParts);
    QVERIFY(!said.isEmpty() && said.last().startsWith(QStringLiteral("spolab: error: expected the display")));
    QVERIFY(said.last().contains(run));
    QVERIFY(spolab::test::lastIteration(run.toStdString()) > 0);
    QCOMPARE(spolab::test::checkpointIteration(run.toStdString()), spolab::test::lastIteration(run.toStdString()));
  }
#endif
};

QTEST_GUILESS_MAIN(TestStudioStart)
#include "tst_studio_start.moc"
