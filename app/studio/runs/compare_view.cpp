#include "app/studio/runs/compare_view.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/number_text.h"
#include "app/studio/save_file.h"
#include "core/base/error.h"

namespace spolab {
namespace {

constexpr int kLegendWidth = 272;
constexpr int kNarrowLegendWidth = 176;
constexpr int kNarrowWidth = 800;
constexpr int kPictureScale = 2;

struct Quantity {
  const char* name;
  const char* column;
};

constexpr Quantity kQuantities[] = {
    {QT_TRANSLATE_NOOP("spolab::CompareView", "return of evaluations"), "eval_return"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "solve rate of evaluations"), "eval_solve_rate"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "return in training"), "return_mean"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "solve rate in training"), "solve_rate"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "policy loss"), "loss_policy"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "value loss"), "loss_value"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "temperature η"), "eta"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "KL of the search from the policy"), "kl_qhat"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "effective sample size"), "ess"},
    {QT_TRANSLATE_NOOP("spolab::CompareView", "steps per second"), "steps_per_second"}};

QString csvCell(QString text) {
  return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QString csvNumber(double value) { return QString::number(value, 'g', 10); }

}  // namespace

CompareView::CompareView(QWidget* parent) : QWidget(parent), reader_(this) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHeader());
  column->addWidget(makeBody(), 1);
  connect(&reader_, &RunCurves::loaded, this, [this](const std::vector<RunCurve>& curves) {
    curves_ = curves;
    rebuild();
  });
  rebuild();
}

QWidget* CompareView::makeHeader() {
  auto* header = new QWidget(this);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(12, 8, 12, 4);
  row->setSpacing(8);
  quantity_ = new QComboBox(header);
  for (const Quantity& quantity : kQuantities) quantity_->addItem(tr(quantity.name), quantity.column);
  quantity_->setAccessibleName(tr("Quantity to compare"));
  quantity_->setToolTip(tr("What is compared"));
  axis_ = new QComboBox(header);
  axis_->addItem(tr("environment steps"), "env_steps");
  axis_->addItem(tr("seconds of training"), "seconds");
  axis_->addItem(tr("iterations"), "iteration");
  axis_->setAccessibleName(tr("Horizontal axis"));
  axis_->setToolTip(tr("What it is compared over: experience, time, or updates"));
  smoothing_ = new QSlider(Qt::Horizontal, header);
  smoothing_->setRange(0, 98);
  smoothing_->setFixedWidth(96);
  smoothing_->setAccessibleName(tr("Smoothing"));
  smoothing_->setToolTip(tr("Weight of the past in a running mean of each run; 0 shows what was measured"));
  export_ = new QToolButton(header);
  export_->setText(tr("Export"));
  export_->setToolTip(tr("Keep the comparison as numbers or as a picture"));
  export_->setAccessibleName(tr("Export the comparison"));
  export_->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(export_);
  connect(menu->addAction(tr("Numbers (CSV)…")), &QAction::triggered, this, [this] { chooseFile(false); });
  connect(menu->addAction(tr("Picture (PNG)…")), &QAction::triggered, this, [this] { chooseFile(true); });
  export_->setMenu(menu);
  const auto word = [&](const QString& text) {
    auto* label = new QLabel(text, header);
    label->setProperty("role", "dim");
    row->addWidget(label);
    words_.push_back(label);
  };
  auto* title = new QLabel(tr("Comparison"), header);
  title->setProperty("role", "title");
  row->addWidget(title);
  words_.push_back(title);
  row->addWidget(quantity_);
  word(tr("over"));
  row->addWidget(axis_);
  word(tr("smoothing"));
  row->addWidget(smoothing_);
  row->addStretch(1);
  row->addWidget(export_);
  for (QComboBox* box : {quantity_, axis_})
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
      chart_->setAxisNames(axis_->currentText(), quantity_->currentText());
      rebuild();
    });
  connect(smoothing_, &QSlider::valueChanged, this, &CompareView::rebuild);
  return header;
}

QWidget* CompareView::makeBody() {
  body_ = new QWidget(this);
  chart_ = new CompareChart(body_);
  chart_->setAxisNames(axis_->currentText(), quantity_->currentText());
  legend_ = new QListWidget(body_);
  legend_->setAccessibleName(tr("Legend"));
  legend_->setFrameShape(QFrame::NoFrame);
  legend_->setSelectionMode(QAbstractItemView::NoSelection);
  legend_->setTextElideMode(Qt::ElideMiddle);
  legend_->setWordWrap(true);
  legend_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  legend_->setSpacing(2);
  legend_->setResizeMode(QListView::Adjust);
  legend_->viewport()->setAutoFillBackground(false);
  caption_ = new QLabel(body_);
  caption_->setProperty("role", "small");
  caption_->setWordWrap(true);
  auto* side = new QVBoxLayout;
  side->setSpacing(4);
  side->addWidget(legend_, 1);
  side->addWidget(caption_);
  auto* row = new QHBoxLayout(body_);
  row->setContentsMargins(8, 0, 12, 8);
  row->setSpacing(8);
  row->addWidget(chart_, 1);
  row->addLayout(side);
  return body_;
}

void CompareView::setRuns(const std::vector<RunInfo>& runs) { reader_.request(runs); }

void CompareView::rebuild() {
  const int xColumn = metricColumn(axis_->currentData().toString().toStdString());
  const std::string quantity = quantity_->currentData().toString().toStdString();
  std::vector<RunInfo> runs;
  for (const RunCurve& curve : curves_) runs.push_back(curve.run);
  const std::vector<RunGroup> groups = groupRuns(runs);
  colours_ = assignColours(colours_, groups);
  std::vector<ComparedCurve> compared;
  bool anything = false;
  for (const RunGroup& group : groups) {
    std::vector<Series> series;
    for (const std::size_t member : group.members)
      if (curves_[member].rows)
        series.push_back(seriesOf(*curves_[member].rows, xColumn, metricColumn(quantity), smoothing_->value() / 100.0));
    std::erase_if(series, [](const Series& one) { return one.x.empty(); });
    compared.push_back({QString::fromStdString(group.title), colours_[group.key], quantity.starts_with("eval_"),
                        static_cast<int>(series.size()), bandOf(series)});
    anything = anything || !series.empty();
  }
  chart_->setNotice(curves_.empty() ? tr("Select runs above: their curves are laid over one another here. Runs that "
                                         "differ only in the seed become one line with a band.")
                    : anything      ? QString()
                                    : tr("None of the selected runs has measured this quantity yet."));
  chart_->setCurves(std::move(compared));
  export_->setEnabled(anything);
  showLegend(groups);
}

void CompareView::showLegend(const std::vector<RunGroup>& groups) {
  legend_->clear();
  std::size_t most = 1;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const ComparedCurve& curve = chart_->curves()[i];
    QString text = curve.title;
    if (curve.runs > 1) text += tr("  ·  %1 seeds").arg(curve.runs);
    if (curve.points.empty())
      text += tr("  ·  not measured");
    else
      text += QStringLiteral("  ·  ") + numberText(curve.points.back().mean);
    QStringList names;
    for (const std::size_t member : groups[i].members) names << QString::fromStdString(curves_[member].run.name);
    auto* item = new QListWidgetItem(QIcon(chart_->sample(curve.colour)), text, legend_);
    item->setToolTip(names.join(QLatin1Char('\n')));
    item->setFlags(Qt::ItemIsEnabled);
    most = std::max(most, static_cast<std::size_t>(curve.runs));
  }
  QString caption;
  if (most > 1)
    caption = most < kQuartilesFrom
                  ? tr("Line: mean over seeds. Band: smallest to largest.")
                  : tr("Line: mean over seeds. Band: smallest to largest, from %1 seeds the middle half.")
                        .arg(kQuartilesFrom);
  caption_->setText(caption);
}

void CompareView::exportCsv(const std::filesystem::path& file) const {
  QString text = QStringLiteral("line,runs,%1,%2 mean,low,high,band,runs here\r\n")
                     .arg(axis_->currentText(), quantity_->currentText());
  for (const ComparedCurve& curve : chart_->curves()) {
    const char* band = curve.runs < 2                     ? "none"
                       : curve.runs < int(kQuartilesFrom) ? "smallest to largest"
                                                          : "middle half";
    for (const BandPoint& point : curve.points)
      text += QStringList{csvCell(curve.title),      QString::number(curve.runs), csvNumber(point.x),
                          csvNumber(point.mean),     csvNumber(point.low),        csvNumber(point.high),
                          QString::fromLatin1(band), QString::number(point.runs)}
                  .join(QLatin1Char(',')) +
              QStringLiteral("\r\n");
  }
  QSaveFile out(QString::fromStdString(file.string()));
  if (!out.open(QIODevice::WriteOnly) || out.write(text.toUtf8()) < 0 || !out.commit())
    throw Error("a file that can be written", out.errorString().toStdString(), file.string());
}

void CompareView::exportPicture(const std::filesystem::path& file) {
  QImage image(body_->size() * kPictureScale, QImage::Format_RGB32);
  image.setDevicePixelRatio(kPictureScale);
  image.fill(palette().color(QPalette::Window));
  QPainter painter(&image);
  body_->render(&painter);
  painter.end();
  if (!image.save(QString::fromStdString(file.string()), "PNG"))
    throw Error("a picture file that can be written", "none", file.string());
}

void CompareView::chooseFile(bool picture) {
  const QString suffix = picture ? QStringLiteral(".png") : QStringLiteral(".csv");
  const QString file =
      askWhereToSave(this, tr("Export the comparison"), QDir::homePath() + QStringLiteral("/comparison") + suffix,
                     picture ? tr("Pictures (*.png)") : tr("Tables (*.csv)"), suffix);
  if (file.isEmpty()) return;
  try {
    picture ? exportPicture(file.toStdString()) : exportCsv(file.toStdString());
    Q_EMIT saved(file);
  } catch (const Error& error) {
    Q_EMIT failed(tr("The comparison was not saved"), QString::fromUtf8(error.what()));
  }
}

void CompareView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

/// The curves keep their place in a small window; words that say little give theirs.
void CompareView::arrange() {
  const bool narrow = width() < kNarrowWidth * scale_;
  for (QLabel* word : words_) word->setVisible(!narrow);
  for (QWidget* widget : {static_cast<QWidget*>(legend_), static_cast<QWidget*>(caption_)})
    widget->setFixedWidth(qRound((narrow ? kNarrowLegendWidth : kLegendWidth) * scale_));
}

void CompareView::setLook(const Theme& theme, double scale) {
  chart_->setLook(theme, scale);
  scale_ = scale;
  arrange();
  legend_->setIconSize(QSize(qRound(24 * scale), qRound(12 * scale)));
  rebuild();
}

}  // namespace spolab
