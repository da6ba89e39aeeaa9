#include "app/studio/around/help_dialogs.h"

#include <vector>

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include "app/studio/around/licences.h"
#include "app/studio/log_file.h"
#include "app/studio/look.h"
#include "core/base/version.h"

namespace spolab {
namespace {

struct Help {
  Q_DECLARE_TR_FUNCTIONS(Help)
};

void addClose(QDialog* dialog, QVBoxLayout* column) {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::hide);
  column->addWidget(buttons);
}

/// What the program is made with, each with its licence.
QTableWidget* makeLicences(QDialog* dialog) {
  const std::vector<Licence> all = licences();
  auto* table = new QTableWidget(static_cast<int>(all.size()), 3, dialog);
  table->setObjectName("licences");
  table->setAccessibleName(Help::tr("Made with"));
  table->setToolTip(Help::tr("What this build is made with, and its licences"));
  table->setHorizontalHeaderLabels({Help::tr("Made with"), Help::tr("for"), Help::tr("licence")});
  table->verticalHeader()->hide();
  table->setShowGrid(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setTabKeyNavigation(false);
  table->setMinimumHeight(240);
  for (int row = 0; row < table->rowCount(); ++row) {
    const Licence& licence = all[static_cast<std::size_t>(row)];
    int column = 0;
    for (const QString& text :
         {QString::fromUtf8(licence.name), Help::tr(licence.what), QString::fromUtf8(licence.licence)})
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

QDialog* makeAboutDialog(QWidget* parent) {
  auto* dialog = new QDialog(parent);
  dialog->setObjectName("about");
  dialog->setWindowTitle(Help::tr("About SPO Lab"));
  auto* column = makeColumn(dialog);
  auto* row = new QHBoxLayout;
  row->setSpacing(20);
  auto* icon = new QLabel(dialog);
  icon->setPixmap(programIcon().pixmap(72, 72));
  row->addWidget(icon, 0, Qt::AlignTop);
  const QString body =
      Help::tr(
          "<p><b>SPO Lab %1</b><br>A laboratory where planning agents learn and you watch them think.</p>"
          "<p>The method is SPO: Sequential Monte Carlo Policy Optimisation (Macfarlane, Toledo, Byrne, Duckworth and "
          "Laterre, 2024).</p>"
          "<p>Log: %2</p>")
          .arg(QString::fromStdString(programVersion()), logFilePath().toHtmlEscaped());
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
