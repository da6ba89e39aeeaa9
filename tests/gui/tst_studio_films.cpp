#include <dlfcn.h>

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>

#include "app/studio/curves_export.h"
#include "app/studio/curves_panel.h"
#include "app/studio/error_dialog.h"
#include "app/studio/film_dialog.h"
#include "app/studio/record_button.h"
#include "app/studio/side_panel.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"
#include "core/run/metrics_file.h"
#include "gui_test.h"
#include "tests/support/files.h"
#include "tests/support/video_frames.h"

using namespace spolab;
using namespace spolab::test;

/// What the studio gives away: films of the episode, pictures, curves.
class TestStudioFilms : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  void theirLibrariesAreLoadedWhenSomebodyWantsOne() {
    QVERIFY(dlopen("libspolab_films.so", RTLD_NOW | RTLD_NOLOAD) == nullptr);
    open();
    QVERIFY(dlopen("libspolab_films.so", RTLD_NOW | RTLD_NOLOAD) != nullptr);
  }

  void exportsTheEpisode() {
    FilmDialog& dialog = open();
    const QString file = folder_.filePath(QStringLiteral("episode.gif"));
    name(dialog, file);
    QVERIFY2(control<QComboBox>(dialog, "Kind")->currentText().contains(QStringLiteral("GIF")),
             "the name decides the kind");
    make(dialog, 320, 200, 5);
    QSignalSpy saved(&dialog, &FilmDialog::saved);
    const long drawn = window_->stage().frames().pictures();
    QTest::mouseClick(button(dialog, "Export"), Qt::LeftButton);
    QVERIFY(dialog.busy());
    QVERIFY2(!button(dialog, "Export")->isEnabled() && button(dialog, "Cancel export")->isEnabled(),
             "only what is possible is offered");
    QVERIFY(saved.wait(120000));
    QVERIFY2(window_->stage().frames().pictures() > drawn, "the window went on drawing meanwhile");
    QVERIFY(!dialog.busy());
    QVERIFY2(summary(dialog).contains(file), "where it is stands there, although the episode goes on");
    QTest::qWait(50);
    QVERIFY(summary(dialog).contains(file));
    QFile film(file);
    QVERIFY(film.open(QIODevice::ReadOnly));
    QVERIFY(film.read(6) == "GIF89a");
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

  /// After a film has been saved, too, which stays written there.
  void anEpisodeWithoutDecisionsIsNoFilm() {
    QTest::keyClick(window_.get(), Qt::Key_Space);
    FilmDialog& dialog = open();
    name(dialog, folder_.filePath(QStringLiteral("first.gif")));
    make(dialog, 320, 200, 5);
    QSignalSpy saved(&dialog, &FilmDialog::saved);
    QTest::mouseClick(button(dialog, "Export"), Qt::LeftButton);
    QVERIFY(saved.wait(120000));
    QVERIFY(button(dialog, "Export")->isEnabled());
    auto another = std::make_shared<PlayerView>(*window_->watch().view());
    another->frames.clear();
    ++another->seed;
    dialog.follow(another);
    QVERIFY(summary(dialog).contains(QStringLiteral("first.gif")));
    QVERIFY(!button(dialog, "Export")->isEnabled());
    QTest::mouseClick(button(dialog, "Export"), Qt::LeftButton);
    QVERIFY(!dialog.busy());
  }

  void cancelLeavesNoFile() {
    FilmDialog& dialog = open();
    name(dialog, folder_.filePath(QStringLiteral("cancelled.mp4")));
    make(dialog, 1280, 800, 60);
    control<QComboBox>(dialog, "Speed")->setCurrentIndex(0);
    QTest::mouseClick(button(dialog, "Export"), Qt::LeftButton);
    QVERIFY(dialog.busy());
    QTest::mouseClick(button(dialog, "Cancel export"), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return !dialog.busy(); }, 60000));
    QCOMPARE(QDir(folder_.path()).entryList({"*cancelled*"}, QDir::Files | QDir::Hidden).size(), 0);
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

  void aBadPlaceIsSaid() {
    FilmDialog& dialog = open();
    name(dialog, QStringLiteral("/nowhere/film.mp4"));
    make(dialog, 320, 200, 5);
    QTest::mouseClick(button(dialog, "Export"), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 30000));
    QVERIFY2(window_->errors().message().contains(QStringLiteral("/nowhere/film.mp4")),
             qPrintable(window_->errors().message()));
    QVERIFY(QTest::qWaitFor([&] { return !dialog.busy() && button(dialog, "Export")->isEnabled(); }, 5000));
  }

  void closingTheWindowEndsAnExport() {
    FilmDialog& dialog = open();
    name(dialog, folder_.filePath(QStringLiteral("closed.mp4")));
    make(dialog, 1280, 800, 60);
    QTest::mouseClick(button(dialog, "Export"), Qt::LeftButton);
    window_.reset();
    QCOMPARE(QDir(folder_.path()).entryList({"*closed*"}, QDir::Files | QDir::Hidden).size(), 0);
  }

  void offersTheStepLookedAt() {
    QVERIFY(QTest::qWaitFor(
        [&] {
          if (window_->watch().view()->frames.size() < 3) return false;
          window_->watch().lookAt(1);
          return true;
        },
        60000));
    QCOMPARE(window_->stage().playhead().step(), 1);
    FilmDialog& dialog = open();
    auto* range = control<QComboBox>(dialog, "Range");
    const int from = range->count() - 1;
    QVERIFY(range->itemText(from).contains(QStringLiteral("step 2")));
    const auto pictures = [&] { return summary(dialog); };
    const QString whole = pictures();
    range->setCurrentIndex(from);
    QVERIFY(pictures() != whole);
    QVERIFY2(control<QComboBox>(dialog, "Speed")->toolTip().size() > 5, "every control explains itself");
  }

  /// A new episode may begin just before the dialog is opened: the one that was watched is still to be had.
  void offersTheEpisodeBefore() {
    window_->watch().setSpeed(kNormalSpeed + 4);
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->episode >= 1; }, 60000));
    window_->watch().setPaused(true);
    FilmDialog& dialog = open();
    auto* range = control<QComboBox>(dialog, "Range");
    QCOMPARE(range->itemText(1), QStringLiteral("The episode before it"));
    range->setCurrentIndex(1);
    QVERIFY(!summary(dialog).contains(QStringLiteral("goes on")));
    QVERIFY(button(dialog, "Export")->isEnabled());
  }

  void controlsAgreeWithEachOther() {
    FilmDialog& dialog = open();
    auto* sizes = control<QComboBox>(dialog, "Usual sizes");
    auto* width = control<QSpinBox>(dialog, "Width");
    sizes->setCurrentIndex(0);
    Q_EMIT sizes->activated(0);
    QCOMPARE(width->value(), 640);
    width->setValue(641);
    QCOMPARE(sizes->currentIndex(), sizes->count() - 1);
    name(dialog, folder_.filePath(QStringLiteral("a.gif")));
    QCOMPARE(control<QSpinBox>(dialog, "Pictures per second")->maximum(), 50);
    control<QComboBox>(dialog, "Kind")->setCurrentIndex(0);
    QVERIFY(control<QLineEdit>(dialog, "File")->text().endsWith(QStringLiteral("/a.mp4")));
  }

  /// Whatever the view shows becomes a film: also where two worlds or several searches are side by side.
  void recordsTheViewInEveryMode() {
    QAction* entry = menuEntry(*window_, QStringLiteral("Record the view"));
    QVERIFY(entry != nullptr && entry->shortcut() == QKeySequence(QStringLiteral("Ctrl+Shift+E")));
    RecordButton& recorder = window_->recorder();
    QVERIFY(!recorder.isVisible());
    const std::vector<std::pair<Mode, QString>> modes{{Mode::kWatch, QStringLiteral("watch.gif")},
                                                      {Mode::kCompare, QStringLiteral("compare.mp4")},
                                                      {Mode::kRace, QStringLiteral("race.mp4")}};
    for (const auto& [mode, name] : modes) {
      window_->sidePanel().setMode(mode);
      const QString file = folder_.filePath(name);
      QSignalSpy ended(&recorder.recording(), &ViewRecording::finished);
      recorder.record(file);
      QVERIFY(recorder.isVisible() && recorder.text().contains(QStringLiteral("filming")));
      QVERIFY2(entry->isChecked(), "the menu says so");
      QVERIFY(QTest::qWaitFor([&] { return recorder.recording().seconds() >= 1.0; }, 20000));
      if (mode == Mode::kCompare) window_->resize(1000, 700);  // a film keeps its size
      QTest::qWait(200);
      QTest::mouseClick(&recorder, Qt::LeftButton);
      QVERIFY(!entry->isChecked());
      QVERIFY(ended.count() == 1 || ended.wait(60000));
      QCOMPARE(ended[0][0].toString(), file);
      QVERIFY2(ended[0][1].toInt() >= 20, "as many pictures as the seconds ask for");
      QCOMPARE(ended[0][2].toULongLong(), static_cast<qulonglong>(QFileInfo(file).size()));
      QVERIFY(!recorder.isVisible());
      QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
    }
  }

  void aRecordingThatCannotBeWrittenIsSaid() {
    window_->recorder().record(QStringLiteral("/nowhere/view.mp4"));
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 30000));
    QVERIFY2(window_->errors().message().contains(QStringLiteral("/nowhere/view.mp4")),
             qPrintable(window_->errors().message()));
    QVERIFY(!window_->recorder().isVisible() && !window_->recorder().recording().busy());
    window_->errors().close();
    for (const char* name : {"view.txt", "view.png", "view-%04d.png"}) {
      window_->recorder().record(folder_.filePath(QLatin1String(name)));
      QVERIFY2(window_->errors().isVisible() && !window_->recorder().recording().busy(), name);
      window_->errors().close();
    }
  }

  /// What there is of the film goes, the message stays, and so does the window.
  void aDiskThatFillsUpIsSaid() {
    const QString file = folder_.filePath(QStringLiteral("full.mp4"));
    RecordButton& recorder = window_->recorder();
    recorder.record(file);
    {
      const FullDisk disk(4000);
      window_->watch().setSpeed(kFastest);  // something changes from picture to picture
      QVERIFY(QTest::qWaitFor([&] { return recorder.recording().seconds() >= 1.0 || !recorder.recording().busy(); },
                              20000));
      if (recorder.recording().busy()) recorder.stop();
      QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 60000));
    }
    QVERIFY2(window_->errors().message().contains(file), qPrintable(window_->errors().message()));
    QVERIFY(QTest::qWaitFor([&] { return !recorder.recording().busy(); }, 30000));
    QVERIFY(!recorder.isVisible());
    window_->errors().close();
    for (const QString& left : QDir(folder_.path()).entryList(QDir::Files | QDir::Hidden))
      QVERIFY2(!left.contains(QStringLiteral("full")), qPrintable(left));
    const std::size_t steps = window_->watch().view()->frames.size();
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->frames.size() != steps; }, 20000));
  }

  void closingWaitsForTheFilm() {
    const QString file = folder_.filePath(QStringLiteral("waited.gif"));
    window_->recorder().record(file);
    QVERIFY(QTest::qWaitFor([&] { return window_->recorder().recording().seconds() >= 1.0; }, 20000));
    QVERIFY(!window_->close());
    QVERIFY(QTest::qWaitFor([&] { return !window_->isVisible(); }, 60000));
    QVERIFY(QFileInfo(file).size() > 1000);
  }

  /// What is written is what was seen, as long as it took: also where the writer cannot keep up.
  void aRecordingShowsWhatWasSeen() {
    const QString file = folder_.filePath(QStringLiteral("seen.mp4"));
    window_->watch().setPaused(true);
    QVERIFY(QTest::qWaitFor([&] { return !window_->stage().imagined().empty() && window_->stage().still(); }, 10000));
    const QImage first = window_->stage().shown();
    QSignalSpy ended(&window_->recorder().recording(), &ViewRecording::finished);
    window_->recorder().record(file);
    QElapsedTimer clock;
    clock.start();
    QTest::qWait(700);
    QCOMPARE(window_->stage().shown().size(), first.size());  // saying so takes no room
    QTest::qSleep(600);                                       // the window's thread is busy: what was on screen stays
    window_->stage().orbitBy(160.0f, 0.0f);
    QVERIFY(QTest::qWaitFor([&] { return window_->stage().shown() != first; }, 10000));
    QVERIFY(QTest::qWaitFor([&] { return window_->stage().still(); }, 10000));
    const QImage last = window_->stage().shown();
    window_->recorder().stop();
    const double seconds = static_cast<double>(clock.elapsed()) / 1000.0;
    QVERIFY(ended.count() == 1 || ended.wait(60000));
    const DecodedVideo film = decodeVideo(file.toStdString());
    QCOMPARE(film.width, first.width() + first.width() % 2);
    QVERIFY2(std::abs(film.seconds - seconds) < 0.15, qPrintable(QString::number(film.seconds - seconds)));
    QCOMPARE(static_cast<int>(film.pictures.size()), ended[0][1].toInt());
    QVERIFY(alike(film.pictures.front(), first) && !alike(film.pictures.front(), last));
    QVERIFY(alike(film.pictures.back(), last));
    const auto at = [&](double second) {
      return film.pictures[static_cast<std::size_t>(second / film.seconds * static_cast<double>(film.pictures.size()))];
    };
    QVERIFY2(alike(at(1.1), first), "nothing had moved yet");
  }

  void closingTheWindowKeepsARecording() {
    const QString file = folder_.filePath(QStringLiteral("kept.mp4"));
    window_->recorder().record(file);
    QVERIFY(QTest::qWaitFor([&] { return window_->recorder().recording().seconds() >= 0.5; }, 20000));
    window_.reset();
    QVERIFY(QFileInfo(file).size() > 1000);
  }

  void copiesThePicture() {
    QGuiApplication::clipboard()->clear();
    choose(*window_, "Copy picture");
    const QImage copied = QGuiApplication::clipboard()->image();
    QVERIFY(!copied.isNull());
    QCOMPARE(copied.size(), (QSizeF(window_->stage().size()) * window_->stage().devicePixelRatio()).toSize());
  }

  void savesTheCurves() {
    std::vector<MetricsRow> rows(3);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].values.assign(metricNames().size(), std::nan(""));
      rows[i].values[0] = static_cast<double>(i + 1);
      rows[i].values[3] = 0.125 * static_cast<double>(i);
    }
    window_->curves().append(rows);
    const QString table = folder_.filePath(QStringLiteral("curves.csv"));
    saveCurvesCsv(rows, table);
    const std::vector<MetricsRow> read = readMetrics(table.toStdString());
    QCOMPARE(read.size(), rows.size());
    QCOMPARE(read[2].values[3], 0.25);
    QVERIFY(std::isnan(read[2].values[4]));
    const QString picture = folder_.filePath(QStringLiteral("curves.png"));
    saveCurvesPicture(window_->curves(), picture);
    QCOMPARE(QImage(picture).size(), window_->curves().size() * window_->curves().devicePixelRatio());
    QVERIFY_EXCEPTION_THROWN(saveCurvesCsv(rows, QStringLiteral("/nowhere/curves.csv")), Error);
    QCOMPARE(window_->curves().actions().size(), 2);
  }

 private:
  /// Few pixels differ by more than compressing does.
  static bool alike(const Image& film, const QImage& picture) {
    long others = 0;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x) {
        const QRgb seen = picture.pixel(x, y);
        const std::uint8_t* there =
            &film.pixels[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(film.width) +
                              static_cast<std::size_t>(x))];
        const int off =
            std::abs(there[0] - qRed(seen)) + std::abs(there[1] - qGreen(seen)) + std::abs(there[2] - qBlue(seen));
        others += off > 120 ? 1 : 0;
      }
    return others < picture.width() * picture.height() / 200;
  }

  /// As a person does: the menu's entry.
  FilmDialog& open() {
    QAction* entry = menuEntry(*window_, QStringLiteral("Export episode"));
    Q_ASSERT(entry != nullptr && entry->shortcut() == QKeySequence(QStringLiteral("Ctrl+E")));
    entry->trigger();
    auto* dialog = window_->findChild<FilmDialog*>();
    Q_ASSERT(dialog != nullptr && dialog->isVisible());
    return *dialog;
  }
  template <typename Control>
  static Control* control(FilmDialog& dialog, const char* name) {
    for (Control* candidate : dialog.findChildren<Control*>())
      if (candidate->accessibleName() == QLatin1String(name)) return candidate;
    return nullptr;
  }
  static QPushButton* button(FilmDialog& dialog, const char* name) { return control<QPushButton>(dialog, name); }
  static void name(FilmDialog& dialog, const QString& file) {
    auto* line = control<QLineEdit>(dialog, "File");
    line->selectAll();
    QTest::keyClicks(line, file);
  }
  static void make(FilmDialog& dialog, int width, int height, int rate) {
    control<QSpinBox>(dialog, "Width")->setValue(width);
    control<QSpinBox>(dialog, "Height")->setValue(height);
    control<QSpinBox>(dialog, "Pictures per second")->setValue(rate);
  }
  static QString summary(FilmDialog& dialog) {
    for (QLabel* label : dialog.findChildren<QLabel*>())
      if (label->text().contains(QStringLiteral("pictures"))) return label->text();
    return {};
  }

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioFilms)
#include "tst_studio_films.moc"
