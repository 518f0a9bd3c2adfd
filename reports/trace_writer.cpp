#include "reports/trace_writer.hpp"

#include "core/contracts.hpp"
#include "reports/trace_head.hpp"

#include <cstddef>

namespace shoal::reports {

// The layout of the file is that of the memory.
static_assert(offsetof(Event, id) == 0 && offsetof(Event, occurred) == 8 &&
              offsetof(Event, arrived) == 16 && offsetof(Event, subject) == 24 &&
              offsetof(Event, ref) == 28 && offsetof(Event, value) == 32 &&
              offsetof(Event, topic) == 36 && offsetof(Event, stock) == 37 &&
              offsetof(Event, kind) == 38 && offsetof(Event, source) == 39);

TraceWriter::TraceWriter(const std::filesystem::path& target, const TraceHead& head,
                         const RecordStorage& storage)
    : file_(target, trace_head_image(head)),
      events_(file_.add("/events", event_layout(), storage)),
      run_end_(head.brief.run_end) {}

void TraceWriter::append(std::span<const Event> events) {
  SimTime last = last_;
  bool sound = true;
  for (const Event& e : events) {
    sound &= e.arrived >= last && e.occurred >= SimTime{-trace_horizon} &&
             e.occurred <= SimTime{trace_horizon};
    last = e.arrived;
  }
  require(sound && last < run_end_, "events of a trace come in order of arrival, within the run");
  last_ = last;
  events_.append(events);
}

}  // namespace shoal::reports
