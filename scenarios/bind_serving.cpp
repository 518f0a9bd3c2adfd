#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range service{0.0, 1e6};
}  // namespace

void bind_serving(Binder& b, std::vector<Serving>& profiles) {
  b.objects({"serving", "queues that may stand in front of an engine"}, profiles, [&](Serving& p) {
    b.text({"name", "that arms refer to"}, p.name);
    b.quantity({"servers", Unit::one, {1.0, 1e5}, "that work side by side"}, p.servers);
    b.quantity({"event_s", Unit::seconds, service, "mean service time of an event"}, p.event_s);
    b.quantity({"decision_s", Unit::seconds, service, "mean service time of a decision, on top"},
               p.decision_s);
    b.choice({"law", "of a service time"}, p.law, service_law_names, Binder::Presence::optional);
    b.quantity({"log_sd", Unit::log_seconds, {0.0, 5.0}, "of a log-normal law"}, p.log_sd);
    b.flag({"bounded", "turn events away that find the room full"}, p.bounded);
    b.quantity({"room", Unit::one, {0.0, 1e9}, "events that may wait, where it is bounded"},
               p.room);
  });
}

}  // namespace shoal::scenarios
