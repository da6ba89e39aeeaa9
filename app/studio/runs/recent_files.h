#pragma once

#include <filesystem>
#include <vector>

#include <QObject>

class QMenu;

namespace spolab {

/// The agents and runs opened last, newest first, remembered between starts; fills a submenu with them. Lives on the
/// window's thread.
class RecentFiles : public QObject {
  Q_OBJECT

 public:
  static constexpr int kMost = 10;

  /// Fills `menu` whenever it is about to be shown.
  RecentFiles(QMenu& menu, QObject* parent);

  /// Something was opened: it is the newest now.
  void note(const std::filesystem::path& file);
  [[nodiscard]] std::vector<std::filesystem::path> files() const;
  void clear();

 Q_SIGNALS:
  void chosen(const std::filesystem::path& file);

 private:
  void fill();
  QMenu& menu_;
};

}  // namespace spolab
