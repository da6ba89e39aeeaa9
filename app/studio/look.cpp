#include "app/studio/look.h"

#include <utility>

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QPalette>
#include <QPointer>
#include <QRegularExpression>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>
#include <QWidget>

#include "render/imgui_layer.h"

/// Resources of a static library are linked in only when named, outside any namespace.
static void useResources() { Q_INIT_RESOURCE(studio); }

namespace spolab {
namespace {

QString css(const Colour& colour) { return qcolour(colour).name(); }

QPalette paletteOf(const Theme& theme) {
  QPalette palette;
  const QColor text = qcolour(theme.text);
  const QColor dim = qcolour(mix(theme.textDim, theme.surface[1], 0.45f));
  palette.setColor(QPalette::Window, qcolour(theme.surface[0]));
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, qcolour(theme.background));
  palette.setColor(QPalette::AlternateBase, qcolour(theme.surface[0]));
  palette.setColor(QPalette::ToolTipBase, qcolour(theme.surface[2]));
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::PlaceholderText, qcolour(theme.textDim));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::Button, qcolour(theme.surface[1]));
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, qcolour(theme.warning));
  palette.setColor(QPalette::Link, qcolour(theme.accent));
  palette.setColor(QPalette::Highlight, qcolour(theme.accent));
  palette.setColor(QPalette::HighlightedText, qcolour(theme.accentText));
  palette.setColor(QPalette::Light, qcolour(theme.surface[2]));
  palette.setColor(QPalette::Midlight, qcolour(theme.surface[2]));
  palette.setColor(QPalette::Mid, qcolour(theme.outline));
  palette.setColor(QPalette::Dark, qcolour(theme.outline));
  palette.setColor(QPalette::Shadow, qcolour(theme.background));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, dim);
  return palette;
}

/// The parts of the look that a palette cannot say. Lengths in points, replaced by pixels of the UI scale.
/// QMainWindow::separator must not be one pixel wide in all: Qt then lays a widget over every edge and, up to 6.5 at
/// least, may use one that is gone when docks change while it shows them (QTBUG-111538).
constexpr const char* kSheet = R"(
QWidget { font-family: "@family"; font-size: #13px; }
QMainWindow, QDialog { background: @surface0; }
QMainWindow::separator { background: @outline; width: 1px; height: 1px; margin: #2px; }
QMainWindow::separator:hover { background: @accent; }
QMenuBar { background: @surface0; padding: #2px #4px; border: none; }
QToolBar { background: @surface0; border: none; border-top: 1px solid @outline; border-bottom: 1px solid @outline; padding: 0; margin: 0; spacing: 0; }
QToolBar::separator { width: 0; }
QMenuBar::item { padding: #4px #8px; border-radius: #4px; background: transparent; }
QMenuBar::item:selected { background: @surface2; }
QMenu { background: @surface2; border: 1px solid @outline; padding: #4px; }
QMenu::item { padding: #4px #24px #4px #20px; border-radius: #4px; }
QMenu::item:selected { background: @accent; color: @accentText; }
QMenu::item:disabled { color: @dim; background: transparent; }
QMenu::separator { height: 1px; background: @outline; margin: #4px #8px; }
QToolTip { background: @surface2; color: @text; border: 1px solid @outline; padding: #4px; }
QStatusBar { background: @surface0; color: @textDim; border-top: 1px solid @outline; }
QStatusBar::item { border: none; }
QPushButton, QToolButton { background: @surface1; border: 1px solid @outline; border-radius: #6px; padding: #4px #12px; min-height: #16px; }
QToolButton { padding: #4px #6px; }
QToolButton[mode="true"] { padding: #3px #2px; font-size: #12px; }
QPushButton:hover, QToolButton:hover { background: @surface2; }
QPushButton:pressed, QToolButton:pressed { background: @outline; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @dim; background: @surface0; }
QPushButton[narrow="true"] { padding: #4px #2px; }
QPushButton[primary="true"] { background: @accent; color: @accentText; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @surface1; color: @dim; border-color: @outline; }
QToolButton[flat="true"] { background: transparent; border-color: transparent; }
QToolButton[flat="true"]:hover { background: @surface2; }
QToolButton[flat="true"]:focus { border-color: @accent; }
QToolButton[flat="true"]:checked { background: @surface2; border-color: @outline; color: @text; font-weight: 600; }
QToolButton[tiny="true"] { padding: 0; min-width: #18px; max-width: #18px; }
QToolButton::menu-indicator { image: none; }
QTabWidget::pane { border: none; border-top: 1px solid @outline; }
QTabWidget { background: @surface0; }
QComboBox, QLineEdit, QAbstractSpinBox { background: @background; border: 1px solid @outline; border-radius: #6px; padding: #2px #6px; min-height: #18px; selection-background-color: @accent; selection-color: @accentText; }
QComboBox { padding-right: #16px; }
QComboBox:hover, QLineEdit:hover, QAbstractSpinBox:hover { border-color: @textDim; }
QComboBox:focus, QLineEdit:focus, QAbstractSpinBox:focus { border-color: @accent; }
QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled { color: @dim; background: @surface0; }
QAbstractSpinBox[invalid="true"], QLineEdit[invalid="true"] { border-color: @warning; }
QComboBox::drop-down { border: none; width: #18px; }
QComboBox::down-arrow { image: url(:/studio/arrow_down.png); width: #10px; height: #10px; }
QComboBox QAbstractItemView { background: @surface2; border: 1px solid @outline; selection-background-color: @accent; selection-color: @accentText; outline: none; }
QCheckBox { spacing: #6px; }
QCheckBox::indicator { width: #14px; height: #14px; background: @background; border: 1px solid @textDim; border-radius: #3px; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/studio/@check.png); }
QCheckBox::indicator:checked:focus { border-color: @text; }
QCheckBox::indicator:disabled { border-color: @outline; background: @surface0; }
QCheckBox::indicator:checked:disabled { background: @outline; }
QGroupBox { border: none; border-top: 1px solid @outline; margin-top: #12px; padding-top: #12px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0 #6px 0 0; color: @textDim; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: #10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: #10px; margin: 0; }
QScrollBar::handle { background: @outline; border-radius: #3px; margin: #2px; }
QScrollBar::handle:vertical { min-height: #24px; }
QScrollBar::handle:horizontal { min-width: #24px; }
QScrollBar::handle:hover { background: @textDim; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QSlider::groove:horizontal { height: #4px; background: @outline; border-radius: #2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: #2px; }
QSlider::handle:horizontal { width: #14px; height: #14px; margin: -#5px 0; border-radius: #7px; background: @text; border: 1px solid @surface0; }
QSlider::handle:horizontal:focus { background: @accent; border-color: @text; }
QTabBar::tab { background: transparent; padding: #4px #12px; border: none; border-bottom: 2px solid transparent; color: @textDim; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }
QProgressBar { background: @outline; border: none; border-radius: #3px; max-height: #6px; min-height: #6px; }
QProgressBar::chunk { background: @accent; border-radius: #3px; }
QPlainTextEdit { background: @background; border: 1px solid @outline; border-radius: #6px; padding: #4px; }
QFileDialog { min-width: #720px; min-height: #420px; }
QFileDialog QTreeView, QFileDialog QListView { background: @background; border: 1px solid @outline; border-radius: #6px; }
QFileDialog QListView#sidebar { min-width: #120px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QStatusBar QToolButton { border: none; padding: 0 #6px; min-height: 0; color: @warning; }
QStatusBar QToolButton:focus { color: @accent; }
QLabel[role="small"] { font-size: #11px; }
QLabel[role="large"] { font-size: #20px; font-weight: 600; }
QLabel[role="dim"] { color: @textDim; }
QLabel[role="value"] { font-weight: 600; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="title"] { font-size: #15px; font-weight: 600; }
QFrame[role="bar"] { background: @surface0; border: none; }
QFrame[role="line"] { background: @outline; border: none; }
)";

QString sheetOf(const Theme& theme, double scale) {
  QString sheet = QString::fromUtf8(kSheet);
  // Longer names first, so that "@text" does not eat "@textDim".
  const std::pair<const char*, QString> colours[] = {
      {"@background", css(theme.background)},
      {"@surface0", css(theme.surface[0])},
      {"@surface1", css(theme.surface[1])},
      {"@surface2", css(theme.surface[2])},
      {"@outline", css(theme.outline)},
      {"@accentText", css(theme.accentText)},
      {"@accentHover", css(mix(theme.accent, theme.text, 0.15f))},
      {"@accent", css(theme.accent)},
      {"@textDim", css(theme.textDim)},
      {"@text", css(theme.text)},
      {"@warning", css(theme.warning)},
      {"@check", theme.accentText.r > 0.5f ? QStringLiteral("check_light") : QStringLiteral("check_dark")},
      {"@dim", css(mix(theme.textDim, theme.surface[1], 0.45f))},
  };
  for (const auto& [name, value] : colours) sheet.replace(QLatin1String(name), value);
  sheet.replace(QLatin1String("@family"), QLatin1String(kFontFamily));
  static const QRegularExpression length(QStringLiteral("#(\\d+)px"));
  for (auto match = length.match(sheet); match.hasMatch(); match = length.match(sheet))
    sheet.replace(match.capturedStart(), match.capturedLength(),
                  QString::number(qRound(match.captured(1).toInt() * scale)) + QStringLiteral("px"));
  return sheet;
}

/// Gives every window without a parent the sheet; what belongs to it inherits. Set on the application, the same sheet
/// is worked out for a widget once for each of its ancestors (Qt 6.4), some ten times as slow.
class WindowSheets final : public QObject {
 public:
  explicit WindowSheets(QObject* parent) : QObject(parent) { qApp->installEventFilter(this); }

  [[nodiscard]] const QString& sheet() const { return sheet_; }
  void use(const QString& sheet) {
    const QString before = std::exchange(sheet_, sheet);
    for (QWidget* window : QApplication::topLevelWidgets()) dress(*window, before);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Polish && watched->isWidgetType()) dress(static_cast<QWidget&>(*watched), {});
    return false;
  }

 private:
  /// A sheet of its own, such as that of Qt's tooltips, stays.
  void dress(QWidget& window, const QString& before) const {
    if (!window.isWindow() || window.parentWidget() != nullptr) return;
    const QString own = window.styleSheet();
    if (own != sheet_ && (own.isEmpty() || own == before)) window.setStyleSheet(sheet_);
  }

  QString sheet_;
};

}  // namespace

QColor qcolour(const Colour& colour) { return QColor::fromRgbF(colour.r, colour.g, colour.b, colour.a); }

void installFonts() {
  useResources();
  for (const UiFace face : {UiFace::kRegular, UiFace::kSemibold}) {
    const auto bytes = fontData(face);
    QFontDatabase::addApplicationFontFromData(
        QByteArray::fromRawData(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())));
  }
}

QFont uiFontOf(float size, double scale, bool semibold) {
  QFont font(QString::fromLatin1(kFontFamily));
  font.setPixelSize(qRound(size * scale));
  if (semibold) font.setWeight(QFont::DemiBold);
  return font;
}

void applyLook(const Theme& theme, double scale) {
  static QPointer<WindowSheets> sheets;  // goes with its application
  if (!sheets) sheets = new WindowSheets(qApp);
  const QString sheet = sheetOf(theme, scale);
  if (sheets->sheet() == sheet) return;  // it names every colour and size
  if (sheets->sheet().isEmpty()) QApplication::setStyle(QStyleFactory::create("Fusion"));
  if (const QFont font = uiFontOf(font_size::kBody, scale); QApplication::font() != font) QApplication::setFont(font);
  const QPalette palette = paletteOf(theme);
  QApplication::setPalette(palette);
  QToolTip::setPalette(palette);
  QToolTip::setFont(uiFontOf(font_size::kBody, scale));
  sheets->use(sheet);
}

}  // namespace spolab
