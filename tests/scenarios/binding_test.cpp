#include "scenarios/bind_scenario.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/scenario_json.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

// Converts to any member, so that the members of an aggregate can be counted.
struct AnyMember {
  template <class T>
  operator T() const;  // NOLINT: implicit on purpose, never defined
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), AnyMember{})...}; };
}

template <class T, std::size_t N = 0>
constexpr std::size_t members() {
  if constexpr (takes<T>(std::make_index_sequence<N + 1>{})) {
    return members<T, N + 1>();
  } else {
    return N;
  }
}

struct ThreeMembers {
  double a;
  std::vector<double> b;
  std::array<double, 3> c;
};
static_assert(members<ThreeMembers>() == 3);

// How many fields a binding names, by JSON pointer of the object around them.
class FieldCounter final : public Binder {
 public:
  FieldCounter() { path_.emplace_back(); }
  std::map<std::string, std::size_t> counts;

  using Binder::choice;
  void text(PlainSpec, std::string&, Presence) override { ++counts[path_.back()]; }
  void texts(PlainSpec, std::vector<std::string>&) override { ++counts[path_.back()]; }
  void flag(PlainSpec, bool&) override { ++counts[path_.back()]; }
  void whole(PlainSpec, std::uint64_t&, std::uint64_t) override { ++counts[path_.back()]; }
  void choice(PlainSpec, std::optional<std::size_t>&, std::span<const std::string>,
              Presence) override {
    ++counts[path_.back()];
  }
  void plain_numbers(PlainSpec, Shape, std::vector<double>&) override { ++counts[path_.back()]; }
  void numbers(const QuantitySpec& spec, Shape, std::vector<double>&) override {
    ++counts[path_.back()];
    REQUIRE_FALSE(spec.doc.empty());
  }

 private:
  void begin_object(PlainSpec spec) override { open(spec.name); }
  void end_object() override { path_.pop_back(); }
  std::size_t begin_list(PlainSpec spec, std::size_t size) override {
    open(spec.name);
    return size;
  }
  void begin_item(std::size_t position) override { open(std::to_string(position)); }
  void end_list() override { path_.pop_back(); }
  void open(std::string_view name) {
    ++counts[path_.back()];
    path_.push_back(child_pointer(path_.back(), name));
  }

  std::vector<std::string> path_;
};

}  // namespace

TEST_CASE("every member of a scenario's structs is bound", "[scenarios][binding]") {
  Scenario s = load_scenario("quickstart");
  REQUIRE_FALSE(s.world.streams.drifts.empty());
  FieldCounter counter;
  bind(counter, s);
  auto& counts = counter.counts;
  // The world stands flat in the JSON, topics and drifts of the streams too; provenance is in the
  // quantities.
  CHECK(counts[""] == members<Scenario>() - 2 + members<sim::WorldConfig>() + 2);
  CHECK(counts["/streams"] == members<sim::StreamParams>() - 2);
  CHECK(counts["/caps"] == members<Caps>());
  CHECK(counts["/quiet_hours"] == members<QuietHours>());
  CHECK(counts["/survey"] == members<SurveyTerms>());
  CHECK(counts["/oracle"] == members<sim::OracleParams>());
  CHECK(counts["/arms/0"] == members<Arm>());
  CHECK(counts["/topics/0"] == members<sim::Topic>());
  CHECK(counts["/channels/0"] == members<Channel>());
  CHECK(counts["/offers/0"] == members<Offer>());
  CHECK(counts["/creatives/0"] == members<Creative>());
  // The table of the prior is filled by its name; arrivals_weeks no scenario says.
  CHECK(counts["/population"] == members<sim::PopulationParams>() - 2);
  CHECK(counts["/population/archetypes/0"] == members<sim::Archetype>());
  CHECK(counts["/population/purchases"] == members<sim::PurchaseRateParams>());
  CHECK(counts["/population/spend"] == members<sim::SpendParams>());
  CHECK(counts["/streams/intent"] == members<sim::IntentParams>());
  CHECK(counts["/streams/sessions"] == members<sim::SessionParams>());
  CHECK(counts["/streams/shelves"] == members<sim::ShelfParams>());
  CHECK(counts["/streams/beacons"] == members<sim::BeaconParams>());
  CHECK(counts["/streams/store_hours"] == members<sim::StoreHoursParams>());
  CHECK(counts["/streams/footfall"] == members<sim::FootfallParams>());
  CHECK(counts["/streams/appliances/0"] == members<sim::ApplianceParams>());
  CHECK(counts["/streams/scans"] == members<sim::ScanParams>());
  CHECK(counts["/streams/sentiment"] == members<sim::SentimentParams>());
  CHECK(counts["/streams/survey"] == members<sim::SurveyParams>());
  CHECK(counts["/drifts/0"] == members<sim::DriftParams>());
  CHECK(counts["/response"] == members<sim::ResponseParams>());
  CHECK(counts["/delivery"] == sources + 1);  // and bots
  CHECK(counts["/delivery/web"] == members<sim::SourceDelivery>());
}
