#include "core/plan/symmetric_evaluator.h"

#include <algorithm>

#include "core/base/check.h"

namespace spolab {
namespace {

constexpr std::size_t kRowsAtOnce = 4096;  ///< states per part: bounds the memory their images take
constexpr std::size_t kRowGrain = 64;

template <typename Body>
void forEachRow(WorkerPool* pool, std::size_t rows, const Body& body) {
  const auto piece = [&](std::size_t begin, std::size_t end, int) {
    for (std::size_t row = begin; row < end; ++row) body(row);
  };
  if (pool == nullptr) return piece(0, rows, 0);
  pool->parallelFor(rows, kRowGrain, piece);
}

}  // namespace

SymmetricEvaluator::SymmetricEvaluator(std::unique_ptr<Evaluator> inner, const Env& env, std::int64_t images,
                                       WorkerPool* pool)
    : inner_(std::move(inner)), spec_(env.spec()), pool_(pool) {
  const std::span<const Symmetry> all = env.symmetries();
  SPOLAB_CHECK(!all.empty() && images >= 1 && spec_.discrete() && !inner_->outputs().hasQ);
  const std::size_t count = std::min(static_cast<std::size_t>(images), all.size());
  for (std::size_t i = 0; i < count; ++i) images_.push_back(all[i * all.size() / count]);
}

void SymmetricEvaluator::evaluatePart(std::span<const std::byte> observations, EvaluationBatch out) {
  const std::size_t rows = out.value.size();
  const std::size_t bytes = spec_.observationBytes();
  const std::size_t images = images_.size();
  const auto actions = static_cast<std::size_t>(inner_->outputs().policySize);
  imageObservations_.resize(rows * images * bytes);
  const bool wanted = !out.policy.empty();
  imagePolicy_.resize(wanted ? rows * images * actions : 0);
  imageValue_.resize(rows * images);
  forEachRow(pool_, rows, [&](std::size_t row) {
    for (std::size_t i = 0; i < images; ++i) {
      applySymmetry(images_[i], spec_, observations.subspan(row * bytes, bytes),
                    std::span(imageObservations_).subspan((row * images + i) * bytes, bytes));
    }
  });
  inner_->evaluate(imageObservations_, {imagePolicy_, imageValue_, {}});
  const float share = 1.0f / static_cast<float>(images);
  forEachRow(pool_, rows, [&](std::size_t row) {
    float value = 0.0f;
    for (std::size_t i = 0; i < images; ++i) value += share * imageValue_[row * images + i];
    out.value[row] = value;
    if (!wanted) return;
    const std::span<float> policy = out.policy.subspan(row * actions, actions);
    std::fill(policy.begin(), policy.end(), 0.0f);
    for (std::size_t i = 0; i < images; ++i) {
      const float* answer = &imagePolicy_[(row * images + i) * actions];
      for (std::size_t a = 0; a < actions; ++a)
        policy[a] += share * answer[static_cast<std::size_t>(images_[i].action[a])];
    }
  });
}

void SymmetricEvaluator::evaluate(std::span<const std::byte> observations, EvaluationBatch out) {
  const std::size_t batch = out.value.size();
  const std::size_t bytes = spec_.observationBytes();
  const auto actions = static_cast<std::size_t>(inner_->outputs().policySize);
  SPOLAB_CHECK_EQ(observations.size(), batch * bytes);
  SPOLAB_CHECK(out.policy.empty() || out.policy.size() == batch * actions);
  counts_.asked += batch;
  counts_.evaluated += batch;
  for (std::size_t first = 0; first < batch; first += kRowsAtOnce) {
    const std::size_t rows = std::min(kRowsAtOnce, batch - first);
    const std::span<float> policy =
        out.policy.empty() ? out.policy : out.policy.subspan(first * actions, rows * actions);
    evaluatePart(observations.subspan(first * bytes, rows * bytes), {policy, out.value.subspan(first, rows), {}});
  }
}

}  // namespace spolab
