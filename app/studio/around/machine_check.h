#pragma once

#include <functional>
#include <vector>

#include <QString>

#include "render/gl_loader.h"

namespace spolab {

enum class Verdict { kGood, kSlow, kProblem };

/// One thing that was looked at: what was found, and in a plain sentence what that means and what to do.
struct CheckLine {
  QString name;
  QString found;
  Verdict verdict = Verdict::kGood;
  QString sentence;
};

/// Where a check reports to; called on the checking thread.
struct CheckListener {
  std::function<void(int step, int steps, const QString& what)> begins;
  std::function<void(const CheckLine& line)> found;
  std::function<bool()> stopped;  ///< true ends the check at the next pause between measurements
};

/// Looks at graphics, networks, cores, speed, repeatability, disk and memory, one after another, in about ten seconds.
/// `window` is what the window draws with. Never throws: what fails becomes a line. Not on the window's thread.
void checkMachine(const GlReport& window, const CheckListener& listener);

// How numbers are judged. Pure.
CheckLine judgeGraphics(const GlReport& gl);
CheckLine judgeFrames(double framesPerSecond);
CheckLine judgeCores(int cores);
CheckLine judgeNetwork(double rowsPerSecond);
CheckLine judgeSteps(double stepsPerSecond);
CheckLine judgeRepeats(bool sameTwice, bool sameWithTwoWorkers);
CheckLine judgeDisk(double gib, const QString& folder);
CheckLine judgeMemory(double totalGib, double availableGib);

/// "good", "slow but works", "problem".
QString verdictText(Verdict verdict);
/// The whole machine in one sentence.
QString summaryOf(const std::vector<CheckLine>& lines);
/// For a message to others: one line each.
QString checkText(const std::vector<CheckLine>& lines);

}  // namespace spolab
