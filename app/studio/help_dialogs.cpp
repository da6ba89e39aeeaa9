#include "app/studio/help_dialogs.h"

#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "app/studio/log_file.h"
#include "app/studio/look.h"

namespace spolab {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Help", text); }

struct Section {
  const char* title;
  std::vector<std::pair<const char*, const char*>> keys;
};

const std::vector<Section>& sections() {
  static const std::vector<Section> all{
      {QT_TRANSLATE_NOOP("Help", "Episode"),
       {{"Space", QT_TRANSLATE_NOOP("Help", "play or pause")},
        {"→", QT_TRANSLATE_NOOP("Help", "one decision forward")},
        {"←", QT_TRANSLATE_NOOP("Help", "look one step back")},
        {"D  Shift+D", QT_TRANSLATE_NOOP("Help", "one search depth, or one phase of it, at a time")},
        {"End", QT_TRANSLATE_NOOP("Help", "back to the newest step")},
        {"B", QT_TRANSLATE_NOOP("Help", "go on from the step looked at")},
        {"R", QT_TRANSLATE_NOOP("Help", "restart the episode")},
        {"N", QT_TRANSLATE_NOOP("Help", "next episode")},
        {"+  −", QT_TRANSLATE_NOOP("Help", "faster, slower")}}},
      {QT_TRANSLATE_NOOP("Help", "Training"),
       {{"Ctrl+T", QT_TRANSLATE_NOOP("Help", "train")},
        {"Ctrl+P", QT_TRANSLATE_NOOP("Help", "pause or continue")},
        {"Ctrl+.", QT_TRANSLATE_NOOP("Help", "stop and save")},
        {"Ctrl+1  Ctrl+2  Ctrl+5", QT_TRANSLATE_NOOP("Help", "Watch, Play, Learn")},
        {"Ctrl+F", QT_TRANSLATE_NOOP("Help", "find a setting")}}},
      {QT_TRANSLATE_NOOP("Help", "View"),
       {{QT_TRANSLATE_NOOP("Help", "drag"), QT_TRANSLATE_NOOP("Help", "turn the camera")},
        {QT_TRANSLATE_NOOP("Help", "right drag"), QT_TRANSLATE_NOOP("Help", "move the camera")},
        {QT_TRANSLATE_NOOP("Help", "Ctrl+right drag"), QT_TRANSLATE_NOOP("Help", "pull a body")},
        {QT_TRANSLATE_NOOP("Help", "Ctrl+drag"), QT_TRANSLATE_NOOP("Help", "twist a body")},
        {QT_TRANSLATE_NOOP("Help", "wheel"), QT_TRANSLATE_NOOP("Help", "closer, farther")},
        {QT_TRANSLATE_NOOP("Help", "double click"), QT_TRANSLATE_NOOP("Help", "camera as at first")},
        {"Shift+arrows", QT_TRANSLATE_NOOP("Help", "turn the camera")},
        {"Tab", QT_TRANSLATE_NOOP("Help", "next control")},
        {"F2", QT_TRANSLATE_NOOP("Help", "world alone, or with panels")},
        {"F3", QT_TRANSLATE_NOOP("Help", "futures of the search on the world, on or off")},
        {"F5", QT_TRANSLATE_NOOP("Help", "dark or light")},
        {"F11", QT_TRANSLATE_NOOP("Help", "full screen")},
        {"Ctrl+Shift+S", QT_TRANSLATE_NOOP("Help", "save a picture")}}}};
  return all;
}

void addClose(QDialog* dialog, QVBoxLayout* column) {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::hide);
  column->addWidget(buttons);
}

QVBoxLayout* makeColumn(QDialog* dialog) {
  auto* column = new QVBoxLayout(dialog);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  return column;
}

}  // namespace

QDialog* makeShortcutSheet(QWidget* parent) {
  auto* dialog = new QDialog(parent);
  dialog->setObjectName("shortcuts");
  dialog->setWindowTitle(tr("Keys and mouse"));
  auto* column = makeColumn(dialog);
  auto* row = new QHBoxLayout;
  row->setSpacing(32);
  for (const Section& section : sections()) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    auto* title = new QLabel(tr(section.title), dialog);
    title->setProperty("role", "title");
    grid->addWidget(title, 0, 0, 1, 2);
    int line = 1;
    for (const auto& [key, meaning] : section.keys) {
      auto* name = new QLabel(tr(key), dialog);
      name->setProperty("role", "value");
      grid->addWidget(name, line, 0);
      grid->addWidget(new QLabel(tr(meaning), dialog), line++, 1);
    }
    grid->setRowStretch(line, 1);
    row->addLayout(grid);
  }
  column->addLayout(row, 1);
  addClose(dialog, column);
  return dialog;
}

QDialog* makeAboutDialog(QWidget* parent) {
  auto* dialog = new QDialog(parent);
  dialog->setObjectName("about");
  dialog->setWindowTitle(tr("About SPO Lab"));
  auto* column = makeColumn(dialog);
  auto* row = new QHBoxLayout;
  row->setSpacing(20);
  auto* icon = new QLabel(dialog);
  icon->setPixmap(programIcon().pixmap(72, 72));
  row->addWidget(icon, 0, Qt::AlignTop);
  const QString body =
      tr("<p><b>SPO Lab %1</b><br>A laboratory where planning agents learn and you watch them think.</p>"
         "<p>The method is SPO: Sequential Monte Carlo Policy Optimisation (Macfarlane, Toledo, Byrne, Duckworth and "
         "Laterre, 2024).</p>"
         "<p>Made with Qt %2 (LGPL 3), QCustomPlot (GPL 3), Dear ImGui (MIT), LibTorch (BSD), GLM (MIT), "
         "toml++ (MIT), CLI11 (BSD), {fmt} (MIT) and the Inter typeface (SIL Open Font License).</p>"
         "<p>Log: %3</p>")
          .arg(QStringLiteral(SPOLAB_VERSION), QString::fromLatin1(qVersion()), logFilePath().toHtmlEscaped());
  auto* text = new QLabel(body, dialog);
  text->setWordWrap(true);
  text->setMinimumWidth(420);
  text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  row->addWidget(text, 1);
  column->addLayout(row, 1);
  addClose(dialog, column);
  return dialog;
}

}  // namespace spolab
