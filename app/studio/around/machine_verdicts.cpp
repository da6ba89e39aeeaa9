#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "app/studio/around/machine_check.h"
#include "app/studio/number_text.h"
#include "core/base/machine.h"
#include "core/base/version.h"

// What the numbers of a machine check mean. The limits are those below which a person notices.

namespace spolab {
namespace {

constexpr double kSmoothFrames = 30.0, kUsableFrames = 5.0;
constexpr int kEnoughCores = 2;
constexpr double kFastRows = 20e3, kUsableRows = 2e3;
constexpr double kFastSteps = 5e6, kUsableSteps = 2e5;
constexpr double kRoomyDisk = 5.0, kLeastDisk = 0.5;
constexpr double kRoomyMemory = 1.5, kLeastMemory = 0.5;

struct MachineText {
  Q_DECLARE_TR_FUNCTIONS(MachineText)
};

Verdict verdictOf(double value, double good, double usable) {
  if (value >= good) return Verdict::kGood;
  return value >= usable ? Verdict::kSlow : Verdict::kProblem;
}

QString sentenceOf(Verdict verdict, const char* good, const char* slow, const char* problem) {
  if (verdict == Verdict::kGood) return MachineText::tr(good);
  return MachineText::tr(verdict == Verdict::kSlow ? slow : problem);
}

}  // namespace

CheckLine judgeGraphics(const GlReport& gl) {
  CheckLine line{
      MachineText::tr("Graphics"),
      QStringLiteral("%1, OpenGL %2").arg(QString::fromStdString(gl.renderer), QString::fromStdString(gl.version)),
      gl.software ? Verdict::kSlow : Verdict::kGood,
      {}};
  line.sentence =
      gl.software ? MachineText::tr(
                        "The processor draws the window, so fewer frames are drawn while training. A graphics driver "
                        "would take this work over.")
                  : MachineText::tr("A graphics card draws the window.");
  return line;
}

CheckLine judgeFrames(double framesPerSecond) {
  const Verdict verdict = verdictOf(framesPerSecond, kSmoothFrames, kUsableFrames);
  return {MachineText::tr("Drawing"), MachineText::tr("%1 frames/s of a turning cube").arg(qRound(framesPerSecond)),
          verdict,
          sentenceOf(
              verdict, QT_TRANSLATE_NOOP("MachineText", "Motion is smooth."),
              QT_TRANSLATE_NOOP("MachineText", "Motion stutters a little; a smaller window is smoother."),
              QT_TRANSLATE_NOOP("MachineText", "Motion stutters: make the window small or switch View > Motion off."))};
}

CheckLine judgeCores(int cores) {
  const Verdict verdict = cores >= kEnoughCores ? Verdict::kGood : Verdict::kSlow;
  return {MachineText::tr("Processor"), QString::fromStdString(machineDescription()), verdict,
          sentenceOf(verdict, QT_TRANSLATE_NOOP("MachineText", "A training and the window share these cores."),
                     QT_TRANSLATE_NOOP("MachineText", "One core does everything: watching slows training noticeably."),
                     "")};
}

CheckLine judgeNetwork(double rowsPerSecond) {
  const Verdict verdict = verdictOf(rowsPerSecond, kFastRows, kUsableRows);
  return {
      MachineText::tr("Network speed"),
      MachineText::tr("%1 positions/s through the cube's network").arg(countText(rowsPerSecond)), verdict,
      sentenceOf(verdict, QT_TRANSLATE_NOOP("MachineText", "Searches answer at once, laptop presets take minutes."),
                 QT_TRANSLATE_NOOP("MachineText", "Searches work; expect laptop presets to take several times longer."),
                 QT_TRANSLATE_NOOP("MachineText", "Much slower than expected: end other programs, then check again."))};
}

CheckLine judgeSteps(double stepsPerSecond) {
  const Verdict verdict = verdictOf(stepsPerSecond, kFastSteps, kUsableSteps);
  return {
      MachineText::tr("World speed"), MachineText::tr("%1 cube turns/s on one core").arg(countText(stepsPerSecond)),
      verdict,
      sentenceOf(verdict, QT_TRANSLATE_NOOP("MachineText", "The worlds cost next to nothing beside the network."),
                 QT_TRANSLATE_NOOP("MachineText", "The worlds take a share of the training time."),
                 QT_TRANSLATE_NOOP("MachineText", "Much slower than expected: end other programs, then check again."))};
}

CheckLine judgeRepeats(bool sameTwice, bool sameWithTwoWorkers) {
  if (sameTwice && sameWithTwoWorkers)
    return {MachineText::tr("Repeatability"), MachineText::tr("the same search three times: the same bits"),
            Verdict::kGood, MachineText::tr("The same seed gives the same result, with one worker or two.")};
  return {
      MachineText::tr("Repeatability"),
      sameTwice ? MachineText::tr("two workers gave other bits than one")
                : MachineText::tr("twice the same search gave other bits"),
      Verdict::kProblem,
      MachineText::tr(
          "Results of this machine cannot be repeated exactly. Copy this text into a report: it should not happen.")};
}

CheckLine judgeDisk(double gib, const QString& folder) {
  const Verdict verdict = gib < 0.0 ? Verdict::kProblem : verdictOf(gib, kRoomyDisk, kLeastDisk);
  return {MachineText::tr("Disk"),
          gib < 0.0 ? MachineText::tr("%1 cannot be asked").arg(folder)
                    : MachineText::tr("%1 GiB free at %2").arg(gib, 0, 'f', 1).arg(folder),
          verdict,
          sentenceOf(verdict, QT_TRANSLATE_NOOP("MachineText", "Room for many runs."),
                     QT_TRANSLATE_NOOP("MachineText", "Room for some runs; delete old ones in View > Runs."),
                     QT_TRANSLATE_NOOP("MachineText", "Too little room to save runs: free some before a training."))};
}

CheckLine judgeMemory(double totalGib, double availableGib) {
  const Verdict verdict = verdictOf(availableGib, kRoomyMemory, kLeastMemory);
  return {MachineText::tr("Memory"),
          MachineText::tr("%1 of %2 GiB free").arg(availableGib, 0, 'f', 1).arg(totalGib, 0, 'f', 1), verdict,
          sentenceOf(verdict, QT_TRANSLATE_NOOP("MachineText", "Enough for the laptop presets."),
                     QT_TRANSLATE_NOOP("MachineText", "Enough to watch; end other programs before a training."),
                     QT_TRANSLATE_NOOP("MachineText", "Too little for a training: end other programs first."))};
}

QString verdictText(Verdict verdict) {
  if (verdict == Verdict::kGood) return MachineText::tr("good");
  return verdict == Verdict::kSlow ? MachineText::tr("slow but works") : MachineText::tr("problem");
}

QString summaryOf(const std::vector<CheckLine>& lines) {
  const auto count = [&](Verdict verdict) {
    return std::count_if(lines.begin(), lines.end(), [&](const CheckLine& line) { return line.verdict == verdict; });
  };
  if (count(Verdict::kProblem) > 0)
    return MachineText::tr("Something needs attention: see the lines marked “problem”.");
  if (count(Verdict::kSlow) > 0) return MachineText::tr("Everything works on this machine; some things are slow.");
  return MachineText::tr("This machine is good for everything here.");
}

QString checkText(const std::vector<CheckLine>& lines) {
  QString text = QStringLiteral("SPO Lab %1\n").arg(QString::fromStdString(programVersion()));
  for (const CheckLine& line : lines)
    text += QStringLiteral("%1: %2 (%3). %4\n").arg(line.name, line.found, verdictText(line.verdict), line.sentence);
  return text;
}

}  // namespace spolab
