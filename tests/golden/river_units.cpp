// What a crowded river adds up, without any graphics: the axis is kept, no weight is lost, children follow parents.
#include <cmath>
#include <map>

#include <QtTest>

#include "render/future_filter.h"
#include "render/panels/river_density.h"
#include "tests/golden/sample_trace.h"

using namespace spolab;
using namespace spolab::panel;

namespace {

/// A crowd and all that is known of it.
struct Crowd {
  EnvSpec spec = sampleSpec();
  SearchTrace trace;
  TraceReading reading;
  RiverLayout layout;
  RiverFocus focus;
  RiverDensity density;

  Crowd(int particles, const FocusKey& key, bool box = false)
      : spec(box ? sampleBoxSpec() : sampleSpec()),
        trace(sampleTrace(spec, particles, 6, 2)),
        reading(trace, spec),
        layout(reading, {0, 0, 700, 230}),
        focus(reading, key),
        density(layout.crowded ? RiverDensity(reading, layout, focus, RiverColour::kAdvantage, Theme::dark())
                               : RiverDensity()) {}
};

}  // namespace

class RiverUnits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void manyParticlesCrowd();
  void columnsKeepTheirOrder();
  void theAxisDoesNotJump();
  void noWeightIsLost_data();
  void noWeightIsLost();
  void everyChildIsInABundle();
  void thePartInFocusIsKnown();
  void unlikelyFuturesAreLeftOut_data();
  void unlikelyFuturesAreLeftOut();
};

void RiverUnits::unlikelyFuturesAreLeftOut_data() {
  QTest::addColumn<bool>("box");
  QTest::addColumn<float>("least");
  for (const bool box : {false, true})
    for (const float least : {0.0f, 0.02f, 0.1f, 0.3f, 1.0f})
      QTest::addRow("%s, %g", box ? "box" : "discrete", static_cast<double>(least)) << box << least;
}

void RiverUnits::unlikelyFuturesAreLeftOut() {
  QFETCH(bool, box);
  QFETCH(float, least);
  const Crowd crowd(64, {}, box);
  const SearchTrace& trace = crowd.trace;
  std::map<int, float> shares;
  for (int n = 0; n < trace.particles; ++n)
    shares[crowd.reading.family(trace.depths - 1, n)] += trace.weights[static_cast<std::size_t>(n)];
  float most = 0.0f;
  for (const auto& [family, share] : shares) most = std::max(most, share);
  FutureFilter filter(crowd.reading);
  QCOMPARE(filter.update(least), least > 0.0f);
  QVERIFY(!filter.update(least));
  int shown = 0;
  for (int depth = 0; depth < trace.depths; ++depth)
    for (int n = 0; n < trace.particles; ++n) {
      const float share = shares.contains(crowd.reading.family(depth, n)) ? shares[crowd.reading.family(depth, n)] : 0;
      const bool hidden = filter.hides(trace.at(depth, n));
      QCOMPARE(hidden, least > 0.0f && share < least && share < most);
      shown += hidden ? 0 : 1;
    }
  QVERIFY(shown >= trace.depths);  // the likeliest stays, whatever is asked
  QVERIFY(filter.update(0.0f) || least == 0.0f);
  QVERIFY(!filter.hides(0));
}

void RiverUnits::manyParticlesCrowd() {
  QVERIFY(!Crowd(64, {}).layout.crowded);
  const Crowd crowd(4096, {});
  QVERIFY(crowd.layout.crowded);
  for (int depth = 0; depth < 6; ++depth) {
    const std::vector<int>& circles = crowd.layout.circles[static_cast<std::size_t>(depth)];
    QVERIFY(circles.size() <= 32);
    for (std::size_t k = 1; k < circles.size(); ++k)
      QVERIFY(crowd.trace.weight[crowd.trace.at(depth, circles[k - 1])] >=
              crowd.trace.weight[crowd.trace.at(depth, circles[k])]);
  }
}

void RiverUnits::columnsKeepTheirOrder() {
  const Crowd crowd(4096, {});
  const RiverLayout& layout = crowd.layout;
  for (const auto* nodes : {&layout.before, &layout.after})
    for (int depth = 0; depth < 6; ++depth) {
      float low = layout.field.y;
      for (int place = 0; place < 4096; ++place) {
        const int n = layout.order[crowd.trace.at(depth, place)];
        const RiverLayout::Node& node = (*nodes)[crowd.trace.at(depth, n)];
        QVERIFY(node.radius >= 0.0f);
        QVERIFY(std::abs(node.y - node.radius - low) < 0.05f);  // nothing overlaps, nothing is left out
        low = node.y + node.radius;
      }
      QVERIFY(std::abs(low - layout.field.y - layout.field.height) < 0.5f);
    }
}

/// Just below and above the number at which circles give way to density, a family stands at the same height.
void RiverUnits::theAxisDoesNotJump() {
  int most = 64;
  while (!Crowd(most + 8, {}).layout.crowded) most += 8;
  const Crowd circles(most, {}), density(most + 8, {});
  const auto middle = [](const Crowd& crowd) {
    float sum = 0.0f;
    for (int n = 0; n < crowd.trace.particles; ++n) sum += crowd.layout.after[crowd.trace.at(0, n)].y;
    return sum / static_cast<float>(crowd.trace.particles);
  };
  QVERIFY(std::abs(middle(circles) - middle(density)) < 0.03f * circles.layout.field.height);
}

void RiverUnits::noWeightIsLost_data() {
  QTest::addColumn<int>("particles");
  QTest::addColumn<bool>("box");
  QTest::newRow("256") << 256 << false;
  QTest::newRow("4096") << 4096 << false;
  QTest::newRow("4096 box") << 4096 << true;
}

void RiverUnits::noWeightIsLost() {
  QFETCH(int, particles);
  QFETCH(bool, box);
  const Crowd crowd(particles, {}, box);
  for (int depth = 0; depth < 6; ++depth) {
    double before = 0.0, after = 0.0;
    int count = 0;
    for (int r = 0; r < crowd.density.rows; ++r) {
      before += crowd.density.at(depth, r).before;
      after += crowd.density.at(depth, r).after;
      count += crowd.density.at(depth, r).count;
    }
    for (const int n : crowd.layout.circles[static_cast<std::size_t>(depth)]) {
      before += crowd.reading.weightBefore(depth, n);
      after += crowd.trace.weight[crowd.trace.at(depth, n)];
      ++count;
    }
    QVERIFY2(std::abs(before - 1.0) < 2e-3, qPrintable(QString::number(before)));
    QVERIFY2(std::abs(after - 1.0) < 2e-3, qPrintable(QString::number(after)));
    QCOMPARE(count, particles);
  }
}

void RiverUnits::everyChildIsInABundle() {
  const Crowd crowd(4096, {});
  for (std::size_t depth = 0; depth < 6; ++depth) {
    int children = 0;
    float low = -1e9f;
    for (const RiverDensity::Bundle& bundle : crowd.density.bundles[depth]) {
      children += bundle.children;
      QVERIFY(bundle.entry.low >= low - 0.05f);  // ribbons never cross
      low = bundle.entry.high;
      QVERIFY(bundle.thinned.high - bundle.thinned.low <= bundle.from.high - bundle.from.low + 1e-3f);
    }
    QCOMPARE(children, 4096);
    QVERIFY(crowd.density.bundles[depth].size() < 200);
  }
}

void RiverUnits::thePartInFocusIsKnown() {
  const Crowd probe(4096, {});
  const int chosen = probe.reading.chosenFamily();
  const Crowd crowd(4096, {std::nullopt, chosen});
  for (int depth = 0; depth < 6; ++depth) {
    double focused = 0.0, expected = 0.0;
    for (int r = 0; r < crowd.density.rows; ++r) focused += crowd.density.at(depth, r).focused;
    for (int n = 0; n < 4096; ++n)
      if (crowd.reading.family(depth, n) == chosen && crowd.layout.isCircle[crowd.trace.at(depth, n)] == 0)
        expected += crowd.trace.weight[crowd.trace.at(depth, n)];
    QVERIFY(expected > 0.0);
    QVERIFY(std::abs(focused - expected) < 2e-3);
  }
  // A particle's line goes back to the root.
  const RiverFocus line(probe.reading, {ParticleRef{5, 17}, -1});
  QCOMPARE(static_cast<int>(line.line().size()), 6);
  for (std::size_t depth = 1; depth < 6; ++depth)
    QCOMPARE(probe.trace.parent[probe.trace.at(static_cast<int>(depth), line.line()[depth])], line.line()[depth - 1]);
}

QTEST_GUILESS_MAIN(RiverUnits)
#include "river_units.moc"
