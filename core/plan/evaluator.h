#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace spolab {

/// What a network says about one observation.
struct NetworkOutputs {
  int policySize = 0;  ///< discrete: logits [actions]; box: mean then standard deviation [2·dims]
  bool hasQ = false;   ///< action values over discrete actions are available
};

/// Rows in caller-owned memory. What is not wanted may be empty but for the values, which say how many rows there are.
struct EvaluationBatch {
  std::span<float> policy;  ///< [B, policySize] or empty
  std::span<float> value;   ///< [B] V(s)
  std::span<float> q;       ///< [B, actions] or empty
};

/// Counts since the evaluator was made.
struct EvaluatorCounts {
  std::uint64_t asked = 0;      ///< rows requested of this evaluator
  std::uint64_t evaluated = 0;  ///< of them those that no cache answered, without padding
};

/// The boundary between planning and networks: observations in, rows of floats out. A row's bits depend on its
/// observation and the parameters only, never on the batch it came in (on CUDA: within a tolerance).
/// One caller at a time; an implementation may split the work over its own pool. Batches may be empty.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  [[nodiscard]] virtual const NetworkOutputs& outputs() const = 0;
  /// observations [B, obsBytes], B from the size of `out.value`.
  virtual void evaluate(std::span<const std::byte> observations, EvaluationBatch out) = 0;

  /// Into how many batches `rows` are best split by a caller that has other work to do while it waits for each. 1 where
  /// answers take the caller's own processor.
  [[nodiscard]] virtual int batchesAtOnce(std::size_t /*rows*/) const { return 1; }
  /// As evaluate(), but the rows of `out` are to be read only when finish() has returned for this batch; `observations`
  /// may change at once. Callers use an EvaluationQueue.
  virtual void begin(std::span<const std::byte> observations, EvaluationBatch out) { evaluate(observations, out); }
  /// Waits for the oldest batch that was begun. After an Error of begin() or finish() none is under way.
  virtual void finish() {}

  /// Box actions only: Q(s, a) at given atoms; observations [B, obsBytes], actions [B, dims], q [B].
  virtual void evaluateQ(std::span<const std::byte> observations, std::span<const float> actions, std::span<float> q);
  [[nodiscard]] virtual EvaluatorCounts counts() const { return {}; }
};

/// The batches a caller has begun and not yet finished, oldest first. Those still under way at its end are waited for,
/// as the memory of their answers may go then.
class EvaluationQueue {
 public:
  explicit EvaluationQueue(Evaluator& evaluator) : evaluator_(evaluator) {}
  ~EvaluationQueue() { drain(); }
  EvaluationQueue(const EvaluationQueue&) = delete;
  EvaluationQueue& operator=(const EvaluationQueue&) = delete;

  void begin(std::span<const std::byte> observations, EvaluationBatch out);
  void finish();
  /// Waits for all, whatever they say.
  void drain() noexcept;

 private:
  Evaluator& evaluator_;
  int underWay_ = 0;
};

}  // namespace spolab
