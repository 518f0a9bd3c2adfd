#include "scenarios/calibration/campaign_simulation.hpp"

#include "scenarios/calibration/data_error.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <memory>
#include <span>

namespace shoal::scenarios {
namespace {

constexpr Purpose mailing_draws{114};  // person; occasion 0: topic, 1: arm

enum class Assignment : std::uint8_t { nobody, everybody, coin };

struct Person {
  bool counted = false;  // joined, and consents to the channel
  bool mailed = false;
  bool visited = false;
  bool bought = false;
  double spend = 0.0;
};

sim::WorldConfig campaign_world(const sim::WorldConfig& config, const CampaignDesign& design) {
  sim::WorldConfig c = config;
  c.streams.drifts.clear();
  c.measured_weeks = design.after_weeks + 1.0;
  c.runout_weeks = design.window_weeks;
  return c;
}

Stream draws_of(Seed seed, PersonId p, std::uint32_t what) {
  return {seed, mailing_draws, static_cast<std::uint32_t>(index(p)), what};
}

TopicId mailing_topic(const sim::World& world, PersonId p, double matched_frac, Seed seed) {
  const TopicId favourite = world.taste(p).favourite();
  const auto topics = static_cast<std::uint32_t>(world.config().streams.topics.size());
  Stream draws = draws_of(seed, p, 0);
  if (draws.bernoulli(matched_frac) || topics < 2) return favourite;
  const std::uint32_t step = 1 + draws.below(topics - 1);
  return TopicId{static_cast<std::uint16_t>((index(favourite) + step) % topics)};
}

struct Mailing {
  const CampaignDesign& design;
  CreativeId creative{};
  Seed seed{};
};

SimTime mailing_time(const sim::World& world, const CampaignDesign& design) {
  const auto weeks = static_cast<std::int64_t>(design.after_weeks);
  return world.measure_begin() + weeks * one_week + one_day + 10 * one_hour;
}

std::vector<Person> mail(sim::World& world, const Mailing& mailing, Assignment assignment) {
  const ChannelId channel = world.config().creatives[index(mailing.creative)].channel;
  std::vector<Person> people(world.people().size());
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    const PersonId p{i};
    Person& person = people[i];
    person.counted = world.joined(p) && world.consents(p, channel);
    if (!person.counted || assignment == Assignment::nobody) continue;
    person.mailed = assignment == Assignment::everybody ||
                    draws_of(mailing.seed, p, 1).bernoulli(mailing.design.treated_frac);
    if (!person.mailed) continue;
    world.touch({.decision = DecisionId{i},
                 .person = p,
                 .subject = std::nullopt,
                 .segment = std::nullopt,
                 .creative = mailing.creative,
                 .topic = mailing_topic(world, p, mailing.design.matched_frac, mailing.seed)});
  }
  return people;
}

void watch(sim::World& world, SimTime from, SimTime until, std::vector<Person>& people) {
  const std::size_t before = world.truth().purchases.size();
  std::vector<Event> events;
  world.advance(until, events);
  for (const Event& e : events) {
    const bool visit = e.kind == EventKind::session_start || e.kind == EventKind::beacon_dwell;
    if (!visit || e.occurred < from) continue;
    if (const auto who = world.person_behind(e.subject)) people[index(*who)].visited = true;
  }
  const std::span purchases(world.truth().purchases);
  for (const sim::TruePurchase& t : purchases.subspan(before)) {
    Person& person = people[index(t.person)];
    person.bought = true;
    person.spend += static_cast<double>(t.paid_minor) / 100.0;
  }
}

// One world's people in the window after the mailing.
std::vector<Person> live_campaign(const std::shared_ptr<const sim::WorldConfig>& config,
                                  const Mailing& mailing, Assignment assignment) {
  sim::World world(config, mailing.seed);
  std::vector<Event> earlier;
  const SimTime at = mailing_time(world, mailing.design);
  world.advance(at, earlier);
  std::vector<Person> people = mail(world, mailing, assignment);
  watch(world, at, at + from_weeks(mailing.design.window_weeks), people);
  return people;
}

CampaignMoments compare(const std::vector<Person>& untouched, const std::vector<Person>& mailed) {
  CampaignMoments m;
  double buyers = 0.0;
  for (std::size_t i = 0; i < untouched.size(); ++i) {
    if (!untouched[i].counted) continue;
    const auto one = [](bool b) { return b ? 1.0 : 0.0; };
    m.people += 1.0;
    m.visit += one(untouched[i].visited);
    m.conversion += one(untouched[i].bought);
    m.visit_effect += one(mailed[i].visited) - one(untouched[i].visited);
    m.conversion_effect += one(mailed[i].bought) - one(untouched[i].bought);
    m.order_value += untouched[i].spend;
    buyers += one(untouched[i].bought);
  }
  m.visit /= m.people;
  m.conversion /= m.people;
  m.visit_effect /= m.people;
  m.conversion_effect /= m.people;
  m.order_value = buyers > 0.0 ? m.order_value / buyers : 0.0;
  return m;
}

CampaignMoments pooled(std::span<const CampaignMoments> worlds) {
  CampaignMoments all;
  double spend = 0.0;
  double buyers = 0.0;
  for (const CampaignMoments& w : worlds) {
    all.people += w.people;
    all.visit += w.people * w.visit;
    all.conversion += w.people * w.conversion;
    all.visit_effect += w.people * w.visit_effect;
    all.conversion_effect += w.people * w.conversion_effect;
    buyers += w.people * w.conversion;
    spend += w.people * w.conversion * w.order_value;
  }
  all.visit /= all.people;
  all.conversion /= all.people;
  all.visit_effect /= all.people;
  all.conversion_effect /= all.people;
  all.order_value = buyers > 0.0 ? spend / buyers : 0.0;
  return all;
}

[[noreturn]] void refuse_without_consent() {
  throw CalibrationError(
      "nobody in the scenario consents to the channel of the campaign; raise "
      "population.consent_frac");
}

struct SpendMoments {
  double sum = 0.0;
  double squares = 0.0;
};

void count(CampaignArm& arm, SpendMoments& spend, const Person& person) {
  ++arm.n;
  arm.visits += person.visited ? 1U : 0U;
  arm.buyers += person.bought ? 1U : 0U;
  arm.visiting_buyers += person.visited && person.bought ? 1U : 0U;
  spend.sum += person.spend;
  spend.squares += person.spend * person.spend;
}

CampaignArm finished(CampaignArm arm, const SpendMoments& spend) {
  const auto n = static_cast<double>(arm.n);
  arm.revenue = spend.sum;
  arm.visit = static_cast<double>(arm.visits) / n;
  arm.conversion = static_cast<double>(arm.buyers) / n;
  arm.spend = spend.sum / n;
  arm.spend_variance = n > 1.0 ? (spend.squares - spend.sum * spend.sum / n) / (n - 1.0) : 0.0;
  return arm;
}

}  // namespace

CreativeId usual_creative(const sim::WorldConfig& config) {
  std::optional<std::size_t> best;
  const auto discount = [&](std::size_t c) {
    return config.offers[index(config.creatives[c].offer)].discount_frac;
  };
  for (std::size_t c = 0; c < config.creatives.size(); ++c) {
    const Creative& k = config.creatives[c];
    if (index(k.channel) != 0 || k.stage != Stage::curious) continue;
    if (!best || discount(c) < discount(*best)) best = c;
  }
  return CreativeId{static_cast<std::uint16_t>(best.value_or(0))};
}

TwinCampaign simulate_twins(const sim::WorldConfig& config, const CampaignDesign& design, Seed seed,
                            std::uint32_t worlds) {
  const auto shared = std::make_shared<const sim::WorldConfig>(campaign_world(config, design));
  const CreativeId creative = design.creative.value_or(usual_creative(config));
  TwinCampaign out;
  for (std::uint32_t w = 0; w < worlds; ++w) {
    const Mailing mailing{
        .design = design, .creative = creative, .seed = derive_seed(seed, 500 + w)};
    out.worlds.push_back(compare(live_campaign(shared, mailing, Assignment::nobody),
                                 live_campaign(shared, mailing, Assignment::everybody)));
    if (out.worlds.back().people == 0.0) refuse_without_consent();
  }
  out.all = pooled(out.worlds);
  return out;
}

std::map<std::string, CampaignArm> simulate_campaign(const sim::WorldConfig& config,
                                                     const CampaignDesign& design, Seed seed,
                                                     std::uint64_t people) {
  const auto shared = std::make_shared<const sim::WorldConfig>(campaign_world(config, design));
  const CreativeId creative = design.creative.value_or(usual_creative(config));
  CampaignArm arms[2];
  SpendMoments spend[2];
  for (std::uint32_t w = 0; arms[0].n + arms[1].n < people; ++w) {
    const std::uint64_t before = arms[0].n + arms[1].n;
    const Mailing mailing{
        .design = design, .creative = creative, .seed = derive_seed(seed, 500 + w)};
    for (const Person& person : live_campaign(shared, mailing, Assignment::coin)) {
      if (!person.counted || arms[0].n + arms[1].n == people) continue;
      const std::size_t arm = person.mailed ? 1 : 0;
      count(arms[arm], spend[arm], person);
    }
    if (arms[0].n + arms[1].n == before) refuse_without_consent();
  }
  return {{"control", finished(arms[0], spend[0])}, {"e-mail", finished(arms[1], spend[1])}};
}

}  // namespace shoal::scenarios
