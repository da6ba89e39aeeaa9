#include "app/studio/plot_look.h"

// Sees the plotting library, whose header needs Qt's keywords: they are off everywhere else.
#include <qcustomplot.h>

#include "app/studio/look.h"
#include "app/studio/number_text.h"

namespace spolab {
namespace {

class PlainTicker : public QCPAxisTicker {
 protected:
  QString getTickLabel(double tick, const QLocale& /*locale*/, QChar /*format*/, int /*precision*/) override {
    return tickText(tick);
  }
};

}  // namespace

void usePlainTicks(QCustomPlot& plot) {
  for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) axis->setTicker(QSharedPointer<PlainTicker>::create());
}

void setPlotLook(QCustomPlot& plot, const Theme& theme, double scale) {
  const QFont font = uiFontOf(font_size::kSmall, scale);
  plot.setBackground(qcolour(theme.surface[0]));
  for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
    axis->setBasePen(QPen(qcolour(theme.outline)));
    axis->setTickPen(Qt::NoPen);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(qcolour(theme.textDim));
    axis->setTickLabelFont(font);
    axis->setTickLabelPadding(qRound(4 * scale));
    axis->setLabelColor(qcolour(theme.textDim));
    axis->setLabelFont(font);
    axis->setLabelPadding(qRound(4 * scale));
    axis->grid()->setPen(QPen(qcolour(theme.grid)));
    axis->grid()->setZeroLinePen(QPen(qcolour(theme.outline)));
  }
  plot.xAxis->grid()->setVisible(false);
}

}  // namespace spolab
