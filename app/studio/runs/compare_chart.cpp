#include "app/studio/runs/compare_chart.h"

// Sees the plotting library, whose header needs Qt's keywords: they are off everywhere else.
#include <algorithm>
#include <cmath>
#include <limits>

#include <qcustomplot.h>

#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "app/studio/plot_look.h"

namespace spolab {
namespace {

constexpr int kColours = 8;
constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

Qt::PenStyle strokeOf(int colour) {
  constexpr Qt::PenStyle kStrokes[] = {Qt::SolidLine, Qt::DashLine, Qt::DashDotLine};
  return kStrokes[(colour / kColours) % 3];
}

/// The point nearest to `x`, null when the curve does not reach there.
const BandPoint* nearest(const std::vector<BandPoint>& points, double x) {
  if (points.empty() || x < points.front().x || x > points.back().x) return nullptr;
  const auto above = std::lower_bound(points.begin(), points.end(), x,
                                      [](const BandPoint& point, double value) { return point.x < value; });
  if (above == points.begin()) return &*above;
  return x - (above - 1)->x < above->x - x ? &*(above - 1) : &*above;
}

}  // namespace

struct CompareChart::Impl {
  explicit Impl(CompareChart* owner);
  void draw();
  void drawCurve(const ComparedCurve& curve);
  void hover(const QPoint& at);

  QCustomPlot* plot;
  QLabel* notice;
  QCPItemStraightLine* cursor;
  std::vector<ComparedCurve> curves;
  QString xName;
  const Theme* theme = &Theme::dark();
  double scale = 1.0;
  bool zoomed = false;
};

CompareChart::Impl::Impl(CompareChart* owner) : plot(new QCustomPlot(owner)), notice(new QLabel(owner)) {
  auto* layout = new QStackedLayout(owner);
  layout->setStackingMode(QStackedLayout::StackAll);
  notice->setAlignment(Qt::AlignCenter);
  notice->setWordWrap(true);
  notice->setProperty("role", "dim");
  notice->setContentsMargins(24, 8, 24, 8);
  notice->setAttribute(Qt::WA_TransparentForMouseEvents);
  layout->addWidget(notice);
  layout->addWidget(plot);
  layout->setCurrentWidget(notice);
  cursor = new QCPItemStraightLine(plot);  // owned by the plot
  cursor->setVisible(false);
  plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot->setNoAntialiasingOnDrag(true);
  plot->setMinimumHeight(96);
  usePlainTicks(*plot);
}

void CompareChart::Impl::drawCurve(const ComparedCurve& curve) {
  const QColor colour = qcolour(theme->category(curve.colour % kColours));
  QVector<double> x, low, high, whole, part;
  const auto complete = [&](std::size_t i) { return curve.points[i].runs == curve.runs; };
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const BandPoint& point = curve.points[i];
    const bool touches =
        !complete(i) || (i > 0 && !complete(i - 1)) || (i + 1 < curve.points.size() && !complete(i + 1));
    x << point.x;
    low << point.low;
    high << point.high;
    whole << (complete(i) ? point.mean : kNothing);
    part << (touches ? point.mean : kNothing);
  }
  if (curve.runs > 1) {
    QColor fill = colour;
    fill.setAlphaF(theme->isDark ? 0.22f : 0.26f);
    QCPGraph* below = plot->addGraph();
    QCPGraph* above = plot->addGraph();
    below->setData(x, low, true);
    above->setData(x, high, true);
    below->setPen(Qt::NoPen);
    above->setPen(Qt::NoPen);
    above->setBrush(fill);
    above->setChannelFillGraph(below);
  }
  QCPGraph* line = plot->addGraph();
  line->setData(x, whole, true);
  line->setPen(QPen(colour, 1.8 * scale, strokeOf(curve.colour)));
  if (curve.marks && curve.points.size() <= 60)
    line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, colour, 4.0 * scale));
  QCPGraph* dotted = plot->addGraph();
  dotted->setData(x, part, true);
  dotted->setPen(QPen(colour, 1.4 * scale, Qt::DotLine));
}

void CompareChart::Impl::draw() {
  plot->clearGraphs();
  cursor->setVisible(false);
  for (const ComparedCurve& curve : curves) drawCurve(curve);
  double left = kNothing, right = kNothing, bottom = kNothing, top = kNothing;
  for (const ComparedCurve& curve : curves)
    for (const BandPoint& point : curve.points) {
      left = std::fmin(left, point.x);
      right = std::fmax(right, point.x);
      bottom = std::fmin(bottom, point.low);
      top = std::fmax(top, point.high);
    }
  if (!std::isfinite(left)) {
    plot->xAxis->setRange(0.0, 1.0);
    plot->yAxis->setRange(0.0, 1.0);
  } else if (!zoomed) {
    const double air = top > bottom ? 0.06 * (top - bottom) : std::max(0.1 * std::abs(top), 1e-3);
    plot->xAxis->setRange(left, right > left ? right + 0.01 * (right - left) : left + 1.0);
    plot->yAxis->setRange(bottom - air, top + air);
  }
  plot->replot(QCustomPlot::rpQueuedReplot);
}

void CompareChart::Impl::hover(const QPoint& at) {
  if (curves.empty()) return;
  const double x = plot->xAxis->pixelToCoord(at.x());
  QString tip = QStringLiteral("%1 %2").arg(numberText(x), xName);
  for (const ComparedCurve& curve : curves) {
    const BandPoint* point = nearest(curve.points, x);
    if (point == nullptr) continue;
    tip += QStringLiteral("<br><span style='color:%1'>●</span> %2 <b>%3</b>")
               .arg(qcolour(theme->category(curve.colour % kColours)).name(), curve.title.toHtmlEscaped(),
                    numberText(point->mean));
    if (curve.runs > 1)
      tip += CompareChart::tr("  %1 to %2, %3 of %4 runs")
                 .arg(numberText(point->low), numberText(point->high))
                 .arg(point->runs)
                 .arg(curve.runs);
  }
  cursor->point1->setCoords(x, 0.0);
  cursor->point2->setCoords(x, 1.0);
  cursor->setVisible(true);
  plot->setToolTip(QStringLiteral("<p style='white-space:pre'>%1</p>").arg(tip));
  plot->replot(QCustomPlot::rpQueuedReplot);
}

CompareChart::CompareChart(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
  setAccessibleName(tr("Comparison of the selected runs"));
  Impl* impl = impl_.get();
  connect(impl->plot, &QCustomPlot::mouseMove, this, [impl](QMouseEvent* event) { impl->hover(event->pos()); });
  connect(impl->plot, &QCustomPlot::mouseWheel, this, [impl] { impl->zoomed = !impl->curves.empty(); });
  connect(impl->plot, &QCustomPlot::mousePress, this, [impl] { impl->zoomed = !impl->curves.empty(); });
  connect(impl->plot, &QCustomPlot::mouseDoubleClick, this, [this] { resetZoom(); });
}

CompareChart::~CompareChart() = default;

void CompareChart::setCurves(std::vector<ComparedCurve> curves) {
  impl_->curves = std::move(curves);
  if (impl_->curves.empty()) impl_->zoomed = false;
  impl_->draw();
}

void CompareChart::setAxisNames(const QString& x, const QString& y) {
  impl_->xName = x;
  impl_->zoomed = false;
  impl_->plot->xAxis->setLabel(x);
  impl_->plot->yAxis->setLabel(y);
  impl_->draw();
}

void CompareChart::setNotice(const QString& notice) {
  impl_->notice->setText(notice);
  impl_->plot->setVisible(notice.isEmpty());
}

void CompareChart::resetZoom() {
  impl_->zoomed = false;
  impl_->draw();
}

const std::vector<ComparedCurve>& CompareChart::curves() const { return impl_->curves; }

void CompareChart::setLook(const Theme& theme, double scale) {
  impl_->theme = &theme;
  impl_->scale = scale;
  QCustomPlot& plot = *impl_->plot;
  setPlotLook(plot, theme, scale);
  impl_->cursor->setPen(QPen(qcolour(theme.textDim), 1.0, Qt::DotLine));
  impl_->draw();
}

QPixmap CompareChart::sample(int colour) const {
  const double ratio = devicePixelRatioF();
  const int width = qRound(24 * impl_->scale), height = qRound(12 * impl_->scale);
  QPixmap picture(QSize(width, height) * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(qcolour(impl_->theme->category(colour % kColours)), 2.4 * impl_->scale, strokeOf(colour)));
  painter.drawLine(QPointF(1.0, height / 2.0), QPointF(width - 1.0, height / 2.0));
  return picture;
}

}  // namespace spolab
