#pragma once

#include <algorithm>
#include <deque>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/plan/evaluator.h"

namespace spolab::test {

/// Another evaluator as a graphics card would be asked: a batch begun is answered no sooner than somebody waits for it,
/// its rows are NaN until then.
class LateEvaluator final : public Evaluator {
 public:
  /// Borrows `inner`; wants `atOnce` batches at once.
  LateEvaluator(Evaluator& inner, int atOnce) : inner_(inner), atOnce_(atOnce) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return inner_.outputs(); }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    SPOLAB_CHECK(underWay_.empty());
    inner_.evaluate(observations, out);
  }
  [[nodiscard]] int batchesAtOnce(std::size_t /*rows*/) const override { return atOnce_; }
  void begin(std::span<const std::byte> observations, EvaluationBatch out) override {
    for (const std::span<float> rows : {out.policy, out.value, out.q})
      std::fill(rows.begin(), rows.end(), std::numeric_limits<float>::quiet_NaN());
    underWay_.push_back({{observations.begin(), observations.end()}, out});
    mostUnderWay = std::max(mostUnderWay, underWay_.size());
  }
  void finish() override {
    SPOLAB_CHECK(!underWay_.empty());
    const Batch batch = std::move(underWay_.front());
    underWay_.pop_front();
    try {
      inner_.evaluate(batch.observations, batch.out);
    } catch (...) {
      underWay_.clear();
      throw;
    }
  }
  [[nodiscard]] EvaluatorCounts counts() const override { return inner_.counts(); }
  [[nodiscard]] std::size_t underWay() const { return underWay_.size(); }

  std::size_t mostUnderWay = 0;

 private:
  struct Batch {
    std::vector<std::byte> observations;
    EvaluationBatch out;
  };
  Evaluator& inner_;
  int atOnce_;
  std::deque<Batch> underWay_;
};

}  // namespace spolab::test
