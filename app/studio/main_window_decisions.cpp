#include <QDir>
#include <QFileDialog>
#include <QStatusBar>

#include "app/studio/decision_files.h"
#include "app/studio/error_dialog.h"
#include "app/studio/main_window.h"
#include "app/studio/runs/file_drop.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/save_file.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

// Decisions as files: save the one on screen, open one and see it made again.

namespace spolab {
namespace {

constexpr int kMessageMilliseconds = 15000;

}  // namespace

void MainWindow::connectDecisions() {
  decisions_ = std::make_unique<DecisionFiles>(nullptr);
  connect(actions_.saveDecision, &QAction::triggered, this, [this] { saveDecision(); });
  connect(actions_.openDecision, &QAction::triggered, this, [this] {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open decision"), {}, tr("Decisions (*.json)"));
    if (!file.isEmpty()) openDecision(file.toStdString());
  });
  connect(decisions_.get(), &DecisionFiles::failed, this, &MainWindow::report);
  connect(decisions_.get(), &DecisionFiles::saved, this, [this](const QString& file, const QString& agent) {
    statusBar()->showMessage(
        agent.isEmpty() ? tr("Saved %1").arg(file) : tr("Saved %1, and beside it its agent, %2").arg(file, agent),
        kMessageMilliseconds);
  });
  connect(decisions_.get(), &DecisionFiles::opened, this,
          [this](const std::shared_ptr<const OpenedDecision>& decision) {
            side_->setMode(Mode::kWatch);
            opened_ = true;
            watch_->show(*decision);
            const QString verdict = QString::fromStdString(decision->verdict);
            statusBar()->showMessage(verdict, kMessageMilliseconds);
            if (!decision->equal)
              errors_->tell(tr("The decision is not the same here"), verdict,
                            tr("The search on screen is this computer's. Another version or another kind of processor "
                               "may decide otherwise."));
          });
  runs_->drop().add({tr("a decision (*.decision.json)"), looksLikeDecision,
                     [this](const std::filesystem::path& file) { openDecision(file); }});
}

/// Of the decision on screen.
void MainWindow::saveDecision() {
  const Moment moment = stage_->playhead().at(stage_->now());
  if (!moment.view || !moment.frame) return;
  const QString file =
      askWhereToSave(this, tr("Save decision"), QDir::homePath() + QStringLiteral("/spolab") + kDecisionEnding,
                     tr("Decisions (*%1)").arg(kDecisionEnding), kDecisionEnding, true);
  if (file.isEmpty()) return;
  decisions_->save(*moment.view, *moment.frame, file.toStdString());
}

void MainWindow::openDecision(const std::filesystem::path& file) {
  const auto view = watch_->view();
  decisions_->open(file, view && view->decider ? view->decider->agent : nullptr);
}

}  // namespace spolab
