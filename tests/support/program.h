#pragma once

#include <csignal>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTest>

namespace spolab::test {

/// What one run of the program said.
struct Said {
  int code = -1;
  QString out, error;
  bool crashed = false;
  [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(out.toUtf8()); }
  [[nodiscard]] QString all() const { return QString("exit %1\n%2\n%3").arg(code).arg(out, error); }
};

/// Runs the built `spolab` with these arguments to its end.
inline Said say(const QStringList& arguments, int milliseconds = 60000) {
  QProcess process;
  process.start(SPOLAB_PROGRAM, arguments);
  const bool ended = process.waitForFinished(milliseconds);
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError()), !ended || process.exitStatus() == QProcess::CrashExit};
}

}  // namespace spolab::test

/// Exit code, no crash; everything the program said is in the message.
#define QEXIT(said, expected)                                                                  \
  do {                                                                                         \
    const spolab::test::Said exit_said = said;                                                 \
    QVERIFY2(!exit_said.crashed && exit_said.code == (expected), qPrintable(exit_said.all())); \
  } while (false)

/// One line on standard error that begins as the contract says and holds all `parts`; nothing on standard output.
#define QREFUSED(said, expected, parts)                                                                    \
  do {                                                                                                     \
    QEXIT(said, expected);                                                                                 \
    QVERIFY2((said).error.startsWith("spolab: error: "), qPrintable((said).all()));                        \
    QVERIFY2((said).error.endsWith('\n') && (said).error.count('\n') == 1, qPrintable((said).all()));      \
    QVERIFY2((said).out.isEmpty(), qPrintable((said).all()));                                              \
    for (const QString& wanted : parts) QVERIFY2((said).error.contains(wanted), qPrintable((said).all())); \
  } while (false)
