#include "app/studio/film_dialog.h"

#include <algorithm>
#include <array>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/episode/plain_numbers.h"
#include "app/episode/speed_scale.h"
#include "app/studio/film_names.h"
#include "app/studio/number_text.h"
#include "app/studio/save_file.h"
#include "render/video_writer.h"

namespace spolab {
namespace {

constexpr int kSizeAtFirst = 1;
constexpr std::array<QSize, 4> kSizes{QSize(640, 400), QSize(960, 600), QSize(1280, 800), QSize(1920, 1080)};
constexpr std::array<double, 7> kSpeeds{0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0};
constexpr int kProgressSteps = 1000;
/// Which decisions become the film.
enum Range { kOnScreen, kBefore, kFromStep };

template <typename Control>
Control* named(Control* control, const QString& name, const QString& help) {
  control->setAccessibleName(name);
  control->setToolTip(help);
  return control;
}

}  // namespace

FilmDialog::FilmDialog(QWidget* parent) : QDialog(parent), export_(this) {
  setObjectName("filmDialog");
  setWindowTitle(tr("Export episode"));
  setMinimumWidth(480);
  build();
  connectAll();
  setRunning(false);
}

void FilmDialog::build() {
  file_ = named(new QLineEdit(this), tr("File"), tr("Where the film goes; .mp4 or .gif"));
  browse_ = named(new QPushButton(tr("&Browse…"), this), tr("Browse"), tr("Choose a folder and a name"));
  kind_ = named(new QComboBox(this), tr("Kind"), tr("MP4 is small and smooth; GIF plays wherever pictures do"));
  kind_->addItem(tr("MP4 film"), QStringLiteral(".mp4"));
  kind_->addItem(tr("GIF, loops"), QStringLiteral(".gif"));
  range_ = named(new QComboBox(this), tr("Range"), tr("Which part of the episode becomes the film"));
  size_ = named(new QComboBox(this), tr("Usual sizes"), tr("Usual sizes in pixels"));
  for (const QSize& size : kSizes) size_->addItem(tr("%1 × %2").arg(size.width()).arg(size.height()));
  size_->addItem(tr("Other"));
  width_ = named(new QSpinBox(this), tr("Width"), tr("Width in pixels"));
  height_ = named(new QSpinBox(this), tr("Height"), tr("Height in pixels"));
  for (QSpinBox* side : {width_, height_}) {
    side->setRange(kSmallestSide, kLargestSide);
    side->setButtonSymbols(QAbstractSpinBox::NoButtons);
    side->setAlignment(Qt::AlignRight);
  }
  rate_ = named(new QSpinBox(this), tr("Pictures per second"), tr("More look smoother and take longer to draw"));
  rate_->setRange(1, mostFramesPerSecond(RecordingKind::kMp4));
  rate_->setValue(usualFramesPerSecond(RecordingKind::kMp4));
  rate_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  rate_->setAlignment(Qt::AlignRight);
  speed_ = named(new QComboBox(this), tr("Speed"), tr("1 ×: one move a second, bodies in real time"));
  for (const double speed : kSpeeds) speed_->addItem(tr("%1 ×").arg(speed), speed);
  speed_->setCurrentIndex(2);
  futures_ = named(new QCheckBox(tr("&Futures on the world"), this), tr("Futures on the world"),
                   tr("Ghosts and trails of what the search imagines"));
  panels_ = named(new QCheckBox(tr("&Panels beside the world"), this), tr("Panels beside the world"),
                  tr("River, decision and particles; small films have no room for them"));
  camera_ = named(new QCheckBox(tr("The world as it is &turned in the window"), this),
                  tr("The world as it is turned in the window"),
                  tr("The film looks at the world from where you do now; otherwise as the world suggests"));
  camera_->setChecked(true);
  summary_ = new QLabel(this);
  summary_->setProperty("role", "dim");
  summary_->setWordWrap(true);
  summary_->setMinimumHeight(36);
  summary_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  bar_ = named(new QProgressBar(this), tr("Progress"), tr("How much of the film is drawn"));
  bar_->setRange(0, kProgressSteps);
  bar_->setTextVisible(false);

  auto* path = new QHBoxLayout;
  path->addWidget(file_, 1);
  path->addWidget(browse_);
  auto* pixels = new QHBoxLayout;
  pixels->addWidget(size_, 1);
  pixels->addWidget(width_);
  pixels->addWidget(new QLabel(QStringLiteral("×"), this));
  pixels->addWidget(height_);
  auto* overlays = new QVBoxLayout;
  overlays->setSpacing(4);
  overlays->addWidget(futures_);
  overlays->addWidget(panels_);
  overlays->addWidget(camera_);
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  form->setLabelAlignment(Qt::AlignLeft);
  form->addRow(tr("Kind"), kind_);
  form->addRow(tr("File"), path);
  form->addRow(tr("Range"), range_);
  form->addRow(tr("Size"), pixels);
  form->addRow(tr("Pictures per second"), rate_);
  form->addRow(tr("Speed"), speed_);
  form->addRow(tr("Show"), overlays);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  start_ = named(buttons->addButton(tr("&Export"), QDialogButtonBox::ActionRole), tr("Export"),
                 tr("Draw the film; the window stays usable"));
  start_->setProperty("primary", true);
  start_->setDefault(true);
  stop_ = named(buttons->addButton(tr("&Cancel export"), QDialogButtonBox::ActionRole), tr("Cancel export"),
                tr("Stop drawing; no file is left"));
  buttons->button(QDialogButtonBox::Close)->setIcon({});
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::hide);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  column->addLayout(form);
  column->addWidget(summary_);
  column->addWidget(bar_);
  column->addWidget(buttons);
}

void FilmDialog::connectAll() {
  connect(file_, &QLineEdit::textChanged, this, &FilmDialog::followName);
  connect(browse_, &QPushButton::clicked, this, &FilmDialog::browse);
  connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
    const QFileInfo info(file_->text());
    const QString ending = kind_->currentData().toString();
    if (!info.suffix().isEmpty()) file_->setText(info.path() + '/' + info.completeBaseName() + ending);
  });
  connect(range_, &QComboBox::currentIndexChanged, this, &FilmDialog::refresh);
  connect(size_, &QComboBox::activated, this, &FilmDialog::chooseSize);
  for (QSpinBox* side : {width_, height_})
    connect(side, &QSpinBox::valueChanged, this, [this] {
      const QSize size(width_->value(), height_->value());
      const auto known = std::find(kSizes.begin(), kSizes.end(), size);
      size_->setCurrentIndex(static_cast<int>(known - kSizes.begin()));
    });
  connect(rate_, &QSpinBox::valueChanged, this, &FilmDialog::refresh);
  connect(speed_, &QComboBox::currentIndexChanged, this, &FilmDialog::refresh);
  connect(start_, &QPushButton::clicked, this, &FilmDialog::begin);
  connect(stop_, &QPushButton::clicked, this, [this] {
    stop_->setEnabled(false);
    export_.cancel();
  });
  connect(&export_, &FilmExport::progressed, this, [this](double fraction, double left) {
    bar_->setValue(static_cast<int>(fraction * kProgressSteps));
    summary_->setText(left < 0.0 ? tr("Drawing…") : tr("Drawing, about %1 left").arg(durationText(left)));
  });
  connect(&export_, &FilmExport::finished, this, [this](const QString& file, int pictures, quint64 bytes) {
    setRunning(false);
    bar_->setValue(kProgressSteps);
    const QString size = QString::fromStdString(plainBytes(static_cast<double>(bytes)));
    summary_->setText(tr("Saved %1: %2 pictures, %3").arg(QDir::toNativeSeparators(file)).arg(pictures).arg(size));
    told_ = true;
    Q_EMIT saved(file);
  });
  connect(&export_, &FilmExport::abandoned, this, [this] { setRunning(false); });
  connect(&export_, &FilmExport::failed, this, [this](const QString& why) {
    setRunning(false);
    Q_EMIT failed(tr("The film was not made"), why, tr("Choose another file or size and export again."));
  });
  chooseSize(kSizeAtFirst);
}

void FilmDialog::follow(const std::shared_ptr<const PlayerView>& view) {
  if (current_ && view && current_->env != view->env) before_.reset();
  const bool other = current_ && view && (current_->episode != view->episode || current_->seed != view->seed);
  if (other && current_->finished && current_->env == view->env) before_ = current_;
  current_ = view;
  if (!isVisible() || export_.busy()) return;
  if (other) {
    step_ = -1;
    fillRange();
  }
  if (told_)
    start_->setEnabled(canBegin());  // where the last film is stays written
  else
    refresh();
}

void FilmDialog::offer(int step, std::function<PictureStyle()> look) {
  offered_ = true;
  look_ = std::move(look);
  if (!export_.busy() && current_) {
    step_ = step;
    const PictureStyle now = look_();
    futures_->setChecked(now.futures);
    panels_->setChecked(now.panels);
    if (world_ != current_->env->spec().id) {
      world_ = current_->env->spec().id;
      file_->setText(freshFilmName(QString::fromStdString(world_)));
    }
    fillRange();
    if (current_->frames.empty() && before_) range_->setCurrentIndex(range_->findData(kBefore));
    refresh();
  }
  show();
  raise();
}

/// Keeps the choice where it is still to be had.
void FilmDialog::fillRange() {
  const QSignalBlocker quiet(range_);
  const QVariant chosen = range_->currentData();
  range_->clear();
  range_->addItem(tr("The episode on screen"), kOnScreen);
  if (before_) range_->addItem(tr("The episode before it"), kBefore);
  if (step_ > 0) range_->addItem(tr("From step %1 on, the one looked at").arg(step_ + 1), kFromStep);
  range_->setCurrentIndex(std::max(0, range_->findData(chosen)));
}

std::shared_ptr<const PlayerView> FilmDialog::episode() const {
  return range_->currentData().toInt() == kBefore ? before_ : current_;
}

void FilmDialog::browse() {
  const QString file = askWhereToSave(this, tr("Export episode"), file_->text(),
                                      tr("Films (*.mp4 *.gif);;All files (*)"), kind_->currentData().toString());
  if (!file.isEmpty()) file_->setText(file);
}

void FilmDialog::chooseSize(int index) {
  size_->setCurrentIndex(index);
  if (index >= static_cast<int>(kSizes.size())) return;
  const QSize size = kSizes[static_cast<std::size_t>(index)];
  const QSignalBlocker quiet(width_);
  width_->setValue(size.width());
  height_->setValue(size.height());
}

/// The ending of the name says what kind of film it is.
void FilmDialog::followName() {
  const int index = kind_->findData('.' + QFileInfo(file_->text()).suffix().toLower());
  if (index >= 0 && index != kind_->currentIndex()) {
    const QSignalBlocker quiet(kind_);
    kind_->setCurrentIndex(index);
  }
  const int most = mostFramesPerSecond(kind());
  if (rate_->maximum() != most) {
    rate_->setMaximum(most);
    rate_->setValue(usualFramesPerSecond(kind()));
  }
  refresh();
}

RecordingKind FilmDialog::kind() const {
  return kind_->currentIndex() == 0 ? RecordingKind::kMp4 : RecordingKind::kGif;
}

FilmPace FilmDialog::pace() const {
  const double normal = current_ ? normalStepsPerSecond(current_->env->spec()) : 1.0;
  return {rate_->value(), normal * speed_->currentData().toDouble()};
}

int FilmDialog::firstDecision() const { return range_->currentData().toInt() == kFromStep ? step_ : 0; }

int FilmDialog::decisions() const {
  const auto chosen = episode();
  return chosen ? static_cast<int>(chosen->frames.size()) - firstDecision() : 0;
}

/// Why no film can be made now; empty: it can.
QString FilmDialog::obstacle() const {
  if (const std::string problem = videoProblem(); !problem.empty())
    return tr("This program cannot write films: %1").arg(QString::fromStdString(problem));
  if (decisions() < 1) return tr("The episode has no decision yet: a film begins with the first.");
  return {};
}

bool FilmDialog::canBegin() const { return obstacle().isEmpty() && !file_->text().isEmpty(); }

/// What will be made, or why nothing can be.
void FilmDialog::refresh() {
  if (!offered_ || export_.busy()) return;  // the libraries for films are loaded when somebody wants one
  told_ = false;
  bar_->setValue(0);
  QString text = obstacle();
  start_->setEnabled(canBegin());
  if (text.isEmpty()) {
    const auto chosen = episode();
    const double seconds = filmSeconds(decisions(), chosen->finished, pace());
    text = tr("%1 of film, %2 pictures").arg(durationText(seconds), countText(seconds * rate_->value()));
    if (!chosen->finished) text += tr(". The episode goes on; the film ends where it is now");
    if (QFileInfo::exists(file_->text())) text += tr(". The file exists and will be replaced");
  }
  summary_->setText(text);
}

void FilmDialog::setRunning(bool running) {
  for (QWidget* control : std::initializer_list<QWidget*>{file_, browse_, kind_, range_, size_, width_, height_, rate_,
                                                          speed_, futures_, panels_, camera_, start_})
    control->setEnabled(!running);
  stop_->setEnabled(running);
  if (running)
    stop_->setFocus();
  else
    refresh();
}

void FilmDialog::begin() {
  if (!canBegin()) return refresh();
  FilmOrder order;
  order.episode = episode();
  order.first = firstDecision();
  order.file = file_->text().toStdString();
  order.style = look_();
  order.style.width = width_->value();
  order.style.height = height_->value();
  if (!camera_->isChecked()) order.style.camera.reset();
  order.style.futures = futures_->isChecked();
  order.style.panels = panels_->isChecked();
  order.pace = pace();
  setRunning(true);
  summary_->setText(tr("Drawing…"));
  export_.start(std::move(order));
}

}  // namespace spolab
