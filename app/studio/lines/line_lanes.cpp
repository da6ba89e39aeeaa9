#include "app/studio/lines/line_lanes.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "app/studio/look.h"
#include "app/studio/number_text.h"

namespace spolab {
namespace {

constexpr double kLaneHeight = 14.0;
constexpr double kThick = 3.0, kThin = 2.0;
constexpr float kFaint = 0.5f, kHovered = 0.8f;
constexpr double kEndRadius = 3.5;
constexpr double kWordsGap = 8.0;

}  // namespace

LineLanes::LineLanes(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("lineLanes"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setCursor(Qt::PointingHandCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Lines of this episode"));
  setAccessibleDescription(
      tr("Ways this episode went before somebody went back; arrow up and down go over to another one"));
  hide();
}

void LineLanes::present(std::shared_ptr<const PlayerView> view, int step) {
  if (view == view_ && step == step_) return;
  view_ = std::move(view);
  step_ = step;
  list_ = view_ ? listLines(*view_, kMostOthers) : LineList{};
  arrange();
  update();
}

void LineLanes::setLook(const Theme& theme, double scale) {
  theme_ = &theme;
  scale_ = scale;
  setFont(uiFontOf(font_size::kSmall, scale));
  arrange();
  update();
}

void LineLanes::arrange() {
  const int count = static_cast<int>(list_.lines.size());
  const bool some = count > 1;
  if (some) setFixedHeight(qRound((count + (list_.hidden > 0 ? 1 : 0)) * kLaneHeight * scale_));
  if (some == isHidden()) setVisible(some);
}

double LineLanes::laneY(int lane) const { return (lane + 0.5) * kLaneHeight * scale_; }

int LineLanes::laneAt(double y) const {
  const int lane = static_cast<int>(std::floor(y / (kLaneHeight * scale_)));
  return lane >= 0 && lane < static_cast<int>(list_.lines.size()) ? lane : -1;
}

int LineLanes::laneOnScreen() const {
  const auto here =
      std::find_if(list_.lines.begin(), list_.lines.end(), [](const LineEntry& line) { return line.other < 0; });
  return static_cast<int>(here - list_.lines.begin());
}

int LineLanes::stepIn(const LineEntry& line, double x) const {
  return std::clamp(across().column(x), 0, std::max(0, line.steps() - 1));
}

QPoint LineLanes::placeOf(int lane, int step) const { return QPointF(across().x(step + 0.5), laneY(lane)).toPoint(); }

void LineLanes::paintEvent(QPaintEvent* /*event*/) {
  if (!view_ || list_.lines.size() < 2) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (step_ >= 0) {
    const StripScale strip = across();
    painter.fillRect(QRectF(strip.x(step_), 0.0, std::max(2.0, strip.x(1) - strip.x(0)), height()),
                     qcolour(theme_->surface[2]));
  }
  const int count = static_cast<int>(list_.lines.size());
  for (int lane = 0; lane < count; ++lane) paintLane(painter, lane);
  if (list_.hidden > 0) {
    painter.setPen(qcolour(theme_->textDim));
    painter.drawText(QRectF(4.0, count * kLaneHeight * scale_, width() - 8.0, kLaneHeight * scale_), Qt::AlignVCenter,
                     tr("and %n older", nullptr, list_.hidden));
  }
  if (hasFocus()) {
    painter.setPen(qcolour(theme_->accent));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kCornerRadius, kCornerRadius);
  }
}

void LineLanes::paintLane(QPainter& painter, int lane) const {
  const LineEntry& line = list_.lines[static_cast<std::size_t>(lane)];
  const bool here = line.other < 0;
  QColor colour = qcolour(theme_->category(line.id));
  colour.setAlphaF(here ? 1.0f : lane == hovered_ ? kHovered : kFaint);
  const StripScale strip = across();
  const double y = laneY(lane), from = strip.x(here ? 0 : line.fork), to = std::max(from + 2.0, strip.x(line.steps()));
  painter.setPen(QPen(colour, (here ? kThick : kThin) * scale_, Qt::SolidLine, Qt::FlatCap));
  painter.drawLine(QPointF(from, y), QPointF(to, y));
  if (!here) {  // where it left the line on screen
    painter.setPen(QPen(colour, scale_, Qt::DotLine));
    painter.drawLine(QPointF(from, laneY(laneOnScreen())), QPointF(from, y));
  }
  paintEnd(painter, line, {to, y}, colour);
  paintWords(painter, line, from, {to, y});
}

/// Solved: a disc; over: a bar; open: nothing.
void LineLanes::paintEnd(QPainter& painter, const LineEntry& line, const QPointF& at, const QColor& colour) const {
  if (line.frames->empty()) return;
  const StepResult& last = line.frames->back()->result;
  const double radius = kEndRadius * scale_;
  if (last.success) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(at, radius, radius);
  } else if (last.ended || last.truncated) {
    painter.setPen(QPen(colour, kThin * scale_));
    painter.drawLine(at - QPointF(0.0, radius), at + QPointF(0.0, radius));
  }
}

/// Behind the end of the lane; where it ends too far right, before its fork, else over it.
void LineLanes::paintWords(QPainter& painter, const LineEntry& line, double from, const QPointF& to) const {
  const QString words =
      tr("%1  ·  return %2  ·  %3").arg(lineName(line.id), numberText(returnOf(*line.frames)), lineEnd(line));
  const double wide = fontMetrics().horizontalAdvance(words) + 4.0, high = kLaneHeight * scale_;
  const double gap = kWordsGap * scale_, behind = to.x() + gap, before = from - gap - wide;
  const bool over = behind + wide > width() - 4.0 && before < 4.0;
  const double x = behind + wide <= width() - 4.0 ? behind : over ? width() - 4.0 - gap - wide : before;
  const QRectF area(x, to.y() - high / 2.0, wide, high);
  if (over) painter.fillRect(area.adjusted(-4.0, 0.0, 0.0, 0.0), qcolour(theme_->surface[0]));
  painter.setPen(qcolour(line.other < 0 ? theme_->text : theme_->textDim));
  painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, words);
}

void LineLanes::mousePressEvent(QMouseEvent* event) {
  const int lane = laneAt(event->position().y());
  if (event->button() != Qt::LeftButton || lane < 0) return;
  const LineEntry line = list_.lines[static_cast<std::size_t>(lane)];
  const int step = stepIn(line, event->position().x());
  if (line.other >= 0)
    Q_EMIT lineChosen(line.other, step);
  else if (line.steps() > 0)
    Q_EMIT stepChosen(step);
}

void LineLanes::mouseMoveEvent(QMouseEvent* event) {
  const int lane = laneAt(event->position().y());
  if (lane == hovered_) return;
  hovered_ = lane;
  update();
}

void LineLanes::leaveEvent(QEvent* /*event*/) {
  hovered_ = -1;
  update();
}

void LineLanes::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Up)
    Q_EMIT neighbourWanted(-1);
  else if (event->key() == Qt::Key_Down)
    Q_EMIT neighbourWanted(1);
  else
    QWidget::keyPressEvent(event);
}

bool LineLanes::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || !view_) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int lane = laneAt(help->pos().y());
  if (lane < 0) {
    QToolTip::showText(help->globalPos(), tr("Older lines are in Play's list; the Run menu leads to the next"), this);
    return true;
  }
  const LineEntry& line = list_.lines[static_cast<std::size_t>(lane)];
  const QString what =
      line.other < 0 ? tr("on screen; click: look at step %1") : tr("click: go over to it, at step %1");
  QToolTip::showText(help->globalPos(),
                     lineSentence(line) + QLatin1Char('\n') + what.arg(stepIn(line, help->pos().x()) + 1), this);
  return true;
}

}  // namespace spolab
