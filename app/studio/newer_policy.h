#pragma once

#include <memory>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/run/engine.h"
#include "envs/env.h"

namespace spolab {

/// What newer parameters of a running training would think at a state of the viewed episode: π after the update. Used
/// by one thread.
class NewerPolicy {
 public:
  /// Null: there are none.
  void use(std::shared_ptr<const Agent> agent);
  /// π of the newer parameters at `state`: probabilities [actions], of a box means and deviations before tanh
  /// [2·dims], averaged over as many symmetric images as the policy it is compared with. Empty without any or where
  /// they belong to another world. Worked out once per state.
  [[nodiscard]] const std::vector<float>& at(const Env& env, StateView state, std::int64_t symmetries);

 private:
  WorkerPool pool_{1};
  std::shared_ptr<const Agent> agent_;
  std::unique_ptr<Evaluator> evaluator_;
  std::int64_t symmetries_ = 0;  ///< of evaluator_
  std::unique_ptr<Env> world_;   ///< the one it learns in
  std::vector<std::byte> state_;
  std::vector<float> policy_;
};

}  // namespace spolab
