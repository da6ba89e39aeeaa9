#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QTextStream>

/// The walls of the design: which folders may not include what. Patterns match what stands between the quotes or
/// angle brackets of an #include.
namespace {

const char* const kTorch = "^(torch|ATen|c10|caffe2)/";
const char* const kQt = "^(Qt[A-Z]\\w*/.*|Q[A-Z]\\w*)$|^(Qt\\w+/|q\\w+\\.h$)";
const char* const kDrawing = "^(GL|GLES\\d|EGL|KHR|imgui\\w*|imgui)(/|\\.h|_)|^imgui";
const char* const kFilms = "^lib(av|sw|postproc)";

QStringList includesOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) return {};
  static const QRegularExpression directive("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
  QStringList names;
  QTextStream stream(&file);
  for (QString line; stream.readLineInto(&line);)
    if (const auto match = directive.match(line); match.hasMatch()) names << match.captured(1);
  return names;
}

QStringList sourcesBelow(const QString& folder) {
  QStringList files;
  QDirIterator it(QStringLiteral(SPOLAB_SOURCE_DIR "/") + folder, {"*.h", "*.cpp", "*.inl", "*.mm"}, QDir::Files,
                  QDirIterator::Subdirectories);
  while (it.hasNext()) files << it.next();
  return files;
}

}  // namespace

class IncludeWallsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void wallsHold_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("forbidden");
    const auto wall = [](const char* folder, const char* what, const QString& pattern) {
      QTest::addRow("%s: no %s", folder, what) << QString(folder) << pattern;
    };
    for (const char* folder : {"envs", "render", "app/studio", "core/trace", "core/plan", "core/base", "core/config"})
      wall(folder, "LibTorch", kTorch);
    for (const char* folder : {"envs", "core", "render", "app/cli"}) wall(folder, "Qt", kQt);
    for (const char* folder : {"envs", "core"}) wall(folder, "drawing library", kDrawing);
    wall("envs", "core but trace and base and render and app", "^(core/(?!trace/|base/)|render/|app/)");
    wall("core/base", "other folder", "^(core/(?!base/)|envs/|render/|app/)");
    wall("core/trace", "other folder", "^(core/(?!trace/|base/)|envs/|render/|app/)");
    wall("core", "render and app", "^(render|app)/");
    wall("core/plan", "networks, learning, runs", "^core/(nn|learn|run)/");
    wall("render", "core but trace and base, app", "^(core/(?!trace/|base/)|app/)");
    wall("app/cli", "window", "^app/studio/");
    wall("app/episode", "LibTorch", kTorch);
    wall("app/episode", "Qt", kQt);
    wall("app/episode", "programs", "^app/(cli|studio)/");
    for (const char* folder : {"envs", "core", "app", "render/panels"}) wall(folder, "FFmpeg", kFilms);
    wall("app/studio", "insides of the engine", "^core/(nn|learn/(?!.*settings\\.h$))");
  }
  void wallsHold() {
    QFETCH(QString, folder);
    QFETCH(QString, forbidden);
    const QRegularExpression pattern(forbidden);
    QVERIFY(pattern.isValid());
    QStringList breaches;
    for (const QString& file : sourcesBelow(folder))
      for (const QString& name : includesOf(file))
        if (pattern.match(name).hasMatch()) breaches << file + " includes " + name;
    QVERIFY2(breaches.isEmpty(), qPrintable(breaches.join('\n')));
  }

  /// A pattern that matches nothing would hold any wall.
  void patternsRecogniseTheirLibraries_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("include");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* pattern, const char* include, bool matches) {
      QTest::newRow(include) << QString(pattern) << QString(include) << matches;
    };
    row(kTorch, "torch/torch.h", true);
    row(kTorch, "ATen/ATen.h", true);
    row(kTorch, "core/nn/torch_setup.h", false);
    row(kQt, "QString", true);
    row(kQt, "QtCore/QString", true);
    row(kQt, "qcustomplot.h", true);
    row(kQt, "queue", false);
    row(kQt, "quantile/quantile.h", false);
    row(kDrawing, "GL/gl.h", true);
    row(kDrawing, "EGL/egl.h", true);
    row(kDrawing, "imgui.h", true);
    row(kDrawing, "imgui/imgui.h", true);
    row(kDrawing, "glm/glm.hpp", false);
    row(kFilms, "libavcodec/avcodec.h", true);
    row(kFilms, "libswscale/swscale.h", true);
    row(kFilms, "library.h", false);
  }
  void patternsRecogniseTheirLibraries() {
    QFETCH(QString, pattern);
    QFETCH(QString, include);
    QFETCH(bool, matches);
    QCOMPARE(QRegularExpression(pattern).match(include).hasMatch(), matches);
  }

  void sourcesAreFound() { QVERIFY(sourcesBelow("envs").size() >= 5 && sourcesBelow("core").size() >= 5); }

  void everyHeaderIsGuarded() {
    QStringList bare;
    for (const char* folder : {"envs", "core", "render", "app", "tests"})
      for (const QString& path : sourcesBelow(folder)) {
        QFile file(path);
        if (path.endsWith(".h") && file.open(QIODevice::ReadOnly) && !file.readAll().contains("#pragma once"))
          bare << path;
      }
    QVERIFY2(bare.isEmpty(), qPrintable(bare.join('\n')));
  }
};

QTEST_APPLESS_MAIN(IncludeWallsTest)
#include "include_walls_test.moc"
