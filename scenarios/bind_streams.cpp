#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {

void bind_streams(Binder& b, sim::StreamParams& s, const BoundNames& names) {
  b.object("season", [&] { bind_season(b, s.season); });
  b.object("intent", [&] { bind_intent(b, s.intent); });
  b.object("sessions", [&] { bind_sessions(b, s.sessions, names.devices.size()); });
  b.object("shelves", [&] { bind_shelves(b, s.shelves); });
  bind_things(b, s, names);
  b.object("sentiment", [&] { bind_sentiment(b, s.sentiment); });
  b.object("survey", [&] { bind_survey(b, s.survey); });
}

}  // namespace shoal::scenarios
