#include "app/studio/episode_strip.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "app/episode/move_report.h"
#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "app/studio/play/body_hand.h"
#include "envs/action_name.h"

namespace spolab {
namespace {

constexpr double kNarrowColumn = 5.0;  ///< pixels

QString actionText(const PlayerFrame& frame, const EnvSpec& spec) {
  if (!spec.discrete()) {
    QString text;
    for (int d = 0; d < spec.actionDims; ++d) {
      float part = 0.0f;
      std::memcpy(&part, frame.action.data() + static_cast<std::size_t>(d) * sizeof part, sizeof part);
      text += QStringLiteral("%1%2 %3").arg(d > 0 ? QStringLiteral(", ") : QString(),
                                            QString::fromStdString(actionName(spec, d)), QString::number(part, 'f', 2));
    }
    return text;
  }
  return QString::fromStdString(actionName(spec, discreteAction(frame.action)));
}

}  // namespace

EpisodeStrip::EpisodeStrip(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Episode"));
  setAccessibleDescription(tr("Value, reward, action and surprise of each step; arrow keys look at earlier steps"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setCursor(Qt::PointingHandCursor);
}

void EpisodeStrip::present(std::shared_ptr<const PlayerView> view, int step) {
  if (view == view_ && step == step_) return;
  view_ = std::move(view);
  step_ = step;
  update();
}

void EpisodeStrip::setLook(const Theme& theme, double scale) {
  theme_ = &theme;
  scale_ = scale;
  setFixedHeight(qRound(40 * scale));
  setMinimumWidth(qRound(60 * scale));
  update();
}

int EpisodeStrip::stepAt(double x) const {
  if (!view_ || view_->frames.empty()) return -1;
  return std::clamp(across().column(x), 0, static_cast<int>(view_->frames.size()) - 1);
}

EpisodeStrip::Extent EpisodeStrip::valueExtent() const {
  Extent extent{0.0, 1e-6};
  for (const auto& frame : view_->frames) {
    extent.low = std::min<double>(extent.low, frame->trace.rootValue);
    extent.high = std::max<double>(extent.high, frame->trace.rootValue);
  }
  return extent;
}

/// Steps drawn: where many share a pixel, one of them stands for all.
int EpisodeStrip::stride() const { return std::max(1, static_cast<int>(1.5 / (columnX(1) - columnX(0)))); }

void EpisodeStrip::paintValues(QPainter& painter, const QRectF& area) const {
  const Extent extent = valueExtent();
  const auto y = [&](double value) {
    return area.bottom() - (value - extent.low) / (extent.high - extent.low) * area.height();
  };
  const int stride = this->stride();
  const double width = stride * (columnX(1) - columnX(0));
  painter.setRenderHint(QPainter::Antialiasing, stride == 1);
  for (std::size_t i = 0; i < view_->frames.size(); i += static_cast<std::size_t>(stride)) {
    const PlayerFrame* frame = view_->frames[i].get();
    const double value = frame->trace.rootValue;
    const auto share = static_cast<float>((value - extent.low) / (extent.high - extent.low));
    const double gap = width > 5.0 ? 1.0 : 0.0;
    const QRectF column(columnX(frame->step) + gap / 2, y(value), width - gap, area.bottom() - y(value));
    QColor colour = qcolour(theme_->value(share));
    colour.setAlphaF(0.75f);
    painter.fillRect(column.normalized(), colour);
  }
  painter.setRenderHint(QPainter::Antialiasing);
}

/// The larger the stronger. A body earns at every step: where many share a pixel, one of them stands for all.
void EpisodeStrip::paintRewards(QPainter& painter, const QRectF& area) const {
  const bool everyStep = !view_->env->spec().discrete();
  const auto stride = static_cast<std::size_t>(everyStep ? this->stride() : 1);
  const double width = static_cast<double>(stride) * (columnX(1) - columnX(0));
  float most = 1e-6f;
  for (const auto& frame : view_->frames) most = std::max(most, std::abs(frame->result.reward));
  for (std::size_t i = 0; i < view_->frames.size(); i += stride) {
    const PlayerFrame& frame = *view_->frames[i];
    const float reward = frame.result.reward;
    if (reward == 0.0f) continue;
    QColor colour = qcolour(reward > 0 ? theme_->accent : theme_->warning);
    if (everyStep) colour.setAlphaF(std::abs(reward) / most);
    const double least = everyStep ? width : std::max(2.0, width);
    painter.fillRect(QRectF(columnX(frame.step), area.bottom() + 1.0, least, 3.0 * scale_), colour);
  }
}

/// Names of discrete actions, where all that are used fit their columns.
void EpisodeStrip::paintActions(QPainter& painter, const QRectF& area) const {
  const EnvSpec& spec = view_->env->spec();
  if (!spec.discrete()) return;
  painter.setFont(uiFontOf(font_size::kSmall, scale_));
  const QFontMetricsF metrics(painter.font());
  const double width = columnX(1) - columnX(0);
  for (const auto& frame : view_->frames)
    if (metrics.horizontalAdvance(actionText(*frame, spec)) + 2.0 > width) return;
  painter.setPen(qcolour(theme_->text));
  for (const auto& frame : view_->frames)
    painter.drawText(QRectF(columnX(frame->step), area.top(), width, area.height()), Qt::AlignHCenter | Qt::AlignBottom,
                     actionText(*frame, spec));
}

/// Triangles that point down at a person's steps: the larger, the more the step cost.
void EpisodeStrip::paintRegrets(QPainter& painter, const QRectF& area) const {
  std::vector<std::pair<int, float>> regrets;
  float most = 0.0f;
  for (const auto& frame : view_->frames) {
    if (frame->by != Actor::kPerson) continue;
    const auto report = reportOn(*frame);
    const float regret = report ? report->regret.value_or(0.0f) : 0.0f;
    if (!(regret > 0.0f)) continue;
    regrets.emplace_back(frame->step, regret);
    most = std::max(most, regret);
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(qcolour(theme_->warning));
  for (const auto& [step, regret] : regrets) {
    const double half = (1.5 + 3.0 * std::sqrt(static_cast<double>(regret / most))) * scale_;
    const QPointF middle(columnX(step + 0.5), area.top() - 3.0);
    painter.drawPolygon(
        QPolygonF({middle + QPointF(-half, 0.0), middle + QPointF(half, 0.0), middle + QPointF(0.0, 1.6 * half)}));
  }
}

void EpisodeStrip::paintSurprise(QPainter& painter, const QRectF& area) const {
  double most = 0.7;  // nats; a fixed scale until it is exceeded
  for (const auto& frame : view_->frames) most = std::max<double>(most, frame->trace.klToPrior);
  const auto place = [&](const PlayerFrame& frame) {
    const double kl = std::max<double>(0.0, frame.trace.klToPrior);
    return QPointF(columnX(frame.step + 0.5), area.bottom() - kl / most * area.height());
  };
  if (columnX(1) - columnX(0) < kNarrowColumn) {  // dots would run together
    QPolygonF line;
    for (std::size_t i = 0; i < view_->frames.size(); i += static_cast<std::size_t>(stride()))
      line << place(*view_->frames[i]);
    painter.setPen(QPen(qcolour(theme_->advantage(1.0f)), 1.2 * scale_));
    painter.drawPolyline(line);
    return;
  }
  painter.setPen(QPen(qcolour(theme_->surface[0]), 1.0));
  painter.setBrush(qcolour(theme_->advantage(1.0f)));
  for (const auto& frame : view_->frames) painter.drawEllipse(place(*frame), 2.6 * scale_, 2.6 * scale_);
}

/// Steps on which a person's hand was on the body.
void EpisodeStrip::paintPushes(QPainter& painter, const QRectF& area) const {
  const double width = std::max(2.0, columnX(1) - columnX(0));
  for (const auto& frame : view_->frames)
    if (frame->push)
      painter.fillRect(QRectF(columnX(frame->step), area.bottom() + 1.0, width, 3.0 * scale_),
                       qcolour(theme_->selection));
}

void EpisodeStrip::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(hasFocus() ? qcolour(theme_->accent) : qcolour(theme_->outline));
  painter.setBrush(qcolour(theme_->background));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kCornerRadius, kCornerRadius);
  if (!view_) return;
  const QRectF area(4.0, 5.0 * scale_, width() - 8.0, height() - 12.0 * scale_);
  const double column = columnX(1) - columnX(0);
  if (step_ >= 0) {
    painter.setPen(QPen(qcolour(theme_->selection), 1.2));
    painter.setBrush(qcolour(theme_->surface[2]));
    painter.drawRoundedRect(QRectF(columnX(step_), 2.5, std::max(3.0, column), height() - 5.0), 2.0, 2.0);
  }
  paintValues(painter, area);
  paintRewards(painter, area);
  paintActions(painter, area);
  paintSurprise(painter, area);
  paintPushes(painter, area);
  paintRegrets(painter, area);
}

void EpisodeStrip::mousePressEvent(QMouseEvent* event) {
  const int step = stepAt(event->position().x());
  if (event->button() == Qt::LeftButton && step >= 0) Q_EMIT stepChosen(step);
}

void EpisodeStrip::mouseMoveEvent(QMouseEvent* event) {
  const int step = stepAt(event->position().x());
  if (event->buttons().testFlag(Qt::LeftButton) && step >= 0 && step != step_) Q_EMIT stepChosen(step);
}

void EpisodeStrip::keyPressEvent(QKeyEvent* event) {
  const int last = view_ ? static_cast<int>(view_->frames.size()) - 1 : -1;
  if (event->key() == Qt::Key_Left && step_ > 0)
    Q_EMIT stepChosen(step_ - 1);
  else if (event->key() == Qt::Key_Right && step_ < last)
    Q_EMIT stepChosen(step_ + 1);
  else if (event->key() == Qt::Key_Home && last >= 0)
    Q_EMIT stepChosen(0);
  else if (event->key() == Qt::Key_End)
    Q_EMIT stepChosen(-1);
  else
    QWidget::keyPressEvent(event);
}

QString EpisodeStrip::describe(int step) const {
  const PlayerFrame& frame = *view_->frames[static_cast<std::size_t>(step)];
  const QString pushed =
      frame.push ? tr("<br>pushed with %1").arg(QString::fromStdString(pushText(*frame.push))) : QString();
  const auto report = frame.by == Actor::kPerson ? reportOn(frame) : std::nullopt;
  const QString cost = report && report->regret ? tr("<br>regret %1").arg(numberText(*report->regret)) : QString();
  return tr("<b>step %1</b> &nbsp;%2<br>value V(s) %3<br>reward %4<br>surprise KL(q̂‖π) %5 nats<br>search %6 ms")
             .arg(step + 1)
             .arg(actionText(frame, view_->env->spec()).toHtmlEscaped())
             .arg(numberText(frame.trace.rootValue), numberText(frame.result.reward), numberText(frame.trace.klToPrior),
                  numberText(frame.planSeconds * 1e3)) +
         cost + pushed;
}

bool EpisodeStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int step = stepAt(help->pos().x());
    QToolTip::showText(help->globalPos(),
                       step >= 0 ? describe(step)
                                 : tr("The steps of the episode appear here: value (height and colour), "
                                      "reward (line below), surprise (dots), what a step of yours cost (triangles)"),
                       this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace spolab
