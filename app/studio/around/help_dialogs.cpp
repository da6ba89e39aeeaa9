#include "app/studio/around/help_dialogs.h"

#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include "app/studio/around/licences.h"
#include "app/studio/log_file.h"
#include "app/studio/look.h"
#include "app/studio/play/controls_text.h"

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
        {"Ctrl+1 … Ctrl+5", QT_TRANSLATE_NOOP("Help", "Watch, Play, Race, Compare, Learn")},
        {"Ctrl+F", QT_TRANSLATE_NOOP("Help", "find a setting")}}},
      {QT_TRANSLATE_NOOP("Help", "View"),
       {{QT_TRANSLATE_NOOP("Help", "drag"), QT_TRANSLATE_NOOP("Help", "turn the camera")},
        {QT_TRANSLATE_NOOP("Help", "right drag"), QT_TRANSLATE_NOOP("Help", "move the camera")},
        {QT_TRANSLATE_NOOP("Help", "Ctrl+right drag"), QT_TRANSLATE_NOOP("Help", "pull a body")},
        {QT_TRANSLATE_NOOP("Help", "Ctrl+drag"), QT_TRANSLATE_NOOP("Help", "twist a body")},
        {QT_TRANSLATE_NOOP("Help", "wheel"), QT_TRANSLATE_NOOP("Help", "closer, farther")},
        {QT_TRANSLATE_NOOP("Help", "double click"), QT_TRANSLATE_NOOP("Help", "camera as at first")},
        {"Shift+arrows", QT_TRANSLATE_NOOP("Help", "turn the camera")},
        {QT_TRANSLATE_NOOP("Help", "right button held"), QT_TRANSLATE_NOOP("Help", "the keys of all controls")},
        {"Tab", QT_TRANSLATE_NOOP("Help", "next control")},
        {"Ctrl+R", QT_TRANSLATE_NOOP("Help", "runs: open, compare, rename, delete")},
        {"F2", QT_TRANSLATE_NOOP("Help", "world alone, or with panels")},
        {"F3", QT_TRANSLATE_NOOP("Help", "futures of the search on the world, on or off")},
        {"F6", QT_TRANSLATE_NOOP("Help", "hidden faces of the cube, on or off")},
        {"F5", QT_TRANSLATE_NOOP("Help", "dark or light")},
        {"F11", QT_TRANSLATE_NOOP("Help", "full screen")},
        {"Ctrl+Shift+S", QT_TRANSLATE_NOOP("Help", "save a picture")},
        {"Ctrl+Shift+C", QT_TRANSLATE_NOOP("Help", "copy the picture")},
        {"Ctrl+E", QT_TRANSLATE_NOOP("Help", "export the episode as a film")}}}};
  return all;
}

void addClose(QDialog* dialog, QVBoxLayout* column) {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::hide);
  column->addWidget(buttons);
}

using KeyLines = std::vector<std::pair<QString, QString>>;

QGridLayout* makeSection(const QString& heading, const KeyLines& lines, QDialog* dialog) {
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(6);
  auto* title = new QLabel(heading, dialog);
  title->setProperty("role", "title");
  grid->addWidget(title, 0, 0, 1, 2);
  int line = 1;
  for (const auto& [key, meaning] : lines) {
    auto* name = new QLabel(key, dialog);
    name->setProperty("role", "value");
    grid->addWidget(name, line, 0);
    grid->addWidget(new QLabel(meaning, dialog), line++, 1);
  }
  grid->setRowStretch(line, 1);
  grid->setColumnStretch(1, 1);
  return grid;
}

/// What every world has in Play.
KeyLines playLines(const Controls* controls) {
  KeyLines lines{{QStringLiteral("A"), tr("let the agent go on, take over again")},
                 {QStringLiteral("?"), tr("what the agent would do here")},
                 {tr("Backspace  Ctrl+Z"), tr("take back, also a restart")},
                 {QStringLiteral("Ctrl+Y"), tr("do again")},
                 {QStringLiteral("Ctrl+C  Ctrl+V"), tr("copy and paste the position")}};
  if (controls) lines.emplace_back(tr("drag on it"), tr("take hold and move; back again to cancel"));
  return lines;
}

/// What the program is made with, each with its licence.
QTableWidget* makeLicences(QDialog* dialog) {
  const std::vector<Licence> all = licences();
  auto* table = new QTableWidget(static_cast<int>(all.size()), 3, dialog);
  table->setObjectName("licences");
  table->setAccessibleName(tr("Made with"));
  table->setToolTip(tr("What this build is made with, and its licences"));
  table->setHorizontalHeaderLabels({tr("Made with"), tr("for"), tr("licence")});
  table->verticalHeader()->hide();
  table->setShowGrid(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setTabKeyNavigation(false);
  table->setMinimumHeight(240);
  for (int row = 0; row < table->rowCount(); ++row) {
    const Licence& licence = all[static_cast<std::size_t>(row)];
    int column = 0;
    for (const QString& text : {QString::fromUtf8(licence.name), tr(licence.what), QString::fromUtf8(licence.licence)})
      table->setItem(row, column++, new QTableWidgetItem(text));
  }
  table->resizeColumnsToContents();
  table->resizeRowsToContents();
  table->horizontalHeader()->setStretchLastSection(true);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft);
  return table;
}

QVBoxLayout* makeColumn(QDialog* dialog) {
  auto* column = new QVBoxLayout(dialog);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  return column;
}

}  // namespace

QDialog* makeShortcutSheet(QWidget* parent, const std::string& world, const Controls* controls) {
  auto* dialog = new QDialog(parent);
  dialog->setObjectName("shortcuts");
  dialog->setWindowTitle(tr("Keys and mouse"));
  auto* column = makeColumn(dialog);
  auto* row = new QHBoxLayout;
  row->setSpacing(32);
  for (const Section& section : sections()) {
    KeyLines lines;
    for (const auto& [key, meaning] : section.keys) lines.emplace_back(tr(key), tr(meaning));
    row->addLayout(makeSection(tr(section.title), lines, dialog));
  }
  column->addLayout(row);
  auto* playing = new QHBoxLayout;
  playing->setSpacing(32);
  playing->addLayout(makeSection(tr("Play"), playLines(controls), dialog));
  if (controls && !controls->keys().empty())
    playing->addLayout(makeSection(tr("Playing: %1").arg(QString::fromStdString(world)), keyLines(*controls), dialog),
                       1);
  column->addLayout(playing, 1);
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
         "<p>Log: %2</p>")
          .arg(QStringLiteral(SPOLAB_VERSION), logFilePath().toHtmlEscaped());
  auto* text = new QLabel(body, dialog);
  text->setWordWrap(true);
  text->setMinimumWidth(420);
  text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  row->addWidget(text, 1);
  column->addLayout(row);
  column->addWidget(makeLicences(dialog), 1);
  addClose(dialog, column);
  return dialog;
}

}  // namespace spolab
