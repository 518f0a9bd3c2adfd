#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {

void bind_streams(Binder& b, sim::StreamParams& s, const BoundNames& names) {
  b.section({"season", "the calendar of the year"},
            [&] { bind_season(b, s.season, names.cities.size()); });
  b.section({"intent", "needs and their stages"}, [&] { bind_intent(b, s.intent); });
  b.section({"sessions", "visits, and pages in them"},
            [&] { bind_sessions(b, s.sessions, names.devices.size()); });
  b.section({"shelves", "stock in stores"}, [&] { bind_shelves(b, s.shelves); });
  bind_things(b, s, names);
  b.section({"sentiment", "posts, and the satisfaction behind them"},
            [&] { bind_sentiment(b, s.sentiment); });
  b.section({"survey", "how people answer when they are asked"}, [&] { bind_survey(b, s.survey); });
}

}  // namespace shoal::scenarios
