// The levels of our own in assets/levels/spolab.xsb: made by the generator, chosen by the rule below, proven by the
// solver. `sokoban_pack_test --update` makes the file anew, which takes some minutes.

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <QTest>

#include "envs/sokoban/generator.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/solver.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

const std::string kPack = SPOLAB_SOURCE_DIR "/assets/levels/spolab.xsb";
constexpr std::size_t kProof = 200'000;  ///< positions within which the solver must prove each level
constexpr std::uint32_t kSeeds = 400;    ///< tried at most for one level
constexpr int kCandidates = 25;          ///< levels that fit, of which the best is taken

/// Shape of the levels, easy ones first. The last number is the least number of pushes; up to seven more may come.
constexpr std::array<GeneratorSettings, 40> kShapes{{
    {5, 5, 1, 1, 0},    {5, 6, 1, 2, 0},    {6, 6, 1, 3, 0},    {7, 7, 1, 4, 0},    {5, 6, 2, 3, 0},
    {6, 6, 2, 4, 0},    {6, 7, 2, 5, 0},    {7, 7, 2, 6, 0},    {7, 7, 2, 8, 0},    {7, 8, 2, 9, 0},
    {7, 8, 2, 10, 0},   {8, 8, 2, 11, 0},   {7, 7, 3, 8, 0},    {7, 7, 3, 10, 0},   {7, 8, 3, 11, 0},
    {8, 8, 3, 12, 0},   {8, 8, 3, 13, 0},   {8, 8, 3, 14, 0},   {8, 9, 3, 15, 0},   {8, 9, 3, 16, 0},
    {9, 9, 3, 18, 0},   {9, 9, 3, 19, 0},   {9, 9, 3, 20, 0},   {8, 8, 4, 14, 0},   {8, 9, 4, 16, 0},
    {9, 9, 4, 18, 0},   {9, 9, 4, 20, 0},   {9, 10, 4, 21, 0},  {9, 10, 4, 22, 0},  {10, 10, 4, 23, 0},
    {10, 10, 4, 24, 0}, {10, 10, 4, 26, 0}, {10, 11, 4, 28, 0}, {11, 11, 4, 30, 0}, {10, 10, 5, 24, 0},
    {10, 11, 5, 26, 0}, {11, 11, 5, 28, 0}, {11, 12, 5, 30, 0}, {12, 12, 5, 33, 0}, {12, 12, 5, 36, 0},
}};

/// In the order of the file.
constexpr std::array<const char*, kShapes.size()> kTitles{
    "First steps",   "Round the corner", "The long side", "Back door",     "Two of a kind", "Side by side",
    "After you",     "The alcove",       "Narrow hall",   "Pillar",        "Crossing",      "Give way",
    "Three sisters", "The bench",        "Small kitchen", "Left luggage",  "Turnstile",     "Cellar steps",
    "The wardrobe",  "Loading bay",      "Spare room",    "Backyard",      "Four corners",  "Moving day",
    "Stockroom",     "The landing",      "Window seat",   "Courtyard",     "Night shift",   "Paper mill",
    "The archive",   "Sorting office",   "Harbour shed",  "Long way home", "Print works",   "Customs",
    "The quarry",    "Freight yard",     "Grain store",   "Last train",
};

struct Entry {
  GeneratorSettings settings;
  std::uint32_t seed = 0;
  GeneratedLevel made;
  Solution proof;
};

GeneratedLevel madeFrom(const GeneratorSettings& settings, std::uint32_t seed) {
  Rng rng(seed, Stream::kReset);
  return generateSolved(settings, rng);
}

/// Worth of a level to a player: many changes from box to box and, a little, many pushes.
int worth(const Entry& entry) { return 3 * entry.made.boxChanges + entry.proof.pushes; }

Entry bestOf(GeneratorSettings settings, std::uint32_t firstSeed) {
  settings.maxPushes = settings.minPushes + 7;
  settings.effort = 4;
  Entry best;
  int found = 0;
  for (std::uint32_t seed = firstSeed; seed < firstSeed + kSeeds && found < kCandidates; ++seed) {
    Entry entry{settings, seed, madeFrom(settings, seed), {}};
    entry.proof = solve(entry.made.level, {kProof});
    if (entry.proof.outcome != SolveOutcome::kSolved || entry.proof.pushes < settings.minPushes) continue;
    if (++found == 1 || worth(entry) > worth(best)) best = std::move(entry);
  }
  if (found == 0) qFatal("no level of %d pushes found", settings.minPushes);
  return best;
}

/// Rising difficulty: pushes, then boxes, then changes of box.
bool isEasier(const Entry& a, const Entry& b) {
  return std::tuple(a.proof.pushes, a.settings.boxes, a.made.boxChanges) <
         std::tuple(b.proof.pushes, b.settings.boxes, b.made.boxChanges);
}

std::string recipeOf(const Entry& entry) {
  const GeneratorSettings& settings = entry.settings;
  std::ostringstream text;
  text << "; rows " << settings.rows << ", columns " << settings.columns << ", boxes " << settings.boxes << ", pushes "
       << settings.minPushes << " to " << settings.maxPushes << ", effort " << settings.effort << ", seed "
       << entry.seed << "; best " << entry.proof.pushes << " pushes";
  return text.str();
}

std::string makePack() {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    // Shapes that differ in their pushes alone would find the same levels with the same seeds.
    entries.push_back(bestOf(kShapes[i], static_cast<std::uint32_t>(i) * kSeeds));
    qInfo("%s", recipeOf(entries.back()).c_str());
  }
  std::ranges::stable_sort(entries, isEasier);
  std::ostringstream text;
  text << "; SPO Lab: forty levels, from one box to five, each a little harder than the one before.\n"
       << "; Made by the level generator of this program (envs/sokoban/generator.h) and chosen among the first\n"
       << "; " << kCandidates
       << " that fit each recipe for many changes from box to box. The numbers of pushes are the\n"
       << "; least possible, proven by the solver. `sokoban_pack_test --update` makes this file anew.\n";
  for (std::size_t i = 0; i < entries.size(); ++i)
    text << "\n" << recipeOf(entries[i]) << "\n" << kTitles[i] << "\n" << printLevel(entries[i].made.level) << "\n";
  return text.str();
}

struct Recipe {
  GeneratorSettings settings;
  std::uint32_t seed = 0;
  int pushes = 0;
};

std::vector<Recipe> recipesIn(const std::string& text) {
  std::vector<Recipe> recipes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Recipe r;
    GeneratorSettings& s = r.settings;
    const int read = std::sscanf(
        line.c_str(), "; rows %d, columns %d, boxes %d, pushes %d to %d, effort %d, seed %u; best %d pushes", &s.rows,
        &s.columns, &s.boxes, &s.minPushes, &s.maxPushes, &s.effort, &r.seed, &r.pushes);
    if (read == 8) recipes.push_back(r);
  }
  return recipes;
}

}  // namespace

class SokobanPackTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    levels_ = readLevels(kPack);
    recipes_ = recipesIn(test::readFile(kPack));
    QCOMPARE(levels_.size(), kShapes.size());
    QCOMPARE(recipes_.size(), kShapes.size());
  }

  void titlesDiffer() {
    std::set<std::string> titles, boards;
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      QCOMPARE(levels_[i].title, std::string(kTitles[i]));
      titles.insert(levels_[i].title);
      boards.insert(printLevel(levels_[i]));
    }
    QCOMPARE(titles.size(), levels_.size());
    QCOMPARE(boards.size(), levels_.size());
  }

  void everyLevelIsProvenAndHarderThanTheLast() {
    int before = 0;
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      QVERIFY(!findFlaw(levels_[i]));
      const Solution solution = solve(levels_[i], {kProof});
      QCOMPARE(solution.outcome, SolveOutcome::kSolved);
      QCOMPARE(solution.pushes, recipes_[i].pushes);
      QVERIFY(solution.pushes >= before);
      before = solution.pushes;
      QCOMPARE(std::ranges::count(levels_[i].cells, kBox), recipes_[i].settings.boxes);
      QCOMPARE(std::ranges::count(levels_[i].cells, kBoxOnTarget), 0);
    }
    QVERIFY(recipesSpan(1, 5));
  }

  void recipesStillMakeTheLevels() {
    // The reader crops walls that border nothing; both texts are compared in that form.
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      const GeneratedLevel made = madeFrom(recipes_[i].settings, recipes_[i].seed);
      QCOMPARE(printLevel(parseMoment(printLevel(made.level)).level), printLevel(levels_[i]));
    }
  }

 private:
  [[nodiscard]] bool recipesSpan(int least, int most) const {
    const auto boxes = [](const Recipe& recipe) { return recipe.settings.boxes; };
    return std::ranges::min(recipes_, {}, boxes).settings.boxes == least &&
           std::ranges::max(recipes_, {}, boxes).settings.boxes == most;
  }

  std::vector<Level> levels_;
  std::vector<Recipe> recipes_;
};

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], "--update") == 0) {
      test::writeFile(kPack, makePack());
      return 0;
    }
  SokobanPackTest pack;
  return QTest::qExec(&pack, argc, argv);
}

#include "sokoban_pack_test.moc"
