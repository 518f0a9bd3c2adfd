#include "scenarios/bind_scenario.hpp"
#include "scenarios/names.hpp"

namespace shoal::scenarios {

void bind_calibrations(Binder& b, std::vector<JointCalibration>& calibrations) {
  b.objects({"calibrations", "fits whose parameters share their doubt; runs with draws use them"},
            calibrations, [&](JointCalibration& c) {
              b.text({"file", "that was fitted"}, c.file);
              b.text({"sha256", "of the file, 64 hexadecimal digits"}, c.sha256);
              b.objects(
                  {"parameters", "that were fitted together"}, c.parameters,
                  [&](CalibratedParameter& p) {
                    b.text({"pointer", "JSON pointer of the number in this scenario"}, p.pointer);
                    b.choice({"scale", "on which mean and covariance are given"}, p.scale,
                             parameter_scale_names);
                  });
              const std::size_t n = c.parameters.size();
              b.plain_numbers({"mean", "of each parameter on its scale: the value in use"},
                              {.length = n, .rows = {}}, c.mean);
              b.plain_numbers({"covariance", "of the parameters on their scales, row by row"},
                              {.length = n, .rows = n}, c.covariance);
            });
}

}  // namespace shoal::scenarios
