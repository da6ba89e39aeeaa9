#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include "core/run/engine.h"

namespace spolab {

class MainWindow;
class Session;

/// Measures the window as it ships: how soon it is there, how fast it answers and draws, and what it costs a training.
/// Trains in a temporary folder. Single use.
class StudioBench {
 public:
  /// `note` hears what is being measured.
  StudioBench(MainWindow& window, std::function<void(const std::string&)> note);

  /// `part` as StudioOptions::benchPart. Throws Error when something cannot be measured; what came before is in
  /// results().
  void run(const std::string& part);
  [[nodiscard]] const std::vector<BenchResult>& results() const { return results_; }

 private:
  double measureStart();
  void startTraining();
  void stopTraining();
  void measureTraining(bool costs);
  void measureFrames();
  double measureInput();
  void measureCosts();
  struct Watching {
    double cost = 0.0;  ///< share of the training's steps per second
    double framesPerSecond = 0.0;
    double told = 0.0;  ///< what the window says it costs
  };
  Watching watching();
  void measureFutures(const char* env, const std::string& name);
  void measureGoBack();
  double measureLook();
  void search(const char* env, int particles, int horizon, int decisions);
  double rate();
  void nextIteration();
  Session& session();
  void add(std::string name, double value, const char* unit, bool higherIsBetter = false);

  MainWindow& window_;
  std::function<void(const std::string&)> note_;
  QTemporaryDir folder_;
  std::vector<BenchResult> results_;
};

}  // namespace spolab
