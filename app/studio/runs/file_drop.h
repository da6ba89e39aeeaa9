#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include <QObject>
#include <QString>

class QWidget;

namespace spolab {

/// Something a person may drop onto the window.
struct DropKind {
  QString what;                                               ///< for people: "an agent (.safetensors)"
  std::function<bool(const std::filesystem::path&)> accepts;  ///< looks at the file's name and kind only: fast
  std::function<void(const std::filesystem::path&)> open;
};

/// Takes files and folders dropped onto the studio and hands each to the first kind that accepts it; for anything else
/// says what would have been taken. A new kind of file is one add(). Lives on the window's thread.
class FileDrop : public QObject {
  Q_OBJECT

 public:
  explicit FileDrop(QObject* parent);

  void add(DropKind kind) { kinds_.push_back(std::move(kind)); }
  /// Watches a widget or a QWindow for drops.
  void watch(QObject* target);
  /// What a drop of this file does.
  void take(const std::filesystem::path& file);

 Q_SIGNALS:
  void refused(const QString& what, const QString& why, const QString& advice);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void takeUrls(const QList<QUrl>& urls);
  [[nodiscard]] QString everyKind() const;

  std::vector<DropKind> kinds_;
};

/// A .safetensors file.
bool looksLikeAgent(const std::filesystem::path& file);
/// A folder with a config.toml, or such a config.toml itself.
bool looksLikeRun(const std::filesystem::path& file);
/// The run's folder of what looksLikeRun().
std::filesystem::path runFolderOf(const std::filesystem::path& file);

}  // namespace spolab
