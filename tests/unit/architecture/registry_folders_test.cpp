#include <set>

#include <QDir>
#include <QTest>

#include "envs/registry.h"

using namespace spolab;

/// One folder under envs/ is one environment or a family of them; a folder's README stands beside its rules. Bodies
/// that share a solver share a folder, which then has one README line per id.
class RegistryFoldersTest : public QObject {
  Q_OBJECT

  static QStringList folders() {
    return QDir(QStringLiteral(SPOLAB_SOURCE_DIR "/envs")).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
  }
  static QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  /// All sources of a folder in one.
  static QByteArray sourcesOf(const QString& folder) {
    QByteArray all;
    const QDir dir(QStringLiteral(SPOLAB_SOURCE_DIR "/envs/") + folder);
    for (const QString& name : dir.entryList({"*.cpp"}, QDir::Files)) all += contents(dir.filePath(name));
    return all;
  }

 private Q_SLOTS:
  void everyFolderIsAnEnvironment() {
    for (const QString& folder : folders()) {
      const QByteArray sources = sourcesOf(folder);
      if (sources.isEmpty()) continue;
      int found = 0;
      for (const EnvEntry& entry : envRegistry())
        found += sources.contains('"' + QByteArray::fromStdString(entry.id) + '"');
      for (const MissingEnv& entry : missingEnvs())
        found += sources.contains('"' + QByteArray::fromStdString(entry.id) + '"');
      QVERIFY2(found > 0 || !sources.contains("registerEnv"),
               qPrintable("nothing of envs/" + folder + " is registered"));
      QVERIFY2(QFile::exists(QStringLiteral(SPOLAB_SOURCE_DIR "/envs/") + folder + "/README.md"), qPrintable(folder));
    }
  }

  void everyEnvironmentHasAFolder() {
    QVERIFY(!envRegistry().empty());
    for (const EnvEntry& entry : envRegistry()) {
      int found = 0;
      for (const QString& folder : folders())
        found += sourcesOf(folder).contains('"' + QByteArray::fromStdString(entry.id) + '"');
      QVERIFY2(found >= 1, entry.id.c_str());
    }
  }

  void namesAreUnique() {
    std::set<std::string> ids, titles;
    std::set<int> orders;
    for (const EnvEntry& entry : envRegistry()) {
      QVERIFY(ids.insert(entry.id).second);
      QVERIFY(titles.insert(entry.title).second);
      QVERIFY(orders.insert(entry.order).second);
    }
  }

  void unknownEnvironmentsAreNamedWithTheKnownOnes() {
    try {
      findEnv("rubix-cube");
      QFAIL("an unknown id was accepted");
    } catch (const std::exception& error) {
      QVERIFY(std::string(error.what()).find("did you mean 'rubiks-cube'") != std::string::npos);
    }
  }
};

QTEST_APPLESS_MAIN(RegistryFoldersTest)
#include "registry_folders_test.moc"
