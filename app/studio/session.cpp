#include "app/studio/session.h"

#include <exception>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include <QCoreApplication>
#include <QMetaObject>

#include "core/base/error.h"

namespace spolab {
namespace {

constexpr int kPollMilliseconds = 50;
/// Threads inherit this from the one that starts them: the window wins when both want the same core.
constexpr int kTrainingNice = 10;

void yieldToTheWindow() { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kTrainingNice); }

}  // namespace

Session::Session(QObject* parent) : QObject(parent) {
  timer_.setInterval(kPollMilliseconds);
  connect(&timer_, &QTimer::timeout, this, &Session::poll);
  background_.run(yieldToTheWindow);
}

Session::~Session() {
  timer_.stop();
  if (training_) dispose(std::move(training_));
}

bool Session::active() const { return state_ != SessionState::kIdle && state_ != SessionState::kFailed; }

bool Session::canPause() const {
  return state_ == SessionState::kStarting || state_ == SessionState::kRunning || state_ == SessionState::kPaused;
}

bool Session::canStop() const { return canPause(); }

void Session::start(const RunConfig& config, TrainingOptions options) {
  auto shared = std::make_shared<RunConfig>(config.clone());
  begin([shared, options = std::move(options)] { return engine().startTraining(std::move(*shared), options); });
}

void Session::resume(const std::filesystem::path& folder, TrainingOptions options) {
  begin([folder, options = std::move(options)] { return engine().resumeTraining(folder, options); });
}

void Session::begin(Starter starter) {
  if (active()) return;
  error_.clear();
  status_ = {};
  seen_.reset();
  newest_.reset();
  pauseWanted_ = false;
  stopWanted_ = false;
  setState(SessionState::kStarting);
  background_.run([this, starter = std::move(starter)] {
    // Shared, because the queued call must be copyable.
    auto training = std::make_shared<std::unique_ptr<Training>>();
    QString failure;
    try {
      *training = starter();
    } catch (const std::exception& error) {
      failure = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this, [this, training, failure] { onStarted(std::move(*training), failure); }, Qt::QueuedConnection);
  });
}

void Session::onStarted(std::unique_ptr<Training> training, const QString& failure) {
  if (!training) {
    fail(failure);
    return;
  }
  training_ = std::move(training);
  setState(SessionState::kRunning);
  if (pauseWanted_) setPaused(true);
  if (stopWanted_) stop();
  timer_.start();
}

void Session::setPaused(bool paused) {
  if (!canPause()) return;
  pauseWanted_ = paused;
  if (!training_) return;
  training_->setPaused(paused);
  setState(paused ? SessionState::kPaused : SessionState::kRunning);
}

void Session::stop() {
  if (!canStop()) return;
  stopWanted_ = true;
  if (!training_) return;
  training_->requestStop();
  setState(SessionState::kStopping);
}

std::filesystem::path Session::finish() {
  timer_.stop();
  if (!training_) return {};
  training_.reset();
  return status_.folder;
}

void Session::poll() {
  if (!training_) return;
  // Asked first: what is published before the end is then surely seen below.
  const bool ended = !training_->alive();
  takeNews();
  if (ended) end();
}

void Session::takeNews() {
  std::vector<MetricsRow> rows = training_->takeRows();
  if (const auto status = training_->status(); status && status != seen_) {
    seen_ = status;
    status_ = *status;
    Q_EMIT statusChanged();
  }
  if (!rows.empty()) Q_EMIT rowsArrived(rows);
  if (auto agent = training_->newestAgent(); agent && agent != newest_) {
    newest_ = std::move(agent);
    Q_EMIT agentPublished(newest_);
  }
}

void Session::end() {
  timer_.stop();
  dispose(std::move(training_));
  if (status_.state == TrainingState::kFailed) {
    fail(status_.error.empty() ? tr("The training ended without saying why.") : QString::fromStdString(status_.error));
    return;
  }
  setState(SessionState::kIdle);
  Q_EMIT finished(QString::fromStdString(status_.folder.string()));
}

void Session::fail(const QString& message) {
  error_ = message;
  setState(SessionState::kFailed);
  Q_EMIT failed(message);
}

void Session::setState(SessionState state) {
  if (state_ == state) return;
  state_ = state;
  Q_EMIT stateChanged(state);
}

/// The destructor of a training waits for its thread: not here.
void Session::dispose(std::unique_ptr<Training> training) {
  auto shared = std::make_shared<std::unique_ptr<Training>>(std::move(training));
  background_.run([shared] { shared->reset(); });
}

QString sessionStateText(SessionState state) {
  switch (state) {
    case SessionState::kIdle:
      return QCoreApplication::translate("Session", "Ready");
    case SessionState::kStarting:
      return QCoreApplication::translate("Session", "Starting");
    case SessionState::kRunning:
      return QCoreApplication::translate("Session", "Training");
    case SessionState::kPaused:
      return QCoreApplication::translate("Session", "Paused");
    case SessionState::kStopping:
      return QCoreApplication::translate("Session", "Stopping");
    case SessionState::kFailed:
      return QCoreApplication::translate("Session", "Failed");
  }
  return {};
}

}  // namespace spolab
