// The bindings of a scenario's structs: every field once, with its JSON name, unit, range, meaning.
// World configuration stands flat in the JSON (population, streams, response, delivery, channels,
// ...), topics at the top, and topics, channels, offers and archetypes are referred to by name.
#pragma once

#include "scenarios/binding.hpp"
#include "scenarios/scenario.hpp"

#include <string>
#include <vector>

namespace shoal::scenarios {

void bind(Binder& b, Scenario& scenario);

// The parts, in files of their own. `names` are those bound before.
struct BoundNames {
  std::vector<std::string> topics;
  std::vector<std::string> channels;
  std::vector<std::string> offers;
  std::vector<std::string> devices;
  std::vector<std::string> cities;
  std::vector<std::string> archetypes;
};
void bind_serving(Binder& b, std::vector<Serving>& profiles);
void bind_topics(Binder& b, std::vector<sim::Topic>& topics);
void bind_population(Binder& b, sim::PopulationParams& population, const BoundNames& names);
void bind_streams(Binder& b, sim::StreamParams& streams, const BoundNames& names);
void bind_season(Binder& b, sim::SeasonParams& season, std::size_t cities);
void bind_intent(Binder& b, sim::IntentParams& intent);
void bind_sessions(Binder& b, sim::SessionParams& sessions, std::size_t devices);
void bind_shelves(Binder& b, sim::ShelfParams& shelves);
void bind_things(Binder& b, sim::StreamParams& streams, const BoundNames& names);
void bind_sentiment(Binder& b, sim::SentimentParams& sentiment);
void bind_survey(Binder& b, sim::SurveyParams& survey);
void bind_drifts(Binder& b, std::vector<sim::DriftParams>& drifts, const BoundNames& names);
void bind_response(Binder& b, sim::ResponseParams& response, const BoundNames& names);
void bind_misspecification(Binder& b, sim::MisspecificationParams& misspecification);
void bind_delivery(Binder& b, sim::DeliveryParams& delivery);
void bind_calibrations(Binder& b, std::vector<JointCalibration>& calibrations);

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& items) {
  std::vector<std::string> names;
  for (const Named& item : items) names.push_back(item.name);
  return names;
}

}  // namespace shoal::scenarios
