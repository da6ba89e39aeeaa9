#include <algorithm>

#include "core/run/engine.h"

namespace spolab {

const std::vector<std::string>& metricNames() {
  static const std::vector<std::string> names{"iteration",
                                              "env_steps",
                                              "seconds",
                                              "return_mean",
                                              "solve_rate",
                                              "length_mean",
                                              "failures",
                                              "search_failures",
                                              "eval_return",
                                              "eval_solve_rate",
                                              "eval_length",
                                              "loss_policy",
                                              "loss_value",
                                              "loss_eta",
                                              "eta",
                                              "alpha",
                                              "alpha_mu",
                                              "alpha_sigma",
                                              "kl_qhat",
                                              "kl_anchor",
                                              "kl_anchor_mu",
                                              "kl_anchor_sigma",
                                              "kl_particles",
                                              "entropy",
                                              "ess",
                                              "grad_norm",
                                              "cache_hits",
                                              "steps_per_second",
                                              "evaluations_per_second",
                                              "seconds_acting",
                                              "seconds_learning",
                                              "seconds_evaluating"};
  return names;
}

int metricColumn(const std::string& name) {
  const auto& names = metricNames();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

}  // namespace spolab
