#pragma once

#include <functional>
#include <string>

#include <QDialog>

#include "app/studio/film_export.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace spolab {

/// "Export episode": asks for file, range, size and pace, draws the film behind the window and shows how far it is. The
/// window stays usable; closing the dialog does not end the export.
class FilmDialog : public QDialog {
  Q_OBJECT

 public:
  explicit FilmDialog(QWidget* parent);

  /// What is being played: the episode on screen, and the one before it. Any number of times, shown or not.
  void follow(const std::shared_ptr<const PlayerView>& view);
  /// Shows the dialog. Decision `step` is being looked at (−1: the newest); the film is drawn as `look` says when it
  /// begins.
  void offer(int step, std::function<PictureStyle()> look);
  [[nodiscard]] bool busy() const { return export_.busy(); }

 Q_SIGNALS:
  void failed(const QString& what, const QString& why, const QString& advice);
  void saved(const QString& file);

 private:
  void build();
  void connectAll();
  void browse();
  void begin();
  void chooseSize(int index);
  void followName();
  void refresh();
  void setRunning(bool running);
  void fillRange();
  [[nodiscard]] std::shared_ptr<const PlayerView> episode() const;
  [[nodiscard]] RecordingKind kind() const;
  [[nodiscard]] FilmPace pace() const;
  [[nodiscard]] int firstDecision() const;
  [[nodiscard]] int decisions() const;
  [[nodiscard]] QString obstacle() const;
  [[nodiscard]] bool canBegin() const;

  std::shared_ptr<const PlayerView> current_;
  std::shared_ptr<const PlayerView> before_;  ///< the last one that was played to its end; null before there is one
  std::string world_;                         ///< that the file is named after
  int step_ = -1;
  bool told_ = false;     ///< what became of the last film stands there until something is changed
  bool offered_ = false;  ///< somebody wanted a film
  std::function<PictureStyle()> look_;
  QLineEdit* file_ = nullptr;
  QPushButton* browse_ = nullptr;
  QComboBox* kind_ = nullptr;
  QComboBox* range_ = nullptr;
  QComboBox* size_ = nullptr;
  QSpinBox* width_ = nullptr;
  QSpinBox* height_ = nullptr;
  QSpinBox* rate_ = nullptr;
  QComboBox* speed_ = nullptr;
  QCheckBox* futures_ = nullptr;
  QCheckBox* panels_ = nullptr;
  QCheckBox* camera_ = nullptr;
  QLabel* summary_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QPushButton* start_ = nullptr;
  QPushButton* stop_ = nullptr;
  FilmExport export_;
};

}  // namespace spolab
