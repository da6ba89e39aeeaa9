#include "app/studio/transport_bar.h"

#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/episode/episode_history.h"
#include "app/episode/speed_scale.h"
#include "app/studio/episode_strip.h"
#include "app/studio/lines/line_lanes.h"
#include "app/studio/look.h"
#include "app/studio/number_text.h"

namespace spolab {
namespace {

/// An asked speed that is missed by more than this is shown with the real one.
constexpr double kHonestMargin = 0.1;
constexpr int kNarrowWidth = 760;

QString multipleText(double multiple) {
  if (!std::isfinite(multiple)) return TransportBar::tr("max");
  return QString::number(multiple, 'f', multiple < 0.995 ? 2 : multiple < 9.95 ? 1 : 0) + QStringLiteral("×");
}

}  // namespace

TransportBar::TransportBar(QWidget* parent) : QFrame(parent) {
  setProperty("role", "bar");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 6, 12, 6);
  row->setSpacing(4);
  restart_ = addButton(tr("Restart episode"), tr("The same episode from its start (R)"));
  back_ = addButton(tr("One step back"), tr("Look at the step before, with its whole search (←)"));
  play_ = addButton(tr("Play or pause"), tr("Play or pause the episode (Space)"));
  step_ = addButton(tr("One step"), tr("One decision forward (→)"));
  depth_ = addButton(tr("One search depth"), tr("Pause and show the search one depth at a time, then the move (D)"));
  phase_ = addButton(tr("One phase of a search depth"),
                     tr("Pause and show the search one phase at a time, four to a depth (Shift+D)"));
  next_ = addButton(tr("Next episode"), tr("Leave this episode and start another (N)"));
  live_ = addButton(tr("Newest step"), tr("Back to the newest step (End)"));
  pin_ = addButton(tr("Keep these parameters"), tr("Pinned: newer parameters of the training wait until you let go"));
  pin_->setCheckable(true);
  position_ = new QLabel(this);
  position_->setAlignment(Qt::AlignCenter);
  position_->setAccessibleName(tr("Position in the episode"));
  strip_ = new EpisodeStrip(this);
  lanes_ = new LineLanes(this);
  speedName_ = new QLabel(tr("speed"), this);
  speedName_->setProperty("role", "dim");
  speed_ = new QSlider(Qt::Horizontal, this);
  speed_->setRange(kSlowest, kFastest);
  speed_->setValue(kNormalSpeed);
  speed_->setPageStep(2);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("From slow motion to as fast as it goes (+, −)"));
  speedText_ = new QLabel(this);
  speedText_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  for (QToolButton* button : {restart_, back_, play_, step_, depth_, phase_, next_}) row->addWidget(button);
  row->addSpacing(4);
  row->addWidget(position_);
  auto* time = new QVBoxLayout;
  time->setSpacing(2);
  time->addWidget(strip_);
  time->addWidget(lanes_);
  row->addLayout(time, 1);
  row->addWidget(live_);
  row->addWidget(pin_);
  row->addSpacing(4);
  row->addWidget(speedName_);
  row->addWidget(speed_);
  row->addWidget(speedText_);
  connect(restart_, &QToolButton::clicked, this, &TransportBar::restartPressed);
  connect(back_, &QToolButton::clicked, this, &TransportBar::backPressed);
  connect(play_, &QToolButton::clicked, this, &TransportBar::playPressed);
  connect(step_, &QToolButton::clicked, this, &TransportBar::stepPressed);
  connect(depth_, &QToolButton::clicked, this, &TransportBar::depthPressed);
  connect(phase_, &QToolButton::clicked, this, &TransportBar::phasePressed);
  connect(next_, &QToolButton::clicked, this, &TransportBar::nextPressed);
  connect(live_, &QToolButton::clicked, this, &TransportBar::livePressed);
  connect(pin_, &QToolButton::toggled, this, &TransportBar::pinToggled);
  connect(strip_, &EpisodeStrip::stepChosen, this, &TransportBar::stepChosen);
  connect(lanes_, &LineLanes::stepChosen, this, &TransportBar::stepChosen);
  connect(lanes_, &LineLanes::lineChosen, this, &TransportBar::lineChosen);
  connect(lanes_, &LineLanes::neighbourWanted, this, &TransportBar::neighbourWanted);
  connect(speed_, &QSlider::valueChanged, this, [this](int position) {
    updateSpeedText();
    Q_EMIT speedChanged(position);
  });
  present(nullptr, -1, true);
}

QToolButton* TransportBar::addButton(const QString& name, const QString& help) {
  auto* button = new QToolButton(this);
  button->setProperty("flat", true);
  button->setAccessibleName(name);
  button->setToolTip(help);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

void TransportBar::present(const std::shared_ptr<const PlayerView>& view, int step, bool live, bool racing) {
  view_ = view;
  const bool ready = view && view->ready;
  play_->setEnabled(ready);
  for (QToolButton* button : {restart_, step_, depth_, phase_, next_}) button->setEnabled(ready && !racing);
  back_->setEnabled(ready && step > 0);
  live_->setEnabled(ready && !live);
  strip_->present(view, step);
  lanes_->present(view, step);
  if (!view)
    position_->clear();
  else
    position_->setText(tr("step %1 / %2").arg(step + 1).arg(view->env->spec().stepLimit));
  if (view)
    position_->setToolTip(
        tr("Searches one can go back to: %1 of %2 MiB. When they need more, the oldest are forgotten first; "
           "states, actions and values never are.")
            .arg(view->historyBytes >> 20)
            .arg(view->historyMost >> 20));
  updateSpeedText();
}

void TransportBar::setPaused(bool paused) {
  paused_ = paused;
  play_->setIcon(glyphIcon(paused ? Glyph::kPlay : Glyph::kPause, *theme_, scale_));
  updateSpeedText();
}

void TransportBar::setSpeed(int position) { speed_->setValue(position); }

int TransportBar::speed() const { return speed_->value(); }

bool TransportBar::pinned() const { return pin_->isChecked(); }
void TransportBar::setPinned(bool pinned) { pin_->setChecked(pinned); }

void TransportBar::nudgeSpeed(int by) { speed_->setValue(speed_->value() + by); }

void TransportBar::updateSpeedText() {
  const double asked = speedMultiple(speed_->value());
  QString text = multipleText(asked);
  if (view_ && !paused_ && view_->stepsPerSecond > 0.0) {
    const double actual = view_->stepsPerSecond / normalStepsPerSecond(view_->env->spec());
    const bool missed = !std::isfinite(asked) || actual < asked * (1.0 - kHonestMargin);
    if (missed && !view_->finished && view_->frames.size() > 3) text += tr(" → %1").arg(multipleText(actual));
  }
  if (speedText_->text() == text) return;
  speedText_->setText(text);
  speedText_->setToolTip(tr("Speed asked for; behind the arrow, what this computer really reaches"));
}

void TransportBar::setLook(const Theme& theme, double scale) {
  theme_ = &theme;
  scale_ = scale;
  restart_->setIcon(glyphIcon(Glyph::kRestart, theme, scale));
  step_->setIcon(glyphIcon(Glyph::kStep, theme, scale));
  depth_->setIcon(glyphIcon(Glyph::kDepth, theme, scale));
  phase_->setIcon(glyphIcon(Glyph::kPhase, theme, scale));
  next_->setIcon(glyphIcon(Glyph::kNext, theme, scale));
  live_->setIcon(glyphIcon(Glyph::kLive, theme, scale));
  pin_->setIcon(glyphIcon(Glyph::kPin, theme, scale));
  QTransform mirror;
  mirror.scale(-1.0, 1.0);
  back_->setIcon(QIcon(
      glyphIcon(Glyph::kStep, theme, scale).pixmap(QSize(qRound(16 * scale), qRound(16 * scale))).transformed(mirror)));
  for (QToolButton* button : findChildren<QToolButton*>())
    button->setIconSize(QSize(qRound(16 * scale), qRound(16 * scale)));
  position_->setMinimumWidth(qRound(88 * scale));
  speed_->setFixedWidth(qRound((narrow_ ? 64 : 108) * scale));
  speedText_->setMinimumWidth(qRound((narrow_ ? 40 : 88) * scale));
  speedText_->setSizePolicy(narrow_ ? QSizePolicy::Maximum : QSizePolicy::Preferred, QSizePolicy::Preferred);
  strip_->setLook(theme, scale);
  lanes_->setLook(theme, scale);
  setPaused(paused_);
}

void TransportBar::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  setNarrow(width() < kNarrowWidth * scale_);
}

/// Leaves out what has a key or another place.
void TransportBar::setNarrow(bool narrow) {
  if (narrow == narrow_) return;
  narrow_ = narrow;
  for (QWidget* widget : {static_cast<QWidget*>(speedName_), static_cast<QWidget*>(pin_),
                          static_cast<QWidget*>(restart_), static_cast<QWidget*>(live_), static_cast<QWidget*>(phase_)})
    widget->setVisible(!narrow);
  setLook(*theme_, scale_);
}

}  // namespace spolab
