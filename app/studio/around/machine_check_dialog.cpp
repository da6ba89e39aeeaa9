#include "app/studio/around/machine_check_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHideEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace spolab {
namespace {

constexpr int kWidth = 760, kHeight = 580;

QString markOf(Verdict verdict) {
  if (verdict == Verdict::kGood) return QStringLiteral("✓");
  return verdict == Verdict::kSlow ? QStringLiteral("~") : QStringLiteral("!");
}

}  // namespace

MachineCheckDialog::MachineCheckDialog(QWidget* parent)
    : QDialog(parent),
      summary_(new QLabel(this)),
      note_(new QLabel(tr("A training is running and takes its share: the speeds below are what it leaves."), this)),
      grid_(new QGridLayout),
      progress_(new QProgressBar(this)) {
  setObjectName("machineCheck");
  setWindowTitle(tr("Check my machine"));
  resize(kWidth, kHeight);
  summary_->setProperty("role", "title");
  summary_->setWordWrap(true);
  summary_->setAccessibleName(tr("Verdict"));
  note_->setProperty("role", "dim");
  note_->setWordWrap(true);
  progress_->setTextVisible(false);
  progress_->setAccessibleName(tr("Progress of the check"));
  auto* lines = new QWidget(this);
  auto* rows = new QVBoxLayout(lines);
  rows->setContentsMargins(0, 0, 8, 0);
  rows->addLayout(grid_);
  rows->addStretch(1);
  auto* scroll = new QScrollArea(this);
  scroll->setAccessibleName(tr("What was found"));
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(lines);
  grid_->setHorizontalSpacing(16);
  grid_->setVerticalSpacing(4);
  grid_->setColumnStretch(2, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  again_ = buttons->addButton(tr("Cancel"), QDialogButtonBox::ActionRole);
  again_->setObjectName("again");
  again_->setToolTip(tr("End the check, or check once more"));
  copy_ = buttons->addButton(tr("Copy as text"), QDialogButtonBox::ActionRole);
  copy_->setObjectName("copy");
  copy_->setToolTip(tr("Put these lines on the clipboard, for a report"));
  connect(again_, &QPushButton::clicked, this, [this] { running_ ? void(stop_ = true) : start(); });
  connect(copy_, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::hide);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  column->addWidget(summary_);
  column->addWidget(note_);
  column->addWidget(progress_);
  column->addWidget(scroll, 1);
  column->addWidget(buttons);
}

MachineCheckDialog::~MachineCheckDialog() { stop_ = true; }

void MachineCheckDialog::begin(const GlReport& window, bool training) {
  window_ = window;
  note_->setVisible(training);
  if (!running_) start();
  show();
  raise();
  activateWindow();
}

void MachineCheckDialog::start() {
  for (QWidget* widget : shown_) widget->deleteLater();
  shown_.clear();
  lines_.clear();
  stop_ = false;
  running_ = true;
  whole_ = false;
  summary_->setText(tr("Looking…"));
  again_->setText(tr("Cancel"));
  copy_->setEnabled(false);
  progress_->setRange(0, 0);
  progress_->setEnabled(true);
  const auto here = [this](auto body) { QMetaObject::invokeMethod(this, body, Qt::QueuedConnection); };
  background_.run([this, here, window = window_] {
    CheckListener listener;
    listener.begins = [this, here](int step, int steps, const QString& what) {
      here([this, step, steps, what] {
        progress_->setRange(0, steps);
        progress_->setValue(step);
        summary_->setText(tr("Looking at: %1").arg(what));
      });
    };
    listener.found = [this, here](const CheckLine& line) { here([this, line] { add(line); }); };
    listener.stopped = [this] { return stop_.load(); };
    checkMachine(window, listener);
    here([this, whole = !stop_.load()] {
      whole_ = whole;
      end();
    });
  });
}

void MachineCheckDialog::add(const CheckLine& line) {
  lines_.push_back(line);
  const int row = 2 * static_cast<int>(lines_.size());
  QWidget* lines = grid_->parentWidget();
  const auto place = [&](const QString& text, const char* role, int at, int column) {
    auto* label = new QLabel(text, lines);
    label->setProperty("role", role);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(column == 2);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setContentsMargins(0, 0, 0, at % 2 == 0 ? 0 : 8);
    grid_->addWidget(label, at, column);
    shown_.push_back(label);
  };
  const QString verdict = markOf(line.verdict) + QLatin1Char(' ') + verdictText(line.verdict);
  place(verdict, line.verdict == Verdict::kProblem ? "warning" : "dim", row, 0);
  place(line.name, "value", row, 1);
  place(line.found, "", row, 2);
  place(line.sentence, "dim", row + 1, 2);
}

void MachineCheckDialog::end() {
  running_ = false;
  progress_->setRange(0, 1);
  progress_->setValue(1);
  progress_->setEnabled(false);
  summary_->setText(whole_ ? summaryOf(lines_) : tr("Not finished: what was found so far is below."));
  again_->setText(tr("Check again"));
  copy_->setEnabled(!lines_.empty());
}

void MachineCheckDialog::hideEvent(QHideEvent* event) {
  if (!event->spontaneous()) stop_ = true;
  QDialog::hideEvent(event);
}

}  // namespace spolab
