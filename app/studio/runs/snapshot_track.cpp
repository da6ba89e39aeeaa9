#include "app/studio/runs/snapshot_track.h"

#include <algorithm>
#include <utility>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include "app/studio/curves_panel.h"
#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "core/config/run_config.h"
#include "core/config/toml_reader.h"

namespace spolab {
namespace {

constexpr int kSoonMilliseconds = 500;

QToolButton* makeButton(QWidget* parent, const QString& text, const QString& help) {
  auto* button = new QToolButton(parent);
  button->setText(text);
  button->setToolTip(help);
  button->setAccessibleName(help);
  button->setProperty("flat", true);
  return button;
}

/// The world that a run learns in; null where its settings cannot be read.
std::shared_ptr<const EnvSpec> worldOf(const std::filesystem::path& run) {
  try {
    const std::filesystem::path file = run / "config.toml";
    return std::make_shared<EnvSpec>(RunConfig::fromToml(readTextFile(file), file.string()).makeRules()->spec());
  } catch (const std::exception&) {
    return nullptr;  // its snapshots still play
  }
}

/// As wide for every snapshot, so that nothing moves when another is chosen; gives way in narrow windows.
class SteadyLabel : public QLabel {
 public:
  using QLabel::QLabel;
  [[nodiscard]] QSize sizeHint() const override {
    return {fontMetrics().horizontalAdvance(SnapshotTrack::tr("64 of 64  ·  iteration 100,000")),
            QLabel::sizeHint().height()};
  }
  [[nodiscard]] QSize minimumSizeHint() const override { return {0, QLabel::minimumSizeHint().height()}; }
};

}  // namespace

SnapshotTrack::SnapshotTrack(CurvesPanel& curves)
    : QWidget(curves.header()),
      curves_(curves),
      before_(makeButton(this, QStringLiteral("◂"), tr("Play the snapshot before"))),
      after_(makeButton(this, QStringLiteral("▸"), tr("Play the snapshot after"))),
      newest_(makeButton(this, tr("Back to today"), tr("Back to the newest parameters, on the same episode (Esc)"))),
      text_(new SteadyLabel(this)) {
  text_->setProperty("role", "dim");
  text_->setAlignment(Qt::AlignCenter);
  text_->setToolTip(
      tr("Points on the learning curve are agents kept on the way: click one and it plays the same "
         "episode, with today's agent beside it as a ghost"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  for (QWidget* widget : {static_cast<QWidget*>(before_), static_cast<QWidget*>(text_), static_cast<QWidget*>(after_),
                          static_cast<QWidget*>(newest_)})
    row->addWidget(widget);
  curves.header()->layout()->addWidget(this);
  connect(before_, &QToolButton::clicked, this,
          [this] { choose(chosen_ < 0 ? static_cast<int>(snapshots_.size()) - 1 : chosen_ - 1); });
  connect(after_, &QToolButton::clicked, this, [this] { choose(chosen_ + 1); });
  connect(newest_, &QToolButton::clicked, this, &SnapshotTrack::backToNewest);
  curves.onSnapshot([this](int position) { choose(position); },
                    [this](int position, const QPoint& at) { openMenu(position, at); });
  soon_.setSingleShot(true);
  soon_.setInterval(kSoonMilliseconds);
  connect(&soon_, &QTimer::timeout, this, &SnapshotTrack::list);
  hide();
}

SnapshotTrack::~SnapshotTrack() = default;

void SnapshotTrack::setRun(const std::filesystem::path& folder) {
  if (folder != run_) {
    run_ = folder;
    chosen_ = -1;
    chosenIteration_ = -1;
    onListed(run_, {}, {});
    Q_EMIT choiceForgotten();
  }
  list();
}

void SnapshotTrack::refresh() {
  if (!soon_.isActive()) soon_.start();
}

void SnapshotTrack::list() {
  if (run_.empty()) return;
  background_.run([this, run = run_, known = world_] {
    auto snapshots = listSnapshots(run);
    auto world = known ? known : worldOf(run);
    QMetaObject::invokeMethod(
        this,
        [this, run, world = std::move(world), snapshots = std::move(snapshots)]() mutable {
          onListed(run, std::move(world), std::move(snapshots));
        },
        Qt::QueuedConnection);
  });
}

void SnapshotTrack::onListed(const std::filesystem::path& run, std::shared_ptr<const EnvSpec> world,
                             std::vector<Snapshot> snapshots) {
  if (run != run_) return;  // another run was opened meanwhile
  world_ = std::move(world);
  snapshots_ = std::move(snapshots);
  const auto found = std::find_if(snapshots_.begin(), snapshots_.end(),
                                  [this](const Snapshot& s) { return s.iteration == chosenIteration_; });
  chosen_ = found == snapshots_.end() ? -1 : static_cast<int>(found - snapshots_.begin());
  std::vector<std::int64_t> iterations;
  for (const Snapshot& snapshot : snapshots_) iterations.push_back(snapshot.iteration);
  curves_.setSnapshots(std::move(iterations));
  setVisible(!snapshots_.empty());
  showChoice();
  Q_EMIT listed();
}

void SnapshotTrack::choose(int position) {
  if (position < 0 || position >= static_cast<int>(snapshots_.size())) return;
  const Snapshot& snapshot = snapshots_[static_cast<std::size_t>(position)];
  chosen_ = position;
  chosenIteration_ = snapshot.iteration;
  showChoice();
  Q_EMIT snapshotChosen(snapshot.file);
}

void SnapshotTrack::backToNewest() {
  forgetChoice();
  Q_EMIT newestWanted();
}

void SnapshotTrack::forgetChoice() {
  chosen_ = -1;
  chosenIteration_ = -1;
  showChoice();
  Q_EMIT choiceForgotten();
}

void SnapshotTrack::showChoice() {
  const int count = static_cast<int>(snapshots_.size());
  const QString chosen = chosen_ < 0 ? tr("%1 snapshots").arg(count)
                                     : tr("%1 of %2  ·  iteration %3")
                                           .arg(chosen_ + 1)
                                           .arg(count)
                                           .arg(countText(static_cast<double>(chosenIteration_)));
  text_->setText(chosen);
  before_->setEnabled(count > 0 && chosen_ != 0);
  after_->setEnabled(chosen_ >= 0 && chosen_ + 1 < count);
  newest_->setEnabled(chosen_ >= 0);
  curves_.markSnapshot(chosen_);
}

void SnapshotTrack::openMenu(int position, const QPoint& at) {
  if (position < 0 || position >= static_cast<int>(snapshots_.size())) return;
  QMenu menu(this);
  const Snapshot snapshot = snapshots_[static_cast<std::size_t>(position)];
  QAction* play =
      menu.addAction(tr("Play the snapshot of iteration %1").arg(countText(static_cast<double>(snapshot.iteration))));
  QAction* newest = menu.addAction(tr("Back to today"));
  newest->setEnabled(chosen_ >= 0);
  menu.addSeparator();
  QAction* copy = menu.addAction(tr("Copy its path"));
  const QAction* picked = menu.exec(at);
  if (picked == play) choose(position);
  if (picked == newest) backToNewest();
  if (picked == copy) QGuiApplication::clipboard()->setText(QString::fromStdString(snapshot.file.string()));
}

}  // namespace spolab
